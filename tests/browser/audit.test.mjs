// Opens the page of an audit in a headless browser and looks at it: no error, no request to a
// network, the numbers the JSON's, lists behind a click and open on paper. Leaves pictures for
// people to look at (wide, narrow, printed).
//   node audit.test.mjs GATECAST EXAMPLE_FOLDER DRIVER_FOLDER PICTURES_FOLDER
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

function audit(folder) {
  const before = join(folder, 'before.yaml');
  const policy = readFileSync(join(example, 'policy.yaml'), 'utf8');
  writeFileSync(before, policy.replace('start: 2027-02-01', 'start: 2027-02-15'));
  const run = spawnSync(gatecast, [
    'audit', join(example, 'policy.yaml'), '--population', join(example, 'accounts.csv'),
    '--at', '2027-02-10', '--quiet', '--since', before,
    '--json', join(folder, 'audit.json'), '--html', join(folder, 'audit.html'),
  ], {encoding: 'utf8'});
  assert.equal(run.status, 0, run.stderr);
  return JSON.parse(readFileSync(join(folder, 'audit.json'), 'utf8'));
}

const plainNumber = (text) => Number(text.replaceAll(',', ''));

async function checkNumbers(page, json) {
  const shown = await page.$$eval('tr[data-category]', (rows) => rows.map((row) => ({
    category: row.dataset.category,
    count: row.querySelector('td').textContent,
    link: row.querySelector('a')?.getAttribute('href') ?? null,
  })));
  assert.equal(shown.length, json.categories.length - 1, 'unknown has a row of its own');
  for (const {category, count, link} of shown) {
    assert.equal(plainNumber(count), json.summary[category], category);
    assert.equal(link, json.summary[category] > 0 ? `#${category}` : null, category);
  }
  const groups = await page.$$eval('tr[data-group]', (rows) => rows.map(
    (row) => row.querySelector('td').textContent));
  const sum = groups.map(plainNumber).reduce((all, count) => all + count, 0);
  assert.equal(sum, json.run.accounts, 'the groups are everybody');
  for (const {category, count, accounts} of json.categories) {
    const rows = await page.$$eval(`#${category} tbody tr`, (all) => all.length);
    assert.equal(rows, Math.min(count, 2000), `rows of ${category}`);
    if (rows === 0) continue;
    const first = await page.$eval(`#${category} tbody th`, (cell) => cell.textContent);
    assert.equal(first, accounts[0].id);
  }
  const dates = await page.$$eval('#dates tbody tr', (all) => all.length);
  assert.equal(dates, json.dates.length + json.changes.length);
  return shown.length;
}

// What changed since the other policy: categories before and now, who moved, kinds of sign-ins.
async function checkSince(page, {summary, since}) {
  const shown = await page.$$eval('tr[data-since]', (rows) => rows.map((row) => [
    row.dataset.since, ...[...row.querySelectorAll('td')].map((cell) => cell.textContent)]));
  const expected = Object.keys(summary).filter((name) => summary[name] + since.summary[name] > 0);
  assert.deepEqual(shown.map(([name]) => name), expected);
  for (const [name, before, now] of shown) {
    assert.deepEqual([plainNumber(before), plainNumber(now)], [since.summary[name], summary[name]]);
  }
  assert.ok(since.moves.length > 0);
  const rows = await page.$$eval('#since tbody tr', (all) => all.length);
  assert.equal(rows, shown.length + since.moves.length + since.people.changes.length +
    since.difference.classes.length + since.difference.limits.length);
}

async function look(page) {
  mkdirSync(pictures, {recursive: true});
  await page.screenshot({path: join(pictures, 'audit-wide.png'), fullPage: true});
  await page.setViewportSize({width: 400, height: 800});
  await page.waitForTimeout(200);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.screenshot({path: join(pictures, 'audit-narrow.png'), fullPage: true});
  assert.ok(overflow <= 0, `at 400 px the page is ${overflow} px too wide`);
  await page.setViewportSize({width: 1200, height: 900});
  await page.pdf({path: join(pictures, 'audit-print.pdf'), format: 'A4', pageRanges: '1-3'});
  const closed = await page.$$eval('details:not([open])', (all) => all.length);
  assert.equal(closed, 0, 'lists are open on paper');
}

const folder = mkdtempSync(join(tmpdir(), 'gatecast-audit-'));
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  const json = audit(folder);
  const page = await browser.newPage({viewport: {width: 1200, height: 900}});
  const trouble = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) trouble.push(message.text());
  });
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) trouble.push(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(join(folder, 'audit.html')).href);
  const numbers = await checkNumbers(page, json);
  await checkSince(page, json);
  await look(page);
  assert.deepEqual(trouble, []);
  console.log(`${numbers} numbers equal the JSON's`);
} finally {
  await browser.close();
  rmSync(folder, {recursive: true, force: true});
}
