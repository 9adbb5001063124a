// The gatecast executable: finds the verb and hands over.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>

#include "app/commands/audit_options.h"
#include "app/commands/behavior_options.h"
#include "app/commands/commands.h"
#include "app/commands/merge.h"
#include "app/commands/simulate_options.h"
#include "app/commands/test_options.h"
#include "rules/suggest.h"

namespace gatecast::app {
namespace {

std::string check_options() {
  return "  --format text|json|sarif  default: text\n"
         "  --at DATE                 what is expired or overdue by then; default: today, UTC\n"
         "  -q [ --quiet ]            no summary line\n";
}

std::string explain_options() { return "  --list  every code, with its severity\n"; }

std::string decide_options() {
  return "  --facts FILE|-  the sign-ins: one JSON object, or a line each\n"
         "  --fill          complete facts that are missing; `filled` in the answer names them\n"
         "  --with-facts    each line is {\"facts\": ..., \"answer\": ...}, for `diff --log`; with "
         "--fill\n"
         "                  the completed facts\n"
         "  --explain       say why: the rows, the rules and settings in force, what would change "
         "it\n"
         "  --format text|json  of --explain: text (default), or in the answer as `explanation`\n";
}

std::string fmt_options() {
  return "  --check   write nothing; say whether the file is in the canonical form\n"
         "  --write   write it in place, all at once or not at all\n"
         "  --merged  the policy after `extends`, without comments: what policy_digest is of\n";
}

std::string graph_options() {
  return "  --format dot|svg|mermaid|json  default: what the name after -o ends in, else dot\n"
         "  --facts FILE|-                 one sign-in, as `decide` reads it: its path is "
         "highlighted\n"
         "  --fill                         complete facts that are missing, as `decide` does\n"
         "  -o [ --output ] FILE           default: standard output\n";
}

std::string verify_options() {
  return "  --format text|json  default: text\n"
         "  --holes             no assertions: every class of sign-in that ends without a second\n"
         "                      factor or in an enrollment on the password alone, and its line\n";
}

std::string diff_options() {
  return "  --format text|json|markdown  default: text\n"
         "  --exit-code                  end with 1 if something changes\n"
         "  --population FILE            whom it concerns: accounts as .csv, or a synthesis as "
         ".yaml\n"
         "  --start DATE --days N        when they are looked at; default: today, 365\n"
         "  --sign-in KEY=VALUE          a fact of everybody's sign-in, as risk=high; may be "
         "repeated\n"
         "  --csv FILE                   the accounts, a line each and change\n"
         "  --log FILE|-                 past sign-ins, as `decide --with-facts` writes them: "
         "which "
         "get\n"
         "                               another answer, and which could not be replayed\n"
         "  --log-csv FILE               them, a line each\n"
         "  --examples N                 lines shown of each kind; default: 3\n";
}

std::string no_options() { return "  none\n"; }

constexpr Verb verbs[] = {
    {"audit", "POLICY --population FILE.csv|SPEC.yaml [--at DATE]",
     "who signs in without a second factor, why, and until when",
     "Each account is decided by the policy's own graph and counted in one category: excluded on\n"
     "purpose, in no stage, in grace ... People sign in by password (by single sign-on where "
     "`sso`\n"
     "is true) from a device that is not recognized, unless --sign-in says otherwise. An empty "
     "cell\n"
     "is unknown; an account that depends on it is counted as unknown. What changes within 90 "
     "days\n"
     "is listed by date. With --since, what changed for these accounts since another policy, as a\n"
     "rule the last revision. An input may be - for standard input.\n",
     audit_options_help,
     "  0  done\n"
     "  1  an input is wrong, or somebody is in a category of --fail-on\n"
     "  2  wrong usage\n"
     "  3  a file or the key cannot be read, or a file cannot be written (none is)\n",
     "  gatecast audit policy.yaml --population accounts.csv\n"
     "  gatecast audit policy.yaml --population accounts.csv --at 2027-03-01 --sign-in risk=high\n"
     "  gatecast audit policy.yaml --population accounts.csv --since last-year.yaml --html "
     "audit.html\n"
     "  gatecast audit policy.yaml --population accounts.csv --fail-on no_stage,unknown --quiet\n"
     "  gatecast audit policy.yaml --population accounts.csv --html audit.html --sign-key key.pem\n"
     "  openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in audit.html \\\n"
     "      -sigfile audit.html.sig\n",
     run_audit},
    {"behavior", "explain|check [FILE] [--policy POLICY]",
     "what a behavior says of people, and where its numbers come from",
     "explain prints every parameter with its range, unit and source, whether it was measured or\n"
     "assumed, and what differs by type and role: of FILE over the shipped default, or of the\n"
     "default alone. check reports what is wrong with FILE. FILE may be - for standard input.\n",
     behavior_options_help,
     "  0  done, or nothing is wrong\n"
     "  1  the behavior is wrong\n"
     "  2  wrong usage\n"
     "  3  a file cannot be read, or the output not written\n",
     "  gatecast behavior explain\n"
     "  gatecast behavior explain behavior.yaml --policy policy.yaml\n"
     "  gatecast behavior explain --format json | jq '.parameters[] | select(.origin == "
     "\"assumed\")'\n"
     "  gatecast behavior check behavior.yaml --policy policy.yaml\n",
     run_behavior},
    {"check", "POLICY", "compile a policy and show every diagnostic",
     "POLICY is a YAML file, or - for standard input. Diagnostics go to standard error as text, "
     "to\n"
     "standard output as JSON or SARIF 2.1.0. A comment allows a warning on its own or the next\n"
     "line: `# gatecast: allow CODE because ...`. `gatecast explain CODE` says what a code "
     "means.\n",
     check_options,
     "  0  no errors (there may be warnings)\n"
     "  1  errors\n"
     "  2  wrong usage\n"
     "  3  the file cannot be read\n",
     "  gatecast check policy.yaml\n"
     "  gatecast check policy.yaml --format sarif > policy.sarif\n"
     "  cat policy.yaml | gatecast check -\n",
     run_check},
    {"decide", "POLICY --facts FILE|- [--fill] [--explain]",
     "answer one sign-in, or JSON Lines of them",
     "Answers go to standard output, a line of JSON each, in the order of the facts. A line\n"
     "that is refused gives {\"error\": ...} in its place, and a message on standard error.\n"
     "A fact that is missing or makes no sense is unknown: the answer is the strictest that any\n"
     "of its values gives, and `unknown` lists the facts that change it.\n"
     "Warnings about the policy are the work of `gatecast check`.\n",
     decide_options,
     "  0  every line is answered (deny is an answer)\n"
     "  1  the policy is wrong\n"
     "  2  wrong usage\n"
     "  3  a line was refused, or a file cannot be read\n",
     "  gatecast decide policy.yaml --facts sign-ins.jsonl\n"
     "  gatecast decide policy.yaml --facts sign-in.json --explain\n"
     "  gatecast decide policy.yaml --facts sign-ins.jsonl --with-facts >decisions.jsonl\n"
     "  tail -n 100 sign-ins.jsonl | gatecast decide policy.yaml --facts - | jq .outcome\n",
     run_decide},
    {"diff", "OLD NEW [--population FILE] [--log FILE]",
     "every kind of sign-in that gets another answer of a changed policy",
     "Over every sign-in that there can be, and all time: each kind with its conditions, the\n"
     "smallest sign-in that shows it, and why it gets the one answer and the other. No kind is a\n"
     "proof that nothing changes. Changed limits of the challenge are listed apart. With a\n"
     "population, how many people it concerns, by type, role and stage, and on which dates. With "
     "a\n"
     "log, how many past sign-ins, by type and role. A line of it that cannot be read is named, "
     "and\n"
     "the rest is replayed. One input may be - for standard input.\n",
     diff_options,
     "  0  done\n"
     "  1  a policy is wrong; with --exit-code: something changes\n"
     "  2  wrong usage\n"
     "  3  a file or a line of the log cannot be read, or a file cannot be written\n",
     "  gatecast diff policy.yaml changed.yaml\n"
     "  git show main:policy.yaml | gatecast diff - policy.yaml --format markdown\n"
     "  gatecast diff policy.yaml changed.yaml --population accounts.csv --csv people.csv\n"
     "  gatecast diff policy.yaml changed.yaml --log decisions.jsonl --log-csv past.csv\n"
     "  gatecast diff policy.yaml changed.yaml --format json | jq '.classes[].change'\n",
     run_diff},
    {"explain", "CODE", "what a diagnostic means, with a bad and a fixed example",
     "CODE is what stands in brackets at the end of a diagnostic.\n", explain_options,
     "  0  done\n"
     "  2  wrong usage, or no diagnostic has that code\n"
     "  3  standard output cannot be written\n",
     "  gatecast explain address-recognition\n"
     "  gatecast explain --list\n",
     run_explain},
    {"fmt", "POLICY [--check | --write | --merged]", "write a policy in the canonical form",
     "Keys in one order, values in one spelling, every comment kept; to standard output unless\n"
     "--write says otherwise. POLICY may be - for standard input. A policy that is wrong, or a\n"
     "comment that could not be kept, is refused and nothing is written.\n",
     fmt_options,
     "  0  done; with --check: the file is in the canonical form\n"
     "  1  the policy is wrong, or a comment is in the way; with --check: it is not\n"
     "  2  wrong usage\n"
     "  3  the file cannot be read or written\n",
     "  gatecast fmt policy.yaml | diff policy.yaml -\n"
     "  gatecast fmt policy.yaml --write\n"
     "  gatecast fmt policy.yaml --merged | sha256sum    # the policy_digest of reports\n",
     run_fmt},
    {"graph", "POLICY [--facts FILE|-]", "draw the decision graph, and the path of one sign-in",
     "The rows of the decision from the top down, each with what is asked and what it ends in, "
     "and\n"
     "what each rule sets. What no sign-in can come to is left out, and named below the picture.\n"
     "With --facts the path of that decision is highlighted; where facts are unknown, that of the\n"
     "strictest answer, and the picture names them. POLICY may be - for standard input.\n",
     graph_options,
     "  0  done\n"
     "  1  the policy is wrong\n"
     "  2  wrong usage\n"
     "  3  the facts were refused, or a file cannot be read or written\n",
     "  gatecast graph policy.yaml -o policy.svg\n"
     "  gatecast graph policy.yaml --facts facts.json --format svg >path.svg\n"
     "  gatecast graph policy.yaml --format json | jq '.nodes[] | select(.kind == \"ending\")'\n",
     run_graph},
    {"merge", "FILE...", "the forecast of parts that were simulated apart",
     "Of `simulate --replicates-range A:B --part FILE`, in any order: the same text, files and\n"
     "exit code as of one run. Parts of different plans, and such as overlap or leave a gap, are\n"
     "refused. A part may be - for standard input.\n",
     merge_options_help,
     "  0  done, and every gate is met\n"
     "  1  a gate is missed or undecided, or --actual is wrong\n"
     "  2  wrong usage\n"
     "  3  a part is not whole or does not fit, or a file cannot be read or written\n",
     "  gatecast merge parts/*.part\n"
     "  gatecast merge a.part b.part --html forecast.html --quiet\n",
     run_merge},
    {"schema", "[policy|behavior|population]", "print a JSON Schema, for editors",
     "An editor that reads it completes keys and words, explains them, and shows mistakes as you\n"
     "type; `gatecast check` finds the others. Of a policy, where nothing is said. In the first\n"
     "line of such a file:\n"
     "  # yaml-language-server: $schema=policy.schema.json\n",
     no_options,
     "  0  done\n"
     "  2  wrong usage\n"
     "  3  it cannot be written\n",
     "  gatecast schema >policy.schema.json\n"
     "  gatecast schema behavior >behavior.schema.json\n",
     run_schema},
    {"simulate", "POLICY --population FILE.csv|SPEC.yaml", "forecast a rollout before it begins",
     "Who is enrolled on which day, who is locked out and why, and what the help desk gets. The\n"
     "policy's own graph decides each sign-in. An input may be - for standard input.\n\n"
     "WIDTH is `p95 of tickets of all=10` (of `totals`), `p95 of peak tickets of all=5` (of each\n"
     "rollout's highest day), or `gates=0.5%` (each gate's quantile; the default); in % for "
     "shares.\n",
     simulate_options_help,
     "  0  done, and every gate is met\n"
     "  1  an input is wrong, or a gate is missed or undecided\n"
     "  2  wrong usage\n"
     "  3  a file cannot be read or written, or the run was interrupted (nothing is written,\n"
     "     but what is finished stays in --parts)\n",
     "  gatecast simulate policy.yaml --population accounts.csv\n"
     "  gatecast simulate policy.yaml --population accounts.csv --html forecast.html\n"
     "  gatecast simulate policy.yaml --population people.yaml --behavior ours.yaml \\\n"
     "      --start 2027-01-04 --days 120 --replicates 200 --json - | jq .gates\n"
     "  gatecast simulate policy.yaml --population accounts.csv --until-width gates=0.5%\n"
     "  gatecast simulate policy.yaml --population accounts.csv --at-risk risk\n"
     "  gatecast simulate policy.yaml --population accounts.csv --behavior drills.yaml \\\n"
     "      --drill-report drills\n"
     "  gatecast simulate policy.yaml --population accounts.csv --replicates 200 --parts work\n"
     "  gatecast simulate policy.yaml --population accounts.csv --replicates 200 \\\n"
     "      --replicates-range 0:20 --part p0.part\n",
     run_simulate},
    {"test", "POLICY [FILE...]", "run the tests of a policy, and say what they do not reach",
     "A test says who signs in, how, and what that gets (engine/policy_tests/README.md has the\n"
     "format). Without FILE they are those of POLICY's own name: policy.tests.yaml beside\n"
     "policy.yaml. Coverage is of the rules and of the edges of the decision graph that any\n"
     "sign-in can reach, rounded down. --generate runs nothing: it writes a small set of tests\n"
     "that takes every edge, or all that FILE does not take. An input may be - for standard "
     "input.\n",
     test_options_help,
     "  0  every sign-in gets what is expected, and --min-coverage is reached\n"
     "  1  one does not, or too little is reached, or a file is wrong\n"
     "  2  wrong usage\n"
     "  3  a file cannot be read or written\n",
     "  gatecast test policy.yaml\n"
     "  gatecast test policy.yaml tests/*.yaml --min-coverage 90 --junit results.xml\n"
     "  gatecast test policy.yaml --generate > policy.tests.yaml\n"
     "  gatecast test policy.yaml policy.tests.yaml --generate    # what is still missing\n",
     run_test},
    {"verify", "POLICY [--holes]",
     "prove each assertion of a policy, or show a sign-in that breaks it",
     "Over every sign-in that there can be, and all time. A refuted assertion comes with the\n"
     "sign-in that breaks it and differs least from an ordinary one (as `decide --fill` has it), "
     "on\n"
     "the earliest date, and with the command that shows it; of an account whose roles leave open\n"
     "what it is, only where no other differs as little. One that no sign-in ever meets is\n"
     "vacuous.\n",
     verify_options,
     "  0  no assertion is refuted (one may be vacuous); with --holes: each hole is declared\n"
     "  1  an assertion is refuted or undecided, a hole is not declared, or the policy is wrong\n"
     "  2  wrong usage\n"
     "  3  the file cannot be read\n",
     "  gatecast verify policy.yaml\n"
     "  gatecast verify policy.yaml --holes\n"
     "  gatecast verify policy.yaml --format json | jq '.assertions[] | select(.verdict != "
     "\"proved\")'\n",
     run_verify},
};

std::string overview() {
  std::string text =
      "gatecast: what a two-factor sign-in policy does, before and after go-live\n\n"
      "Usage: gatecast VERB [ARGUMENT...]\n\nVerbs:\n";
  for (const Verb& verb : verbs) text += fmt::format("  {:<10} {}\n", verb.name, verb.summary);
  text +=
      "\n`gatecast VERB --help` says more of a verb; `gatecast --version` the version.\n"
      "Exit code: 0 yes or done; 1 the answer is no; 2 wrong usage; 3 an input could not be read,\n"
      "or the machine failed.\n\n"
      "Examples:\n"
      "  gatecast check policy.yaml\n"
      "  gatecast decide policy.yaml --facts sign-ins.jsonl\n"
      "  gatecast simulate policy.yaml --population accounts.csv --html forecast.html\n";
  return text;
}

std::string help_of(const Verb& verb) {
  return fmt::format(
      "gatecast {0}: {2}\n\nUsage: gatecast {0} {1}\n\n{3}\nOptions:\n{4}\n"
      "Exit code:\n{5}\nExamples:\n{6}",
      verb.name, verb.usage, verb.summary, verb.about, verb.options(), verb.exits, verb.examples);
}

// Standard output may be a full disk for these words too.
int print(const std::string& text) {
  fmt::print("{}", text);
  return std::fflush(stdout) == 0 ? exit_done
                                  : machine_error("", "cannot write to standard output");
}

int print_version() { return print(fmt::format("gatecast {}\n", GATECAST_VERSION)); }

bool is_help(std::string_view word) { return word == "--help" || word == "-h"; }
bool is_version(std::string_view word) { return word == "--version"; }

const Verb* find_verb(std::string_view name) {
  const auto* found = std::find_if(std::begin(verbs), std::end(verbs),
                                   [&](const Verb& verb) { return verb.name == name; });
  return found == std::end(verbs) ? nullptr : found;
}

int run_verb(const Verb& verb, const Arguments& arguments) {
  if (std::any_of(arguments.begin(), arguments.end(), is_help)) return print(help_of(verb));
  if (std::any_of(arguments.begin(), arguments.end(), is_version)) return print_version();
  return verb.run(arguments);
}

int unknown_verb(const std::string& written) {
  if (written.starts_with('-')) {
    return usage_error("", fmt::format("unknown option `{}`", written));
  }
  std::vector<std::string_view> names;
  for (const Verb& verb : verbs) names.push_back(verb.name);
  const std::string help = rules::suggest(written, names);
  // A suggestion is all the help that this needs.
  if (help.empty()) return usage_error("", fmt::format("unknown verb `{}`", written));
  say(fmt::format("gatecast: unknown verb `{}`, {}\n", written, help));
  return exit_usage;
}

int run(const Arguments& words) {
  if (words.empty()) {
    say(overview());
    return exit_usage;
  }
  const bool help = is_help(words[0]) || words[0] == "help";
  if (help && words.size() == 1) return print(overview());
  if (is_version(words[0])) return print_version();
  const std::string& name = help ? words[1] : words[0];
  const Verb* verb = find_verb(name);
  if (verb == nullptr) return unknown_verb(name);
  if (help) return print(help_of(*verb));
  return run_verb(*verb, Arguments(words.begin() + 1, words.end()));
}

// `gatecast` or `gatecast VERB`.
std::string command(std::string_view verb) {
  return verb.empty() ? "gatecast" : fmt::format("gatecast {}", verb);
}

}  // namespace

void say(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

int usage_error(std::string_view verb, std::string_view message) {
  say(fmt::format("{0}: {1}{2} `{0} --help` says how\n", command(verb), message,
                  message.ends_with('?') ? "" : ";"));
  return exit_usage;
}

int machine_error(std::string_view verb, std::string_view message) {
  say(fmt::format("{}: {}\n", command(verb), message));
  return exit_machine;
}

}  // namespace gatecast::app

int main(int argc, char** argv) {
  // A library may run out of memory; nothing else is expected to arrive here.
  try {
    return gatecast::app::run(gatecast::app::Arguments(argv + std::min(argc, 1), argv + argc));
  } catch (const std::exception& exception) {
    return gatecast::app::machine_error("", exception.what());
  }
}
