// Makes the accounts that a synthesis describes.
#include <fmt/format.h>

#include <functional>
#include <optional>

#include "simulator/completion.h"
#include "simulator/distinct_ids.h"
#include "simulator/input_values.h"
#include "simulator/population.h"
#include "simulator/synthesis_parser.h"

namespace gatecast::simulator {
namespace {

std::string numbered(std::string pattern, std::int64_t number) {
  const std::string digits = std::to_string(number);
  for (std::size_t at = pattern.find("{n}"); at != std::string::npos; at = pattern.find("{n}")) {
    pattern.replace(at, 3, digits);
  }
  return pattern;
}

template <class T>
const T& pick(const Choices<T>& choices, double luck) {
  for (const Choice<T>& choice : choices) {
    if (luck < choice.share) return choice.value;
    luck -= choice.share;
  }
  // Rounding may leave a hair behind the last share; a share of zero must not win it.
  for (auto choice = choices.rbegin(); choice != choices.rend(); ++choice) {
    if (choice->share > 0) return choice->value;
  }
  return choices.back().value;
}

using NameSets = Choices<std::vector<std::string>>;

engine::Fact<std::vector<std::string>> pick_names(const NameSets& choices, double luck) {
  const auto& names = pick(choices, luck);
  if (names.empty()) return engine::Fact<std::vector<std::string>>::none();
  return names;
}

class Synthesizer {
 public:
  Synthesizer(const SynthesisPlan& plan, const Behavior& behavior)
      : plan_(plan), behavior_(behavior) {}

  Draft make(const AccountGroup& group, std::int64_t number) const;

 private:
  void set_traits(const AccountGroup& group, const AccountLuck& luck, Draft& draft) const;
  void set_rate(const AccountGroup& group, const AccountLuck& luck, Draft& draft) const;

  const SynthesisPlan& plan_;
  const Behavior& behavior_;
};

void Synthesizer::set_traits(const AccountGroup& group, const AccountLuck& luck,
                             Draft& draft) const {
  using State = rules::AuthenticatorState;
  engine::Account& account = draft.account;
  const auto trait = [&](engine::Fact<bool>& fact, const std::optional<double>& share, Column of) {
    if (share) fact = luck.uniform(of) < *share;
  };
  trait(account.active, group.active, Column::active);
  trait(account.passkey, group.passkey, Column::passkey);
  trait(account.email, group.email, Column::email);
  trait(account.phone, group.phone, Column::phone);
  if (group.authenticator) {
    account.authenticator = pick(*group.authenticator, luck.uniform(Column::authenticator));
  }
  if (group.backup_codes) {
    const bool enrolled = account.authenticator.value_or(State::not_started) == State::enrolled;
    account.backup_codes =
        enrolled ? pick(*group.backup_codes, luck.uniform(Column::backup_codes)) : 0;
  }
  if (group.sso) {
    const bool exempt = luck.uniform(Column::sso) < group.sso->people;
    draft.sso_share = exempt ? group.sso->sign_ins : 0;
  }
  if (group.created) {
    const auto length = static_cast<double>(group.created->until - group.created->from);
    account.created =
        group.created->from + static_cast<rules::Instant>(luck.uniform(Column::created) * length);
  }
  for (std::size_t i = 0; i < group.attributes.size(); ++i) {
    const AttributeChoices& choices = group.attributes[i];
    const double u = luck.uniform(Column::attributes, static_cast<std::uint32_t>(i));
    account.attributes.push_back({choices.attribute->name.value, pick(choices.values, u)});
  }
}

void Synthesizer::set_rate(const AccountGroup& group, const AccountLuck& luck, Draft& draft) const {
  // What the group does not say of it, the completion does.
  if (!group.sign_ins_per_day && !group.dormant) return;
  double dormant = group.dormant.value_or(0);
  if (!group.dormant) {
    const auto roles = draft.account.roles.value_or({});
    dormant = value_for(behavior_, Parameter::dormant_share, group.type, roles).value;
  }
  draft.signs_in = !luck.is_dormant(dormant);
  if (!draft.signs_in) {
    draft.sign_ins_per_day = 0;
  } else if (group.sign_ins_per_day) {
    draft.sign_ins_per_day =
        luck.rate(group.sign_ins_per_day->median, group.sign_ins_per_day->sigma);
  }
}

Draft Synthesizer::make(const AccountGroup& group, std::int64_t number) const {
  Draft draft;
  draft.account.id = numbered(group.id, number);
  const AccountLuck luck(plan_.seed, draft.account.id.value());
  if (group.type) draft.account.type = *group.type;
  if (group.roles) draft.account.roles = pick_names(*group.roles, luck.uniform(Column::roles));
  if (group.groups) draft.account.groups = pick_names(*group.groups, luck.uniform(Column::groups));
  if (group.application) {
    draft.application = pick(*group.application, luck.uniform(Column::application));
  }
  set_traits(group, luck, draft);
  set_rate(group, luck, draft);
  // A synthesis describes people before the rollout: no clock of theirs runs yet.
  draft.account.grace_started = engine::Fact<rules::Instant>::none();
  draft.account.reset_at = engine::Fact<rules::Instant>::none();
  draft.account.skips = 0;
  return draft;
}

// Hands each account to `take`, with the plan's seed, which puts it into `taken`; stops at an
// error.
void make_all(const rules::Source& source, const rules::Policy& policy, const Behavior& behavior,
              const AccountColumns& taken, rules::Diagnostics& diagnostics,
              const std::function<void(std::uint64_t seed, Draft&&)>& take) {
  const auto root = rules::read_yaml(
      source, diagnostics, "a synthesis has groups of people in a list under `accounts:`");
  if (!root) return;
  const SynthesisPlan plan = read_synthesis(*root, policy, diagnostics);
  diagnostics.sort();
  if (diagnostics.has_errors()) return;
  const Synthesizer synthesizer(plan, behavior);
  DistinctIds ids(taken);
  for (const AccountGroup& group : plan.groups) {
    for (std::int64_t number = 1; number <= group.count; ++number) {
      Draft draft = synthesizer.make(group, number);
      const std::string& id = draft.account.id.value();
      if (!ids.add(id)) {
        diagnostics.error("duplicate-id", group.id_span,
                          fmt::format("two groups make the id `{}`", id),
                          "give each group a prefix of its own");
        return;
      }
      take(plan.seed, std::move(draft));
    }
  }
}

}  // namespace

ParsedPopulation synthesize(const rules::Source& source, const rules::Policy& policy,
                            const Behavior& behavior) {
  ParsedPopulation result;
  std::optional<Completion> completion;
  People& people = result.population.people;
  make_all(source, policy, behavior, people.columns(), result.diagnostics,
           [&](std::uint64_t seed, Draft&& draft) {
             if (!completion) completion.emplace(policy, behavior, seed);
             people.push_back(completion->complete(std::move(draft)));
           });
  if (completion) result.population.notes = completion->notes();
  return result;
}

ParsedDrafts synthesize_as_written(const rules::Source& source, const rules::Policy& policy) {
  ParsedDrafts result;
  make_all(source, policy, default_behavior(), result.drafts, result.diagnostics,
           [&](std::uint64_t, Draft&& draft) {
             settle_unsaid(draft.account);
             result.drafts.push_back(draft);
           });
  return result;
}

}  // namespace gatecast::simulator
