// The schema against every policy of the project: the good ones pass, the bad ones do not.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, finish, gatecast, goldens, goodPolicies, load, outOfReach, schemaText }
  from './common.mjs';

const Ajv = load('ajv').default;
const yaml = load('yaml');
const schema = JSON.parse(schemaText);
// `patternErrorMessage` is the language server's own.
const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false,
  allowUnionTypes: true });
ajv.addKeyword('patternErrorMessage');
const validate = ajv.compile(schema);

function problems(text) {
  const document = yaml.parseDocument(text, { version: '1.2', uniqueKeys: true });
  if (document.errors.length > 0) return document.errors.map((error) => error.message);
  if (validate(document.toJS())) return [];
  return validate.errors.map((error) => `${error.instancePath} ${error.message}`);
}

for (const path of goodPolicies) {
  const found = problems(readFileSync(path, 'utf8'));
  expect(found.length === 0, `${path} is good, but: ${found.join('; ')}`);
}
expect(goodPolicies.length > 50, `${goodPolicies.length} good policies are too few`);

const listed = new Set(Object.keys(outOfReach));
for (const { name, text, errors } of goldens.filter((each) => each.errors.length > 0)) {
  const found = problems(text).length > 0;
  expect(found !== listed.has(name), listed.has(name)
    ? `${name} is found; take it off the list of what is out of reach`
    : `${name} is not found, though gatecast finds it on line ${errors[0]}`);
  listed.delete(name);
}
expect(listed.size === 0, `no such golden file: ${[...listed].join(', ')}`);

// Every key of the schema is one of the language: gatecast must know it at its place.
function* places(node, path) {
  if (node.$ref !== undefined) return;
  for (const [key, value] of Object.entries(node.properties ?? {})) {
    if (value === false) continue;
    yield [...path, key];
    yield* places(value, [...path, key]);
  }
  if (typeof node.additionalProperties === 'object') {
    yield* places(node.additionalProperties, [...path, 'a_name']);
  }
  for (const part of [...(node.anyOf ?? []), ...(node.allOf ?? [])]) yield* places(part, path);
  if (typeof node.items === 'object') yield* places(node.items, [...path, 0]);
}
const nested = (path) => path.reduceRight((value, step) => (step === 0 ? [value]
  : { [step]: value }), null);
const folder = mkdtempSync(join(tmpdir(), 'gatecast-schema-'));
const file = join(folder, 'key.yaml');
let keys = 0;
function checkKey(path) {
  writeFileSync(file, JSON.stringify(nested(path)));
  let shown = '';
  try {
    execFileSync(gatecast, ['check', file], { stdio: 'pipe' });
  } catch (error) {
    shown = error.stderr.toString();
  }
  const unknown = shown.includes(`\`${path.at(-1)}\` is n`) && shown.includes('[unknown-key]');
  expect(!unknown, `gatecast does not know ${path.join('.')}:\n${shown}`);
  keys += 1;
}
for (const path of places(schema, [])) checkKey(path);
for (const path of places(schema.definitions.when, ['rules', 0, 'when'])) checkKey(path);
for (const path of places(schema.definitions.who, ['exclusions', 0, 'who'])) checkKey(path);
expect(keys > 120, `${keys} keys are too few`);
rmSync(folder, { recursive: true });

// Who writes a policy reads these as he types.
function described(node, path) {
  for (const [key, value] of Object.entries(node.properties ?? {})) {
    const there = [...path, key];
    expect(value === false || value.description || value.$ref, `${there.join('.')} says nothing`);
    if (value !== false) described(value, there);
  }
  if (typeof node.items === 'object') described(node.items, path);
  if (typeof node.additionalProperties === 'object') described(node.additionalProperties, path);
}
described(schema, []);
described(schema.definitions.when, ['when']);
finish();
