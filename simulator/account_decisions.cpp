#include "simulator/account_decisions.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/graph/decode.h"
#include "engine/graph/graph.h"
#include "engine/unknown/strictness.h"
#include "simulator/account_cells.h"
#include "simulator/completion.h"

namespace gatecast::simulator {
namespace {

using engine::Account;
using engine::DecodedFacts;
using engine::Fact;
using engine::ReadFact;
using rules::Instant;

// A fact of few values, which are all tried where it is unknown and matters.
struct Flag {
  ReadFact fact;
  int values;
  void (*set)(DecodedFacts& facts, int value);
};

constexpr Flag flags[] = {
    {ReadFact::active, 2, [](DecodedFacts& f, int v) { f.active = v == 1; }},
    {ReadFact::authenticator, 3,
     [](DecodedFacts& f, int v) { f.authenticator = static_cast<rules::AuthenticatorState>(v); }},
    {ReadFact::passkey, 2, [](DecodedFacts& f, int v) { f.passkey = v == 1; }},
    {ReadFact::email, 2, [](DecodedFacts& f, int v) { f.email = v == 1; }},
    {ReadFact::phone, 2, [](DecodedFacts& f, int v) { f.phone = v == 1; }},
    {ReadFact::reset, 2, [](DecodedFacts& f, int v) { f.reset = v == 1; }},
    {ReadFact::backup_codes, 2, [](DecodedFacts& f, int v) { f.backup_codes = v; }},
};

// By bit, in the order of `flags`.
unsigned unknown_flags(const Account& account) {
  const bool unknown[] = {account.active.is_unknown(),      account.authenticator.is_unknown(),
                          account.passkey.is_unknown(),     account.email.is_unknown(),
                          account.phone.is_unknown(),       account.reset_at.is_unknown(),
                          account.backup_codes.is_unknown()};
  static_assert(std::size(unknown) == std::size(flags));
  unsigned bits = 0;
  for (std::size_t i = 0; i < std::size(unknown); ++i) bits |= unsigned{unknown[i]} << i;
  return bits;
}

template <class T>
void settle(Fact<T>& fact) {
  if (fact.is_unknown()) fact = Fact<T>::none();
}

// What the account would be if all that is unknown were none.
Account settled(const Account& account, const rules::Policy& policy) {
  Account whole = account;
  settle(whole.roles);
  settle(whole.groups);
  settle(whole.active);
  settle(whole.created);
  settle(whole.authenticator);
  settle(whole.passkey);
  settle(whole.email);
  settle(whole.phone);
  settle(whole.backup_codes);
  settle(whole.grace_started);
  settle(whole.skips);
  settle(whole.reset_at);
  for (const rules::Attribute& declared : policy.attributes) {
    const auto is_it = [&](const auto& a) { return a.name == declared.name.value; };
    const auto own = std::find_if(whole.attributes.begin(), whole.attributes.end(), is_it);
    if (own == whole.attributes.end()) {
      whole.attributes.push_back({declared.name.value, AttributeFact::none()});
    } else {
      settle(own->value);
    }
  }
  return whole;
}

bool lacks_attribute(const Account& account, const rules::Policy& policy) {
  return std::any_of(policy.attributes.begin(), policy.attributes.end(), [&](const auto& declared) {
    if (declared.on != rules::Attribute::On::user) return false;
    return std::none_of(account.attributes.begin(), account.attributes.end(), [&](const auto& a) {
      return a.name == declared.name.value && !a.value.is_unknown();
    });
  });
}

bool looks_alike(const Standing& a, const Standing& b) {
  // Of values that are equally strict each may bring its own deadline: that is no change.
  const bool one_deadline =
      !a.certain() || !b.certain() || a.decision.deadline == b.decision.deadline;
  return one_deadline && a.certain() == b.certain() &&
         engine::answer_key(a.decision) == engine::answer_key(b.decision);
}

template <class T>
void add_to_key(const Fact<T>& fact, std::string& key) {
  key += fact.is_known() ? fmt::format("={};", fact.value()) : fact.is_none() ? "-;" : "?;";
}

template <class Enum>
void add_word_to_key(const Fact<Enum>& fact, std::string& key) {
  key += fact.is_known()  ? fmt::format("={};", rules::name(fact.value()))
         : fact.is_none() ? "-;"
                          : "?;";
}

void add_list_to_key(const Fact<std::vector<std::string>>& fact, std::string& key) {
  key += fact.is_known() ? "=" : fact.is_none() ? "-" : "?";
  if (const auto* items = fact.if_known()) {
    // Lengths, so that no name can pass for two.
    for (const std::string& item : *items) key += fmt::format("{}:{},", item.size(), item);
  }
  key += ';';
}

}  // namespace

// What all values of the unknown flags lead to.
struct AccountDecisions::Exploration {
  std::optional<engine::Decision> strictest;
  std::uint32_t kind = 0;
  bool one_kind = true;
  bool other_unknown = false;  // a fact matters whose values are not tried here
  Instant until = rules::instant_max;
};

AccountDecisions::AccountDecisions(const engine::Graph& graph, const OrdinarySignIn& sign_in,
                                   engine::KindOf kind)
    : graph_(graph), sign_in_(sign_in), kind_(std::move(kind)) {
  password_channel_ = engine::channel_number(graph, "password");
  sso_channel_ = sso_channel(graph);
  // The half of the facts that is the sign-in's stays from account to account.
  engine::Facts facts;
  facts.user.id = std::string();
  facts.user.type = Fact<rules::AccountType>::none();
  settle_unsaid(facts.user);
  facts.user = settled(facts.user, graph.policy);
  facts.sign_in = sign_in.sign_in;
  facts.environment = sign_in.environment;
  if (facts.sign_in.channel.is_unknown()) facts.sign_in.channel = std::string("password");
  settle(facts.sign_in.application);
  auto decoded = engine::decode(graph, facts);
  GATECAST_CHECK(decoded.ok());
  facts_ = std::move(decoded).value();

  std::uint32_t days = 0;
  for (const engine::Settings& choice :
       graph.choices[static_cast<std::size_t>(engine::Piece::grace_days)]) {
    if (choice.grace_days != engine::absent) days = std::max(days, choice.grace_days);
  }
  const auto& overdue = graph.variables.overdue_days;
  if (!overdue.empty()) days += overdue.back();
  // Local days have up to 25 hours, and an end is compared to the second.
  longest_grace_ = (rules::Seconds{days} + 3) * rules::day_seconds;
  if (!graph.policy.rollout) return;
  first_admission_ = rules::instant_max;
  for (const auto& steps : graph.variables.stage_steps) {
    if (!steps.empty()) first_admission_ = std::min(first_admission_, steps.front());
  }
}

void AccountDecisions::take(const Draft& draft) {
  draft_ = &draft;
  const Account& account = draft.account;
  flags_ = unknown_flags(account);
  unknown_ = {};
  undecodable_ = false;
  const engine::SignIn& given = sign_in_.sign_in;
  if (given.channel.is_unknown()) {
    facts_.channel = signs_in_by_sso(draft.sso_share) ? sso_channel_ : password_channel_;
  }
  if (given.application.is_unknown()) {
    facts_.application = engine::application_number(graph_, draft.application.value_or(""));
    if (!draft.application) unknown_.add(ReadFact::application);
  }
  const bool is_open = flags_ != 0 || account.roles.is_unknown() || account.groups.is_unknown() ||
                       account.created.is_unknown() || account.grace_started.is_unknown() ||
                       account.skips.is_unknown() || lacks_attribute(account, graph_.policy);
  if (is_open) return open(account);
  undecodable_ = !engine::decode_account(graph_, account, facts_).ok();
}

void AccountDecisions::open(const Account& account) {
  const auto add_if = [&](bool unknown, std::initializer_list<ReadFact> facts) {
    for (const ReadFact fact : facts) {
      if (unknown) unknown_.add(fact);
    }
  };
  // Who belongs to a stage follows from these, and from that when grace opens.
  add_if(account.roles.is_unknown(), {ReadFact::roles, ReadFact::other_role, ReadFact::admin,
                                      ReadFact::type, ReadFact::admitted_at});
  add_if(account.groups.is_unknown(), {ReadFact::groups, ReadFact::admitted_at});
  add_if(lacks_attribute(account, graph_.policy), {ReadFact::attributes, ReadFact::admitted_at});
  add_if(account.created.is_unknown(), {ReadFact::created});
  add_if(account.grace_started.is_unknown(), {ReadFact::grace_started});
  add_if(account.skips.is_unknown(), {ReadFact::skips});
  undecodable_ = !engine::decode_account(graph_, settled(account, graph_.policy), facts_).ok();
}

// A fact that a decision does not read is left alone: it holds for each of its values.
void AccountDecisions::explore(unsigned flags_left, Exploration& found) {
  const engine::DecisionSpan span = engine::decide_span(graph_, facts_);
  found.other_unknown = found.other_unknown || (span.read.bits() & unknown_.bits()) != 0;
  if (found.other_unknown) return;
  for (std::size_t i = 0; i < std::size(flags); ++i) {
    const unsigned bit = 1U << i;
    if ((flags_left & bit) == 0 || !span.read.has(flags[i].fact)) continue;
    for (int value = 0; value < flags[i].values; ++value) {
      flags[i].set(facts_, value);
      explore(flags_left & ~bit, found);
    }
    return flags[i].set(facts_, 0);
  }
  const std::uint32_t kind = kind_(span.decision);
  found.one_kind = found.one_kind && (!found.strictest || kind == found.kind);
  found.kind = kind;
  if (!found.strictest || engine::is_stricter(span.decision, *found.strictest)) {
    found.strictest = span.decision;
  }
  found.until = std::min(found.until, span.until);
}

rules::Result<Standing> AccountDecisions::step(Instant now, Instant& until) {
  until = now;
  if (undecodable_) return ask(now);
  facts_.now = now;
  if (flags_ == 0 && unknown_.bits() == 0) {
    const engine::DecisionSpan span = engine::decide_span(graph_, facts_);
    until = span.until;
    return Standing{span.decision, {}};
  }
  Exploration found;
  explore(flags_, found);
  if (found.other_unknown) return ask(now);
  until = found.until;
  if (found.one_kind) return Standing{*found.strictest, {}};
  return ask(now);
}

rules::Result<Standing> AccountDecisions::at(Instant now) {
  if (flags_ == 0 && unknown_.bits() == 0 && !undecodable_) {
    facts_.now = now;
    return Standing{engine::decide(graph_, facts_), {}};
  }
  Instant until = 0;
  return step(now, until);
}

rules::Status AccountDecisions::over(Instant from, Instant until, std::size_t most_periods,
                                     Course& course) {
  course.periods.clear();
  course.until = from;
  while (course.until < until) {
    const Instant now = course.until;
    Instant next = now;
    auto standing = step(now, next);
    if (!standing) return standing.failure();
    if (course.periods.empty() || !looks_alike(course.periods.back().standing, standing.value())) {
      if (course.periods.size() == most_periods) return rules::Done{};
      course.periods.push_back({now, std::move(standing).value()});
    }
    if (next == now) return rules::Done{};
    course.until = std::min(next, until);
  }
  return rules::Done{};
}

std::optional<Instant> AccountDecisions::admitted_at(int& stage) const {
  stage = -1;
  if (undecodable_ || unknown_.has(ReadFact::admitted_at)) return std::nullopt;
  stage = engine::stage_of(graph_, facts_);
  return facts_.admitted_at;
}

engine::Facts AccountDecisions::as_facts(Instant now) const {
  engine::Facts facts;
  facts.now = now;
  facts.user = draft_->account;
  facts.sign_in = sign_in_.sign_in;
  facts.environment = sign_in_.environment;
  if (facts.sign_in.channel.is_unknown()) {
    const bool sso = signs_in_by_sso(draft_->sso_share);
    facts.sign_in.channel =
        std::string(rules::builtin_channels[sso ? sso_channel_ : password_channel_]);
  }
  if (facts.sign_in.application.is_unknown() && draft_->application) {
    facts.sign_in.application = draft_->application->empty()
                                    ? Fact<std::string>::none()
                                    : Fact<std::string>(*draft_->application);
  }
  return facts;
}

// From whichever of two times grace counts, if the accounts differ in nothing else they get the
// same answers: before the first admission creation does not count, and of what is long over it is
// all the same how long.
Instant AccountDecisions::same_creation(Instant created, Instant now) const {
  return std::max({created, first_admission_, now - longest_grace_});
}

// Accounts with one key get one answer: of the id only what the graph makes of it counts.
std::string AccountDecisions::memory_key(Instant now) const {
  const Account& account = draft_->account;
  const std::string& id = account.id.value();
  std::string key =
      fmt::format("{} {} {} {} {};", now, engine::user_number(graph_, id),
                  engine::is_emergency(graph_, id), facts_.channel, facts_.application);
  if (!draft_->application) key += '?';
  for (std::size_t i = 0; i < graph_.stage_roots.size(); ++i) {
    key += fmt::format("{},", engine::ramp_step(graph_, i, id));
  }
  add_word_to_key(account.type, key);
  add_list_to_key(account.roles, key);
  add_list_to_key(account.groups, key);
  add_to_key(account.active, key);
  const Instant created = account.created.value_or(rules::instant_min);
  add_to_key(account.created.is_unknown() ? Fact<Instant>() : same_creation(created, now), key);
  add_word_to_key(account.authenticator, key);
  add_to_key(account.passkey, key);
  add_to_key(account.email, key);
  add_to_key(account.phone, key);
  add_to_key(account.backup_codes, key);
  add_to_key(account.grace_started, key);
  add_to_key(account.skips, key);
  key += account.reset_at.is_known() ? "=" : account.reset_at.is_none() ? "-" : "?";
  for (const engine::AttributeValue& attribute : account.attributes) {
    key += fmt::format("{}:{}", attribute.name.size(), attribute.name);
    key += attribute.value.is_none() ? "-" : attribute.value.is_known() ? "=" : "?";
    if (const auto* value = attribute.value.if_known()) {
      const auto text = std::visit([](const auto& v) { return fmt::format("{}", v); }, *value);
      key += fmt::format("{}:{}", text.size(), text);
    }
    key += ';';
  }
  return key;
}

rules::Result<Standing> AccountDecisions::ask(Instant now) {
  std::string key = memory_key(now);
  const auto known = memory_.find(key);
  if (known != memory_.end()) return known->second;
  auto answer = engine::answer_of_kind(graph_, as_facts(now), kind_);
  if (!answer) {
    return rules::Failure{
        fmt::format("account `{}`: {}", draft_->account.id.value(), answer.message())};
  }
  Standing standing{answer.value().decision, std::move(answer.value().unknown)};
  return memory_.emplace(std::move(key), std::move(standing)).first->second;
}

}  // namespace gatecast::simulator
