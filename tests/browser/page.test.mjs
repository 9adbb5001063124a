// Opens the forecast page of a small real run in a headless browser and looks at it: no error, no
// request to a network, every chart drawn, every number of the tables the JSON's. Leaves pictures
// for people to look at (wide, narrow, printed).
//   node page.test.mjs GATECAST EXAMPLE_FOLDER DRIVER_FOLDER PICTURES_FOLDER
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

const [gatecast, example, driver, pictures] = process.argv.slice(2);
const {chromium} = createRequire(join(driver, 'package.json'))('playwright-core');

const browserPath = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(existsSync);
assert.ok(browserPath, 'no Chromium: apt-get install chromium-headless-shell');

// A run of two replicates is enough for a page; gates may well be missed or undecided (exit 1). In
// February the administrators lose their authenticators, and no codes are texted.
function forecast(folder) {
  const behavior = join(folder, 'behavior.yaml');
  writeFileSync(behavior, 'drills:\n'
    + '  - {drill: authenticators_lost, on: 2027-02-10, role: Administrator}\n'
    + '  - {drill: sms_down, from: 2027-02-12, until: 2027-02-20}\n');
  const actual = join(folder, 'actual.csv');
  writeFileSync(actual, 'date,value\n2027-01-20,12%\n2027-02-10,0.3\n');
  const run = spawnSync(gatecast, [
    'simulate', join(example, 'policy.yaml'), '--population', join(example, 'accounts.csv'),
    '--start', '2027-01-04', '--days', '60', '--replicates', '2', '--quiet',
    '--json', join(folder, 'forecast.json'), '--html', join(folder, 'forecast.html'),
    '--actual', actual, '--behavior', behavior,
    '--at-risk', join(folder, 'risk'), '--drill-report', join(folder, 'drills'),
  ], {encoding: 'utf8'});
  assert.ok(run.status === 0 || run.status === 1,
    `simulate ended with ${run.status}: ${run.stderr}`);
  return JSON.parse(readFileSync(join(folder, 'forecast.json'), 'utf8'));
}

// `93.4%` shows 0.934; how far the shown text may be from the number is half of its last digit.
function shown(text) {
  const percent = text.endsWith('%');
  const digits = text.replace(/[,%]/g, '');
  const decimals = (digits.split('.')[1] ?? '').length;
  const scale = percent ? 100 : 1;
  const value = Number(digits) / scale;
  const slack = 0.5001 * 10 ** -decimals / scale;
  return {value, slack};
}

function assertShows(text, number, where) {
  const {value, slack} = shown(text.trim());
  assert.ok(Math.abs(value - number) <= slack, `${where}: shows ${text}, the JSON has ${number}`);
}

async function checkTables(page, json) {
  const rows = new Map(json.daily.map((row) => [`${row.day} ${row.group} ${row.metric}`, row]));
  const cells = await page.$$eval('td[data-day]', (all) => all.map((cell) => ({
    key: `${cell.dataset.day} ${cell.dataset.group} ${cell.dataset.metric}`,
    median: cell.firstChild.textContent,
    range: cell.querySelector('.range').textContent.replace(/[()]/g, ''),
  })));
  assert.ok(cells.length > 100, `only ${cells.length} numbers in the tables`);
  for (const {key, median, range} of cells) {
    const row = rows.get(key);
    assert.ok(row, `${key} is not in the JSON`);
    assertShows(median, row.p50, key);
    const [low, high] = range.split(' to ');
    const unit = high.endsWith('%') ? '%' : '';
    assertShows(low + unit, row.p05, `${key} p05`);
    assertShows(high, row.p95, `${key} p95`);
  }
  return cells.length;
}

// Each row of people at risk and of drills shows its row of the JSON. Gives how many numbers.
async function checkBeside(page, json) {
  const rows = await page.$$eval('#people-at-risk tr, #drills tr', (all) => all
    .filter((row) => row.querySelector('td')).map((row) => ({
      section: row.closest('section').id,
      drill: [...row.closest('section').querySelectorAll('h3')].filter((title) => (
        title.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING)).length - 1,
      names: {...row.dataset},
      numbers: [...row.querySelectorAll('[data-number]')].map((cell) => ({
        name: cell.dataset.number,
        shown: cell.firstChild.textContent,
        range: cell.querySelector('.range')?.textContent.replace(/[()]/g, ''),
      })),
    })));
  let checked = 0;
  for (const {section, drill, names, numbers} of rows) {
    const risk = json.people_at_risk;
    const find = (list, name, wanted) => list.find((row) => (row[name] ?? '') === wanted);
    let row;
    if (section === 'drills') {
      row = 'role' in names ? find(json.drills[drill].administrators, 'role', names.role)
        : find(json.drills[drill].groups, 'group', names.group);
    } else {
      row = 'role' in names ? find(risk.roles, 'role', names.role)
        : find(risk.people, 'account', names.account);
    }
    assert.ok(row, `${section} ${JSON.stringify(names)} is not in the JSON`);
    for (const {name, shown, range} of numbers) {
      const where = `${section} ${drill} ${JSON.stringify(names)} ${name}`;
      const whole = row[name];
      assertShows(shown, whole.p50 ?? whole, where);
      checked += 1;
      if (whole.p50 === undefined) continue;
      const [low, high] = range.split(' to ');
      assertShows(low, whole.p05, `${where} p05`);
      assertShows(high, whole.p95, `${where} p95`);
    }
  }
  assert.equal(json.drills.length, 2);
  assert.ok(json.people_at_risk.people.length > 50, 'people at risk');
  const people = rows.filter((row) => 'account' in row.names).length;
  assert.equal(people, Math.min(100, json.people_at_risk.people.length), 'people on the page');
  const roles = json.people_at_risk.roles.length
    + json.drills.reduce((sum, of) => sum + of.groups.length + of.administrators.length, 0);
  assert.equal(rows.length, people + roles, 'rows of roles and groups');
  return checked;
}

