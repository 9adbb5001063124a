// Opens what `gatecast graph` draws in a headless browser. SVG: well-formed, no request to a
// network, every text as it stands in the JSON form and within its box, no two boxes one over the
// other. Mermaid: drawn by Mermaid itself, with the same texts. Policies of the examples, and some
// whose names hold everything that a format might take for its own. Leaves pictures to look at.
//   node graph.test.mjs GATECAST EXAMPLES_FOLDER DRIVER_FOLDER PICTURES_FOLDER
// GATECAST_SEED repeats a run; GATECAST_LONG=1 makes it long.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const [gatecast, examples, driver, pictures] = process.argv.slice(2);
const {chromium} = createRequire(join(driver, 'package.json'))('playwright-core');
const mermaid = join(driver, 'node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js');
const browserPath = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(existsSync);
assert.ok(browserPath, 'no Chromium: apt-get install chromium-headless-shell');

const seed = Number(process.env.GATECAST_SEED ?? Math.floor(Math.random() * 2 ** 31));
console.log(`seed ${seed}`);
let state = seed;
function below(n) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor(state / 2 ** 32 * n);
}

const pieces = ['"', '\\', '\\n', '\\N', '&', '&lt;', '&amp;', '<b>', '</text>', ']]>', '#', '#34;',
  '`', '$$', "'", '{', '}', '[', ']', '|', '%%', 'end', '--', '-->', ';', '1. a', '- b', 'é', '日本',
  ' ', 'fa:fa-x', 'https://a.example', 'click', '<!--', '*', '**', '_', '@{', ':::', 'graph', '(',
  ')', '<script>', 'a word', '#quot;', '%%{init: {}}%%', '\\u0001', '\\t'];

// As a text of YAML in double quotes; \u and \t are its own escapes.
function hostile() {
  let text = 'n';
  for (let i = 1 + below(5); i > 0; --i) text += pieces[below(pieces.length)];
  return JSON.stringify(text).replaceAll('\\\\u0001', ' ').replaceAll('\\\\t', '\\t');
}

function hostilePolicy() {
  return `policy: ${hostile()}
revision: 1
time_zone: UTC
two_factor: {enabled: true, methods: [authenticator, email]}
integrations: {email: {healthy: true}}
roles:
  ${hostile().replace('"n', '"a')}: {type: internal, admin: true}
rules:
  - name: ${hostile()}
    when: {application: ${hostile()}}
    then: {outcome: deny, reason: ${hostile()}}
  - {name: ${hostile()}, when: {group: ${hostile()}}, set: {enforcement: risk_based}}
exclusions:
  - who: {group: ${hostile()}}
    reason: ${hostile()}
    owner: ${hostile()}
    approved_by: x
    expires: 2027-01-01
emergency_access:
  accounts: [${hostile()}]
  owner: ${hostile()}
  approved_by: y
  review_by: 2027-01-01
rollout:
  stages:
    - {name: ${hostile()}, who: {type: internal}, start: 2027-01-11}
`;
}

function draw(policy, format, more, input) {
  const run = spawnSync(gatecast, ['graph', policy, '--format', format, ...more],
    {encoding: 'utf8', input, maxBuffer: 1e8});
  assert.equal(run.status, 0, `${run.stderr}${input ?? policy}`);
  return run.stdout;
}

// Where a line is broken, and how many spaces stand together, does not matter.
const bare = (text) => text.replace(/[\s\u00a0\u2060\u0000-\u001f\u007f]+/g, '');

function assertSays(shown, node, where) {
  const meant = bare(node.label.join(''));
  const got = bare(shown);
  if (got.includes('…')) return assert.ok(meant.startsWith(got.slice(0, got.indexOf('…'))), where);
  assert.equal(got, meant, where);
}

