// The README's tour, run as it stands: each command must end, and print what is printed below it.
// Output may be broken into lines otherwise there; `...` stands for what is left out.
//   node readme_test.mjs GATECAST PROJECT_ROOT
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const [gatecast, root] = process.argv.slice(2);
// A log of one's own sign-ins: nobody else has it.
const ownFiles = ["sign-ins.jsonl", "decisions.jsonl"];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatecast-readme-"));
process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));

function prepare() {
  fs.symlinkSync(path.join(root, "examples"), path.join(folder, "examples"));
  const portal = path.join(root, "examples/portal");
  const policy = fs.readFileSync(path.join(portal, "policy.yaml"), "utf8");
  const changed = policy.replace(/(type: partner\}, +start: )2027-02-01/, "$12027-02-15");
  if (changed === policy) throw new Error("the partners' stage is written otherwise now");
  fs.writeFileSync(path.join(folder, "policy.yaml"), policy);
  fs.writeFileSync(path.join(folder, "last-year.yaml"), policy);
  fs.writeFileSync(path.join(folder, "changed.yaml"), changed);
  fs.copyFileSync(path.join(portal, "accounts.csv"), path.join(folder, "accounts.csv"));
  const openssl = (...words) => execFileSync("openssl", words, { cwd: folder, stdio: "pipe" });
  openssl("genpkey", "-algorithm", "ed25519", "-out", "key.pem");
  openssl("pkey", "-in", "key.pem", "-pubout", "-out", "public.pem");
}

// [{line, command, expected}] of the blocks that are indented by four.
function examples(text) {
  const found = [];
  let current = null;
  let commandGoesOn = false;
  text.split("\n").forEach((line, i) => {
    const inBlock = line.startsWith("    ");
    if (!inBlock && line !== "") current = null;
    const content = line.slice(4);
    if (inBlock && content.startsWith("$ ")) {
      current = { line: i + 1, command: content.slice(2), expected: "" };
      found.push(current);
    } else if (current && commandGoesOn) {
      current.command += "\n" + content;
    } else if (current) {
      current.expected += content + "\n";
      return;
    } else {
      return;
    }
    commandGoesOn = /[\\|]$/.test(content);
  });
  return found;
}

const dense = (text) => text.replace(/\s+/g, "");

// What is missing of `expected` in `actual`, or "". Pieces between `...` follow one another.
function missing(expected, actual) {
  const text = dense(actual);
  let at = 0;
  for (const [i, piece] of expected.split("...").entries()) {
    const wanted = dense(piece);
    const place = i === 0 ? (text.startsWith(wanted) ? 0 : -1) : text.indexOf(wanted, at);
    if (place < 0) return piece;
    at = place + wanted.length;
  }
  return "";
}

prepare();
let failed = 0;
let ran = 0;
for (const { line, command, expected } of examples(
  fs.readFileSync(path.join(root, "README.md"), "utf8"),
)) {
  if (ownFiles.some((file) => command.includes(file))) continue;
  ran += 1;
  const run = spawnSync("sh", ["-c", command], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 << 20,
    env: { ...process.env, PATH: `${path.dirname(gatecast)}:${process.env.PATH}` },
  });
  const lacks = missing(expected, run.stdout + run.stderr);
  // 1 is an answer: a gate that is missed, a policy with errors.
  if (run.status > 1 || run.status === null || lacks) {
    failed += 1;
    console.log(`README.md:${line}: ${command}\nended with ${run.status}: ${run.stderr}`);
    if (lacks) console.log(`does not say\n${lacks}\nbut\n${run.stdout.slice(0, 20000)}`);
  }
}
console.log(`${ran} commands, ${failed} failed`);
if (ran < 15) console.log("that are fewer than the tour has: are they read?");
process.exit(failed > 0 || ran < 15 ? 1 : 0);
