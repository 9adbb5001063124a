// What an editor shows of a behaviour and of a population, by the schemas of `gatecast schema`:
// nothing of the good ones, and mistakes on the line that gatecast names.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, finish, gatecast, root } from './common.mjs';
import { LanguageServer } from './language_server.mjs';

const policy = join(root, 'examples/portal/policy.yaml');
const folder = mkdtempSync(join(tmpdir(), 'gatecast-editor-'));
const parameter = (name, rest) => `parameters:\n  ${name}: ${rest}\n`;
const group = (rest) => `accounts:\n  - count: 2\n    id: "c-{n}"\n    ${rest}\n`;

const kinds = [
  {
    name: 'behavior',
    good: ['simulator/library/default_behavior.yaml', 'examples/portal/behavior.yaml',
      'examples/university-2017/behavior.yaml', 'tests/fuzz/corpus/behavior/spellings.yaml'],
    check: (file) => ['behavior', 'check', file, '--policy', policy],
    bad: [
      'behaviour: x\n',
      'parameters: [1]\n',
      parameter('sign_ins_per_dy', '1'),
      parameter('sign_ins_per_day', '-1'),
      parameter('sign_ins_per_day', 'often'),
      parameter('dormant_share', '12'),
      parameter('dormant_share', '120%'),
      parameter('dormant_share', '{low: 3%, high: 9%}'),
      parameter('dormant_share', '{value: 3%, hgh: 9%}'),
      parameter('retry_hours', '12%'),
      parameter('handle_minutes', '{value: 3, source: }'),
      'by_type:\n  employee: {resend_share: 3%}\n',
      'by_type:\n  internal: {desk_agents: 3}\n',
      'by_role:\n  Customer:\n    resnd_share: 3%\n',
      'weekday: [1, 1, 1, 1, 1, 1]\n',
      'weekday: [1, 1, 1, 1, 1, 1, -1]\n',
      'hours: [1]\n',
      'holidays: [christmas]\n',
      'drills: [{drill: sms_dwn, on: 2027-03-01}]\n',
      'drills: [{drill: sms_down, on: soon}]\n',
      'drills: [{on: 2027-03-01}]\n',
      'reminders: [{on: 2027-03-01}]\n',
      'reminders: [{on: 2027-03-01, times: -1}]\n',
      'drills: [{drill: sms_down, form: 2027-03-01}]\n',
    ],
    // What needs more than the place it stands at.
    outOfReach: [
      parameter('dormant_share', '{value: 3%, low: 5%}'),
      parameter('dormant_share', '"3%"'),
      'by_role:\n  Custmer: {resend_share: 3%}\n',
      'weekday: [0, 0, 0, 0, 0, 0, 0]\n',
      'parameters: {desk_opens_hour: 20}\n',
    ],
    offered: [['parameters:\n  ', 'sign_ins_per_day'],
      ['by_type:\n  internal:\n    ', 'resend_share']],
  },
  {
    name: 'population',
    good: ['examples/university-2017/population.yaml', 'tests/benchmarks/two_hundred_thousand.yaml',
      'tests/fuzz/corpus/synthesis/spellings.yaml'],
    check: (file) => ['audit', policy, '--quiet', '--population', file],
    bad: [
      'seed: 1\n',
      'seed: 1.5\naccounts: [{count: 1, id: a}]\n',
      'accounts: []\n',
      'accounts:\n  - count: 3\n',
      'accounts:\n  - {id: a}\n',
      'accounts:\n  - {count: -1, id: a}\n',
      group('typ: internal'),
      group('type: employee'),
      group('phone: 61'),
      group('phone: [1]'),
      group('roles: {Customer: all}'),
      group('sso: {peple: 4%}'),
      group('authenticator: {enroled: 4%}'),
      group('authenticator: done'),
      group('sign_ins_per_day: unknwon'),
      group('sign_ins_per_day: {sigma: 1}'),
      group('sign_ins_per_day: {median: 1, sigma: 9}'),
      group('created: yesterday'),
      group('created: [2026-01-01]'),
      group('attributes: [clearance]'),
    ],
    outOfReach: [
      group('roles: {Customer: 97%}'),
      group('roles: Custmer'),
      group('created: [2027-01-01, 2026-01-01]'),
      group('attributes: {clearence: 1}'),
      'accounts:\n  - {count: 2, id: a}\n',
    ],
    offered: [['accounts:\n  - count: 1\n    ', 'sign_ins_per_day']],
  },
];

function linesOfGatecast(kind, text) {
  const file = join(folder, 'bad.yaml');
  writeFileSync(file, text);
  const { stderr, status } = spawnSync(gatecast, kind.check(file), { encoding: 'utf8' });
  expect(status === 1, `gatecast accepts ${JSON.stringify(text)}`);
  return [...stderr.matchAll(/bad\.yaml:(\d+):\d+: error: /g)].map((match) => Number(match[1]));
}

for (const kind of kinds) {
  const schemaPath = join(folder, `${kind.name}.schema.json`);
  writeFileSync(schemaPath, execFileSync(gatecast, ['schema', kind.name], { encoding: 'utf8' }));
  const editor = await LanguageServer.start(pathToFileURL(schemaPath).href);
  let opened = 0;
  const nextUri = () => pathToFileURL(join(folder, `${kind.name}-${opened += 1}.yaml`)).href;
  const shown = async (text) => {
    const uri = nextUri();
    const found = await editor.open(uri, text);
    editor.close(uri);
    return found;
  };
  for (const path of kind.good) {
    const text = readFileSync(join(root, path), 'utf8');
    const { stderr, status } = spawnSync(gatecast, kind.check(join(root, path)),
      { encoding: 'utf8' });
    expect(status === 0 && !stderr.includes('error'), `${path} is not good: ${stderr}`);
    const found = await shown(text);
    expect(found.length === 0, `${path} is good, but: ${JSON.stringify(found)}`);
  }
  for (const text of kind.bad) {
    const wanted = linesOfGatecast(kind, text);
    const lines = (await shown(text)).map((each) => each.line);
    expect(wanted.some((line) => lines.includes(line)),
      `${JSON.stringify(text)}: the editor marks lines ${lines}, gatecast ${wanted}`);
  }
  for (const text of kind.outOfReach) {
    linesOfGatecast(kind, text);
    const found = await shown(text);
    expect(found.length === 0, `${JSON.stringify(text)} is found: it is not out of reach`);
  }
  for (const [text, label] of kind.offered) {
    const uri = nextUri();
    await editor.open(uri, text);
    const lines = text.split('\n');
    const list = await editor.request('textDocument/completion', { textDocument: { uri },
      position: { line: lines.length - 1, character: lines.at(-1).length } });
    editor.close(uri);
    const labels = list.items.map((item) => item.label);
    expect(labels.includes(label), `no ${label} at ${JSON.stringify(text)}: ${labels}`);
  }
  await editor.stop();
}
rmSync(folder, { recursive: true });
finish();
