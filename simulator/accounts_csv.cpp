// Accounts from CSV: what each column says, and what to do where a cell is wrong or empty.
#include <fmt/format.h>

#include <functional>

#include "rules/suggest.h"
#include "simulator/account_cells.h"
#include "simulator/completion.h"
#include "simulator/csv.h"
#include "simulator/distinct_ids.h"
#include "simulator/input_values.h"
#include "simulator/population.h"

namespace gatecast::simulator {
namespace {

// A column shifted by one makes an error a row; nobody reads a million of them.
constexpr std::size_t errors_shown = 50;
constexpr std::string_view attribute_prefix = "attributes.";

enum class CellKind : std::uint8_t {
  id,
  type,
  roles,
  groups,
  active,
  created,
  authenticator,
  passkey,
  email,
  phone,
  backup_codes,
  grace_started,
  skips,
  reset_at,
  sso,
  sign_ins_per_day,
  application,
  attribute,
  ignored
};

// In the order of CellKind, as far as they have a name of their own.
constexpr std::string_view kind_names[] = {
    "id",         "type",     "roles",         "groups",
    "active",     "created",  "authenticator", "passkey",
    "email",      "phone",    "backup_codes",  "grace_started",
    "skips",      "reset_at", "sso",           "sign_ins_per_day",
    "application"};

struct HeaderColumn {
  CellKind kind = CellKind::ignored;
  std::string name;
  const rules::Attribute* attribute = nullptr;
};

class AccountsReader {
 public:
  // Each account goes to `take` as soon as it is read, which puts it into `taken`.
  AccountsReader(ByteStream& text, const rules::Policy& policy, const AccountColumns& taken,
                 std::function<void(Draft&)> take)
      : policy_(policy), taken_(taken), take_(std::move(take)), csv_(text), ids_(taken) {}

  rules::Diagnostics read(std::vector<rules::KeptLine>& lines);

 private:
  bool read_header();
  HeaderColumn header_column(const CsvCell& cell, std::vector<std::string>& ignored);
  void read_row(const std::vector<CsvCell>& cells);
  void read_cell(const HeaderColumn& column, const CsvCell& cell, Draft& draft);
  bool read_state(const HeaderColumn& column, std::string_view text, Draft& draft);
  bool read_habit(const HeaderColumn& column, std::string_view text, Draft& draft);
  std::vector<std::string> read_list(const CsvCell& cell, std::string_view text, bool roles);
  void report(std::string_view code, rules::Span span, std::string message, std::string help = {});