async function checkBrief(page, json) {
  const tiles = await page.$$eval('[data-brief]', (all) => all.map((tile) => ({
    rows: tile.dataset.brief === 'peak' ? 'peaks' : 'totals',
    metric: tile.dataset.metric,
    median: tile.textContent,
    range: tile.parentElement.querySelector('.range').firstChild.textContent,
  })));
  assert.equal(tiles.length, 6, 'numbers at the head of the page');
  for (const {rows, metric, median, range} of tiles) {
    const row = json[rows].find((each) => each.group === 'all' && each.metric === metric);
    assert.ok(row, `${metric} is not in the JSON`);
    assertShows(median, row.p50, metric);
    const [low, high] = range.split(' to ');
    assertShows(low + (high.endsWith('%') ? '%' : ''), row.p05, `${metric} p05`);
    assertShows(high, row.p95, `${metric} p95`);
  }
}

async function checkCharts(page) {
  const plots = await page.$$eval('.plot', (all) => all.map((plot) => ({
    name: `${plot.dataset.chart} ${plot.dataset.panel}`,
    width: plot.querySelector('svg')?.getBoundingClientRect().width ?? 0,
    filled: [...plot.querySelectorAll('svg path')].filter(
      (path) => path.getAttribute('fill') === '#2563a8').length,
    lines: [...plot.querySelectorAll('svg path')].filter(
      (path) => path.getAttribute('stroke') === '#2563a8').length,
  })));
  assert.ok(plots.length >= 10, `only ${plots.length} charts`);
  for (const plot of plots) {
    assert.ok(plot.width > 200, `${plot.name} is ${plot.width} px wide`);
    assert.ok(plot.filled >= 2, `${plot.name} has ${plot.filled} bands`);
    assert.ok(plot.lines >= 1, `${plot.name} has no median`);
  }
  for (const id of ['enrollment-by-stage', 'enrollment-by-role', 'lockouts-by-cause',
    'help-desk-load', 'help-desk-wait', 'protected-sign-ins']) {
    assert.ok(plots.some((plot) => plot.name.startsWith(id)), `no chart ${id}`);
  }
  const actual = await page.$$eval('[data-chart="enrollment-by-stage"][data-panel="0"] svg path',
    (all) => all.filter((path) => path.getAttribute('fill') === '#b3261e').length);
  assert.equal(actual, 2, 'the points of what really happened');
  return plots.length;
}

async function look(page) {
  mkdirSync(pictures, {recursive: true});
  await page.screenshot({path: join(pictures, 'wide.png'), fullPage: true});
  await page.setViewportSize({width: 400, height: 800});
  await page.waitForTimeout(200);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.screenshot({path: join(pictures, 'narrow.png'), fullPage: true});
  assert.ok(overflow <= 0, `at 400 px the page is ${overflow} px too wide`);
  await page.setViewportSize({width: 1200, height: 900});
  await page.waitForTimeout(200);
  await page.evaluate(() => {
    addEventListener('beforeprint', () => {
      window.openOnPaper = document.querySelectorAll('details:not([open])').length === 0;
    });
  });
  await page.pdf({path: join(pictures, 'print.pdf'), format: 'A4'});
  assert.equal(await page.evaluate(() => window.openOnPaper), true, 'tables are open on paper');
}

const folder = mkdtempSync(join(tmpdir(), 'gatecast-page-'));
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  const json = forecast(folder);
  const page = await browser.newPage({viewport: {width: 1200, height: 900}});
  const trouble = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) trouble.push(message.text());
  });
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) trouble.push(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(join(folder, 'forecast.html')).href);
  const charts = await checkCharts(page);
  const numbers = await checkTables(page, json);
  const beside = await checkBeside(page, json);
  await checkBrief(page, json);
  await look(page);
  assert.deepEqual(trouble, []);
  console.log(`${charts} charts drawn, ${numbers} numbers and ${beside} beside equal the JSON's`);
} finally {
  await browser.close();
  rmSync(folder, {recursive: true, force: true});
}
