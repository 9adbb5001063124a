// What an editor shows of a policy: mistakes on the line that gatecast names, and at a place the
// keys and words that belong there.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, finish, goldens, goodPolicies, outOfReach, schemaText } from './common.mjs';
import { LanguageServer } from './language_server.mjs';

const folder = mkdtempSync(join(tmpdir(), 'gatecast-editor-'));
const schemaPath = join(folder, 'policy.schema.json');
writeFileSync(schemaPath, schemaText);
const editor = await LanguageServer.start(pathToFileURL(schemaPath).href);
let opened = 0;
const nextUri = () => pathToFileURL(join(folder, `policy-${opened += 1}.yaml`)).href;

for (const path of goodPolicies) {
  const uri = nextUri();
  const shown = await editor.open(uri, readFileSync(path, 'utf8'));
  expect(shown.length === 0, `${path} is good, but: ${JSON.stringify(shown)}`);
  editor.close(uri);
}

// The editor names the line after the `---`, and says nothing of an empty file.
const otherLines = { 'second-document': [5], 'empty-file': [] };
for (const { name, text, errors } of goldens) {
  if (errors.length === 0 || name in outOfReach) continue;
  const uri = nextUri();
  const lines = (await editor.open(uri, text)).map((each) => each.line);
  editor.close(uri);
  const wanted = otherLines[name] ?? errors;
  expect((wanted.length === 0 && lines.length === 0) || wanted.some((line) => lines.includes(line)),
    `${name}: the editor marks lines ${lines}, gatecast ${errors}`);
}

// Completion at the `|` of a text.
async function offered(text) {
  const at = text.indexOf('|');
  const before = text.slice(0, at).split('\n');
  const uri = nextUri();
  await editor.open(uri, text.slice(0, at) + text.slice(at + 1));
  const list = await editor.request('textDocument/completion', { textDocument: { uri },
    position: { line: before.length - 1, character: before.at(-1).length } });
  editor.close(uri);
  return list.items;
}
const labels = async (text) => (await offered(text)).map((item) => item.label);
const head = 'policy: acme\nrevision: 1\ntime_zone: UTC\n';
async function expectOffered(text, wanted, unwanted = []) {
  const found = await labels(text);
  for (const word of wanted) expect(found.includes(word), `no ${word} at ${text}: ${found}`);
  for (const word of unwanted) expect(!found.includes(word), `${word} at ${text}`);
}

await expectOffered(`${head}|`, ['two_factor', 'roles', 'rollout', 'assertions'], ['policy']);
await expectOffered(`${head}two_factor:\n  |`, ['enabled', 'methods', 'recognition', 'limits']);
await expectOffered(`${head}two_factor:\n  enforcement: |`, ['every_login', 'risk_based']);
await expectOffered(`${head}two_factor:\n  methods:\n    - |`, ['authenticator', 'passkey']);
await expectOffered(`${head}two_factor:\n  enrollment:\n    grace:\n      |`, ['days', 'skips']);
await expectOffered(`${head}extends: |`, ['pci-dss-8.4', 'everyone-now']);
await expectOffered(`${head}rules:\n  - when:\n      |`, ['admin', 'risk', 'days_overdue', 'not']);
await expectOffered(`${head}rules:\n  - when:\n      risk: |`, ['low', 'medium', 'high']);
await expectOffered(`${head}rules:\n  - when: {admin: true}\n    set:\n      |`,
  ['enforcement', 'methods'], ['enabled', 'recognition', 'totp', 'exempt_channels']);
await expectOffered(`${head}rollout:\n  stages:\n    - name: one\n      |`,
  ['who', 'start', 'ramp']);
await expectOffered(`${head}rollout:\n  stages:\n    - name: one\n      who:\n        |`,
  ['type', 'role', 'admin'], ['enrolled', 'risk', 'channel']);
await expectOffered(`${head}assertions:\n  - name: n\n    never: |`, ['password_alone', 'way_in']);

const enforcement = (await offered(`${head}two_factor:\n  |`))
  .find((item) => item.label === 'enforcement');
expect(JSON.stringify(enforcement?.documentation ?? '').includes('When a second factor'),
  'a key that is offered says what it is for');

// Under the pointer.
const hoverUri = nextUri();
await editor.open(hoverUri, `${head}two_factor:\n  allow_fallback: true\n`);
const hover = await editor.request('textDocument/hover',
  { textDocument: { uri: hoverUri }, position: { line: 4, character: 5 } });
expect(JSON.stringify(hover).includes('pick another method'), `hover: ${JSON.stringify(hover)}`);

await editor.stop();
rmSync(folder, { recursive: true });
finish();