  const rules::Policy& policy_;
  const AccountColumns& taken_;
  std::function<void(Draft&)> take_;
  CsvReader csv_;
  std::vector<HeaderColumn> columns_;
  DistinctIds ids_;
  rules::Diagnostics diagnostics_;
  std::vector<rules::KeptLine> lines_;
  std::size_t errors_unshown_ = 0;
  rules::Span first_unshown_;
};

void AccountsReader::report(std::string_view code, rules::Span span, std::string message,
                            std::string help) {
  if (diagnostics_.errors() < errors_shown) {
    lines_.push_back(csv_.line_at(span.begin));
    diagnostics_.error(code, span, std::move(message), std::move(help));
  } else if (errors_unshown_++ == 0) {
    lines_.push_back(csv_.line_at(span.begin));
    first_unshown_ = span;
  }
}

HeaderColumn AccountsReader::header_column(const CsvCell& cell, std::vector<std::string>& ignored) {
  HeaderColumn column;
  column.name = trimmed(cell.text);
  for (std::size_t i = 0; i < std::size(kind_names); ++i) {
    if (kind_names[i] == column.name) column.kind = static_cast<CellKind>(i);
  }
  if (column.name.starts_with(attribute_prefix)) {
    const std::string_view name = std::string_view(column.name).substr(attribute_prefix.size());
    column.attribute = find_user_attribute(policy_, name);
    if (column.attribute != nullptr) {
      column.kind = CellKind::attribute;
    } else {
      report("unknown-attribute", cell.span,
             fmt::format("the policy declares no user attribute `{}`", name),
             rules::suggest(name, user_attribute_names(policy_)));
    }
  } else if (column.kind == CellKind::ignored) {
    ignored.push_back(column.name);
  }
  for (const HeaderColumn& before : columns_) {
    if (column.kind == CellKind::ignored || before.name != column.name) continue;
    report("duplicate-column", cell.span, fmt::format("column `{}` stands twice", column.name));
    column.kind = CellKind::ignored;  // an account has one id
  }
  return column;
}

bool AccountsReader::read_header() {
  std::vector<CsvCell> cells;
  const bool has_header = csv_.next(cells);
  // For what is said of the file as a whole.
  lines_.push_back(csv_.line_at(0));
  if (!has_header) {
    if (!csv_.error()) report("empty-file", {}, "the file has no header", "begin with `id`");
    return false;
  }
  std::vector<std::string> ignored;
  rules::Span ignored_span;
  bool has_id = false;
  for (const CsvCell& cell : cells) {
    const std::size_t before = ignored.size();
    columns_.push_back(header_column(cell, ignored));
    if (before == 0 && !ignored.empty() && ignored_span.empty()) ignored_span = cell.span;
    has_id = has_id || columns_.back().kind == CellKind::id;
  }
  if (!has_id) {
    const bool other_separator =
        cells.size() == 1 && cells[0].text.find_first_of(";\t") != std::string_view::npos;
    report("missing-column", cells[0].span, "the header has no column `id`",
           other_separator ? "cells are separated by commas" : "");
    return false;
  }
  if (ignored.empty()) return true;
  std::string message = "columns that mean nothing here are ignored:";
  std::string help;
  for (const std::string& name : ignored) {
    message += fmt::format("{} `{}`", &name == &ignored.front() ? "" : ",", name);
    if (!help.empty()) continue;
    help = rules::suggest(name, {std::begin(kind_names), std::end(kind_names)});
    if (!help.empty()) help = fmt::format("`{}`: {}", name, help);
  }
  lines_.push_back(csv_.line_at(ignored_span.begin));
  diagnostics_.warning("unknown-column", ignored_span, std::move(message), std::move(help));
  return true;
}

std::vector<std::string> AccountsReader::read_list(const CsvCell& cell, std::string_view text,
                                                   bool roles) {
  std::vector<std::string> items;
  for (const std::string_view item : split_list(text)) {
    if (item.empty()) {
      report("empty-item", cell.span, "a list with an empty item",
             "items are separated by one `;`; `-` is a list of none");
      continue;
    }
    bool twice = false;
    for (const std::string& before : items) twice = twice || before == item;
    if (twice) {
      report("duplicate-item", cell.span, fmt::format("`{}` stands twice", item));
      continue;
    }
    if (roles && !declares_role(policy_, item)) {
      report("unknown-role", cell.span, fmt::format("the policy declares no role `{}`", item),
             rules::suggest(item, role_names(policy_)));
    }
    items.emplace_back(item);
  }
  return items;
}

// Stores what the text says; false if it says nothing of the kind.
template <class Target, class Parsed>
bool store(Target& target, std::optional<Parsed> parsed) {
  if (parsed) target = std::move(*parsed);
  return parsed.has_value();
}

bool AccountsReader::read_state(const HeaderColumn& column, std::string_view text, Draft& draft) {
  engine::Account& account = draft.account;
  const bool none = text == "-";
  const auto time = [&](engine::Fact<rules::Instant>& fact) {
    if (!none) return store(fact, parse_time(text, policy_.zone));
    fact = engine::Fact<rules::Instant>::none();
    return true;
  };
  const auto count = [&](engine::Fact<int>& fact) {
    return store(fact, none ? std::optional(0) : parse_count(text));
  };
  switch (column.kind) {
    case CellKind::active:
      return store(account.active, parse_flag(text));
    case CellKind::passkey:
      return store(account.passkey, parse_flag(text));
    case CellKind::email:
      return store(account.email, parse_presence(text));
    case CellKind::phone:
      return store(account.phone, parse_presence(text));
    case CellKind::created:
      return time(account.created);
    case CellKind::grace_started:
      return time(account.grace_started);
    case CellKind::reset_at:
      return time(account.reset_at);
    case CellKind::backup_codes:
      return count(account.backup_codes);
    case CellKind::skips:
      return count(account.skips);
    case CellKind::authenticator:
      return store(account.authenticator, parse_authenticator(none ? "not_started" : text));
    case CellKind::type:
      if (!none) return store(account.type, parse_type(text));
      account.type = engine::Fact<rules::AccountType>::none();
      return true;
    default:
      return read_habit(column, text, draft);
  }
}

bool AccountsReader::read_habit(const HeaderColumn& column, std::string_view text, Draft& draft) {
  if (column.kind == CellKind::sso) return store(draft.sso_share, parse_sso(text));
  if (column.kind == CellKind::application) {
    draft.application = text == "-" ? std::string_view() : text;
    return true;
  }
  if (column.kind == CellKind::sign_ins_per_day) {
    const auto rate = text == "-" ? std::optional(0.0) : parse_number(text);
    if (!rate || *rate < 0 || *rate > 10'000) return false;
    draft.sign_ins_per_day = *rate;
    return true;
  }
  if (column.kind == CellKind::attribute) {
    const auto value = parse_attribute(text, *column.attribute);
    if (value) draft.account.attributes.push_back({column.attribute->name.value, *value});
    return value.has_value();
  }
  return true;
}

std::string expected(const HeaderColumn& column) {
  switch (column.kind) {
    case CellKind::type:
      return "`internal`, `partner` or `customer`";
    case CellKind::active:
    case CellKind::passkey:
      return "`true` or `false`";
    case CellKind::email:
    case CellKind::phone:
      return "`true` or `false`, or one";
    case CellKind::created:
    case CellKind::grace_started:
    case CellKind::reset_at:
      return "a time such as `2027-02-02T14:00:00Z`, or a date";
    case CellKind::authenticator:
      return "`not_started`, `pending` or `enrolled`";
    case CellKind::backup_codes:
    case CellKind::skips:
      return "a whole number from 0 on";
    case CellKind::sso:
      return "`true`, `false` or a share of sign-ins such as `0.4`";
    case CellKind::sign_ins_per_day:
      return "a number from 0 to 10000";
    case CellKind::attribute:
      return attribute_values(*column.attribute);
    default:
      return {};
  }
}

void AccountsReader::read_cell(const HeaderColumn& column, const CsvCell& cell, Draft& draft) {
  const std::string_view text = cell.quoted ? cell.text : trimmed(cell.text);
  using List = engine::Fact<std::vector<std::string>>;
  if (column.kind == CellKind::id) {
    if (text.empty() || text == "-") {
      report("missing-id", cell.span, "an account needs an id");
    }
    if (!text.empty() && !ids_.add(text)) {
      report("duplicate-id", cell.span, fmt::format("the id `{}` stands twice", text));
    }
    draft.account.id = std::string(text);
    return;
  }
  if (text.empty() || column.kind == CellKind::ignored) return;
  if (column.kind == CellKind::roles || column.kind == CellKind::groups) {
    const bool roles = column.kind == CellKind::roles;
    List& list = roles ? draft.account.roles : draft.account.groups;
    list = text == "-" ? List::none() : List(read_list(cell, text, roles));
    return;
  }
  if (!read_state(column, text, draft)) {
    report("wrong-value", cell.span, fmt::format("`{}` is no value of `{}`", text, column.name),
           expected(column));
  }
}

void AccountsReader::read_row(const std::vector<CsvCell>& cells) {
  if (cells.size() != columns_.size()) {
    report("wrong-length", {cells.front().span.begin, cells.back().span.end},
           fmt::format("this row has {} cells, the header {}", cells.size(), columns_.size()));
    return;
  }
  Draft draft;
  for (std::size_t i = 0; i < cells.size(); ++i) read_cell(columns_[i], cells[i], draft);
  take_(draft);
}

rules::Diagnostics AccountsReader::read(std::vector<rules::KeptLine>& lines) {
  if (read_header()) {
    std::vector<CsvCell> cells;
    while (csv_.next(cells)) read_row(cells);
    if (taken_.empty() && !csv_.error() && !diagnostics_.has_errors()) {
      diagnostics_.error("empty-file", {}, "the file has a header and no accounts");
    }
  }
  if (csv_.error())
    report("bad-csv", csv_.error()->span, csv_.error()->message, csv_.error()->help);
  if (errors_unshown_ > 0) {
    diagnostics_.error(
        "too-many-errors", first_unshown_,
        fmt::format("and {} more errors from here on", with_thousands(errors_unshown_)));
  }
  diagnostics_.sort();
  lines = std::move(lines_);
  return std::move(diagnostics_);
}

}  // namespace

ParsedPopulation read_accounts_csv(ByteStream& text, std::vector<rules::KeptLine>& lines,
                                   const rules::Policy& policy, const Behavior& behavior,
                                   std::uint64_t seed) {
  ParsedPopulation result;
  Completion completion(policy, behavior, seed);
  const auto take = [&](Draft& draft) {
    result.population.people.push_back(completion.complete(std::move(draft)));
  };
  result.diagnostics =
      AccountsReader(text, policy, result.population.people.columns(), take).read(lines);
  result.population.notes = completion.notes();
  return result;
}

ParsedPopulation read_accounts_csv(const rules::Source& source, const rules::Policy& policy,
                                   const Behavior& behavior, std::uint64_t seed) {
  MemoryStream text(source.text());
  std::vector<rules::KeptLine> lines;
  return read_accounts_csv(text, lines, policy, behavior, seed);
}

ParsedDrafts read_accounts_as_written(ByteStream& text, std::vector<rules::KeptLine>& lines,
                                      const rules::Policy& policy) {
  ParsedDrafts result;
  const auto take = [&](Draft& draft) {
    settle_unsaid(draft.account);
    result.drafts.push_back(draft);
  };
  result.diagnostics = AccountsReader(text, policy, result.drafts, take).read(lines);
  return result;
}

ParsedDrafts read_accounts_as_written(const rules::Source& source, const rules::Policy& policy) {
  MemoryStream text(source.text());
  std::vector<rules::KeptLine> lines;
  return read_accounts_as_written(text, lines, policy);
}

}  // namespace gatecast::simulator
