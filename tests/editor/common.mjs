// What both tests of the schema need: the binary, the packages, and the policies of the project.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

export const [gatecast, root, server] = process.argv.slice(2);
export const load = createRequire(join(server, 'package.json'));
export const schemaText = execFileSync(gatecast, ['schema'], { encoding: 'utf8' });

let failures = 0;
export function expect(holds, message) {
  if (holds) return;
  failures += 1;
  console.log(`FAILED: ${message}`);
}
export function finish() {
  console.log(failures === 0 ? 'all as expected' : `${failures} failed`);
  process.exit(failures === 0 ? 0 : 1);
}

function yamlFiles(folder) {
  const place = join(root, folder);
  return readdirSync(place).filter((name) => name.endsWith('.yaml')).sort()
    .map((name) => join(place, name));
}

// Files of tests/golden, with the lines that gatecast puts errors on; none for a good policy.
export const goldens = yamlFiles('tests/golden').map((path) => {
  const shown = readFileSync(path.replace(/\.yaml$/, '.expected'), 'utf8');
  const errors = [...shown.matchAll(/^\S+?:(\d+):\d+: error: /gm)].map((match) => Number(match[1]));
  return { path, name: basename(path, '.yaml'), text: readFileSync(path, 'utf8'), errors };
});

export const goodPolicies = [
  ...['tests/conformance', 'tests/extends', 'rules/library'].flatMap(yamlFiles),
  ...['portal/policy', 'portal/optional_for_outsiders', 'university-2017/policy']
    .map((name) => join(root, 'examples', `${name}.yaml`)),
  ...goldens.filter((each) => each.errors.length === 0).map((each) => each.path),
];

// Mistakes that need more than the place they stand at. Each is held to be out of reach: one that
// the schema comes to find must leave this list.
const declared = 'what is declared elsewhere in the policy';
const settings = 'what other settings say';
const bytes = 'YAML that gatecast alone refuses';
const comment = 'comments';
export const outOfReach = {
  alias: bytes,
  'allow-error': comment,
  'allow-malformed': comment,
  'allow-unknown-code': comment,
  'allow-without-reason': comment,
  'bad-date': 'which days a month has',
  'bad-text': bytes,
  'default-method-not-listed': settings,
  'deny-overdue-without-grace': settings,
  'enrollment-without-enrollable': settings,
  'no-methods': `${settings}: a shipped policy under \`extends\` may list them`,
  'no-rollout': declared,
  'ramp-falls': 'the order of numbers',
  'sms-without-provider': settings,
  tag: bytes,
  'unknown-channel': declared,
  'unknown-network': declared,
  'unknown-reason': declared,
  'unknown-role': declared,
  'unknown-stage': declared,
  'unknown-time-zone': 'the time zones of the machine',
  'unknown-value': declared,
};