async function checkSvg(page, svg, json, name) {
  await page.setContent('<body style="margin:0"></body>');
  const found = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    const error = parsed.querySelector('parsererror');
    if (error) return {error: error.textContent};
    document.body.append(document.importNode(parsed.documentElement, true));
    const box = (element) => {
      const {left, top, right, bottom} = element.getBoundingClientRect();
      return {left, top, right, bottom};
    };
    return {nodes: [...document.querySelectorAll('g.node')].map((node) => ({
      title: node.querySelector('title').textContent,
      text: [...node.querySelectorAll('text')].map((each) => each.textContent).join(' '),
      texts: [...node.querySelectorAll('text')].map(box),
      box: box(node.querySelector('polygon, path, ellipse') ?? node),
      isFree: node.querySelector('polygon, path, ellipse') === null,
    }))};
  }, svg);
  assert.equal(found.error, undefined, `${name}: ${svg}`);
  const boxes = found.nodes.filter((node) => !node.isFree);
  assert.equal(boxes.length, json.nodes.length, name);
  const byTitle = new Map(boxes.map((node) => [bare(node.title), node]));
  for (const node of json.nodes) {
    const shown = byTitle.get(bare(node.label.join('; ')));
    assert.ok(shown, `${name}: no tooltip says ${node.label}`);
    assertSays(shown.text, node, `${name}, SVG`);
    for (const text of shown.texts) {
      const {left, right, top, bottom} = shown.box;
      assert.ok(text.left >= left && text.right <= right && text.top >= top - 1 &&
        text.bottom <= bottom + 1, `${name}: ${shown.title} does not fit its box`);
    }
  }
  for (const a of boxes) {
    for (const b of boxes) {
      const apart = a.box.right <= b.box.left || b.box.right <= a.box.left ||
        a.box.bottom <= b.box.top || b.box.bottom <= a.box.top;
      assert.ok(a === b || apart, `${name}: ${a.title} lies over ${b.title}`);
    }
  }
}

async function checkMermaid(page, text, json, name) {
  await page.setContent('<body></body>');
  await page.addScriptTag({path: mermaid});
  const found = await page.evaluate(async (source) => {
    try {
      mermaid.initialize({startOnLoad: false});
      await mermaid.parse(source);
      const {svg} = await mermaid.render('picture', source);
      document.body.innerHTML = svg;
      return {nodes: [...document.querySelectorAll('g.node')].map((node) => ({
        id: node.id, text: node.textContent,
        has: node.querySelector('script, i, b, a, li, code, em, strong') !== null})),
      edges: document.querySelectorAll('path.flowchart-link').length};
    } catch (error) {
      return {error: String(error)};
    }
  }, text);
  assert.equal(found.error, undefined, `${name}: ${text}`);
  for (const node of json.nodes) {
    const shown = found.nodes.filter(({id}) => id.match(`flowchart-${node.id}-[0-9]+$`));
    assert.equal(shown.length, 1, `${name}: ${node.id} in Mermaid`);
    assertSays(shown[0].text, node, `${name}, Mermaid`);
    assert.ok(!shown[0].has, `${name}: ${node.id} is read as markup\n${text}`);
  }
  assert.equal(found.edges, json.edges.length, `${name}: arrows in Mermaid`);
}

const browser = await chromium.launch({executablePath: browserPath, args: ['--no-sandbox']});
try {
  const page = await browser.newPage({viewport: {width: 1600, height: 1200}});
  page.on('request', (request) => assert.match(request.url(), /^(data|about|file):/));
  mkdirSync(pictures, {recursive: true});
  const check = async (name, policy, more, input) => {
    const json = JSON.parse(draw(policy, 'json', more, input));
    const svg = draw(policy, 'svg', more, input);
    await checkSvg(page, svg, json, name);
    if (input === undefined) {
      await page.screenshot({path: join(pictures, `${name}.png`), fullPage: true});
      writeFileSync(join(pictures, `${name}.svg`), svg);
    }
    await checkMermaid(page, draw(policy, 'mermaid', more, input), json, name);
    if (input === undefined) {
      await page.screenshot({path: join(pictures, `${name}-mermaid.png`), fullPage: true});
    }
  };
  for (const name of ['portal', 'university-2017', 'reference']) {
    await check(name, join(examples, name, 'policy.yaml'), []);
  }
  const portal = join(examples, 'portal');
  await check('portal-path', join(portal, 'policy.yaml'), ['--facts', join(portal, 'facts.json')]);
  const rounds = process.env.GATECAST_LONG === '1' ? 300 : 12;
  for (let i = 0; i < rounds; ++i) await check('hostile', '-', [], hostilePolicy());
} finally {
  await browser.close();
}
