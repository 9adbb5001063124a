// What `check --format sarif` and `--format json` write for every golden policy and both examples:
// SARIF is valid by its schema, both agree with each other, and with what a person is shown.
//   node sarif.test.mjs GATECAST ROOT FOLDER_OF_NODE_MODULES
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [gatecast, root, modules] = process.argv.slice(2);
const require = createRequire(join(modules, 'package.json'));
const Ajv = require('ajv');
const folder = join(modules, 'node_modules/@microsoft/jest-sarif/lib/schemas');
const schema = JSON.parse(readFileSync(join(folder, 'sarif-2.1.0-rtm.5.json'), 'utf8'));
const ajv = new Ajv({ allErrors: true, schemaId: 'auto' });
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
const valid = ajv.compile(schema);

// The schema must be able to say no.
assert.ok(!valid({ version: '2.1.0', runs: [{ tool: { driver: {} } }] }), 'a driver needs a name');
assert.ok(!valid({ version: '2.0.0', runs: [] }), 'the version is 2.1.0');

function check(policy, ...options) {
  return spawnSync(gatecast, ['check', policy, '--at', '2027-01-04', ...options],
    { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
}

function lines(region) {
  return [region.startLine, region.startColumn, region.endLine, region.endColumn];
}

const policies = readdirSync(join(root, 'tests/golden'))
  .filter((name) => name.endsWith('.yaml')).map((name) => `tests/golden/${name}`);
policies.push('examples/portal/policy.yaml', 'examples/portal/broken.yaml',
  'examples/university-2017/policy.yaml');
let results = 0;
let suppressed = 0;
for (const policy of policies) {
  const text = check(policy, '--quiet');
  const sarif = check(policy, '--format', 'sarif');
  const json = check(policy, '--format=json');
  assert.equal(sarif.status, text.status, `${policy}: the format changes the exit code`);
  assert.equal(json.status, text.status, `${policy}: the format changes the exit code`);
  assert.equal(sarif.stderr + json.stderr, '', policy);

  const log = JSON.parse(sarif.stdout);
  assert.ok(valid(log), `${policy}: ${JSON.stringify(valid.errors, null, 1)}`);
  const report = JSON.parse(json.stdout);
  assert.equal(report.ok, text.status === 0, policy);
  const all = [...report.diagnostics, ...report.allowed];
  const run = log.runs[0];
  assert.equal(run.results.length, all.length, policy);
  run.results.forEach((result, i) => {
    const one = all[i];
    assert.equal(result.ruleId, one.code);
    assert.equal(result.level, one.severity);
    assert.equal(run.tool.driver.rules[result.ruleIndex].id, one.code);
    const place = result.locations[0].physicalLocation;
    assert.equal(place.artifactLocation.uri, policy);
    assert.deepEqual(lines(place.region),
      [one.line, one.column, one.end_line, one.end_column]);
    assert.equal(result.suppressions.length, one.because === undefined ? 0 : 1);
    if (one.because !== undefined) {
      assert.equal(result.suppressions[0].justification, one.because);
      suppressed += 1;
    }
  });
  results += run.results.length;
  // `file:line:column: severity: message [code]` is what a person reads.
  const is_diagnostic = / (error|warning): .* \[[a-z-]+\]$/;
  const shown = text.stderr.split('\n').filter((line) => is_diagnostic.test(line));
  assert.deepEqual(shown, report.diagnostics.map((one) =>
    `${policy}:${one.line}:${one.column}: ${one.severity}: ${one.message} [${one.code}]`), policy);
}
assert.ok(results > 100 && suppressed > 0, `${results} results, ${suppressed} suppressed`);

// A name with a space and a letter beyond ASCII is a reference all the same.
const odd = spawnSync(gatecast, ['check', '-', '--format', 'sarif'], { input: 'policy: é: x\n' });
const place = JSON.parse(odd.stdout).runs[0].results[0].locations[0].physicalLocation;
assert.equal(place.artifactLocation.uri, '%3Cstdin%3E');
console.log(`${policies.length} policies, ${results} results, ${suppressed} suppressed`);
