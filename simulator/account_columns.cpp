#include "simulator/account_columns.h"

#include <algorithm>
#include <bit>

#include "rules/check.h"

namespace gatecast::simulator {
namespace {

using engine::Fact;

constexpr std::size_t ids_a_block = 4096;

// Of a fact in few bits: 0 unknown, 1 none, and from 2 on what is known.
template <class T>
std::uint32_t state_of(const Fact<T>& fact) {
  return fact.is_unknown() ? 0 : fact.is_none() ? 1 : 2;
}

template <class T>
std::uint32_t small_of(const Fact<T>& fact) {
  const T* value = fact.if_known();
  return value == nullptr ? state_of(fact) : 2 + static_cast<std::uint32_t>(*value);
}

template <class T>
Fact<T> fact_of(std::uint32_t state, T value) {
  if (state == 0) return {};
  return state == 1 ? Fact<T>::none() : Fact<T>(std::move(value));
}

template <class T>
Fact<T> small_fact(std::uint32_t small) {
  return fact_of(small, static_cast<T>(small < 2 ? 0 : small - 2));
}

// What is packed first is unpacked first.
class Packer {
 public:
  void add(unsigned width, std::uint32_t value) {
    GATECAST_CHECK(value >> width == 0 && used_ + width <= 32);
    bits_ |= value << used_;
    used_ += width;
  }
  std::uint32_t bits() const { return bits_; }

 private:
  std::uint32_t bits_ = 0;
  unsigned used_ = 0;
};

class Unpacker {
 public:
  explicit Unpacker(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t take(unsigned width) {
    const std::uint32_t value = bits_ & ((1U << width) - 1);
    bits_ >>= width;
    return value;
  }

 private:
  std::uint32_t bits_;
};

// What is packed first, so that it can be had alone.
constexpr unsigned type_bits = 3;
constexpr unsigned habit_bits = 4;
enum Habit : std::uint32_t { knows_rate = 1, knows_sso = 2, knows_application = 4, signs_in = 8 };

std::uint32_t habits_in(std::uint32_t flags) {
  return flags >> type_bits & ((1U << habit_bits) - 1);
}

enum LockState : std::uint32_t { locks_unknown, no_locks, some_locks };

LockState lock_state(const engine::Account& account) {
  const auto all = [&](auto is) {
    return is(account.account_locked) &&
           std::all_of(account.locks.begin(), account.locks.end(), is);
  };
  if (all([](const auto& lock) { return lock.is_none(); })) return no_locks;
  return all([](const auto& lock) { return lock.is_unknown(); }) ? locks_unknown : some_locks;
}

std::uint32_t pack(const engine::Account& account, std::uint32_t habits) {
  Packer packer;
  packer.add(type_bits, small_of(account.type));
  packer.add(habit_bits, habits);
  packer.add(2, state_of(account.id));
  packer.add(2, small_of(account.active));
  packer.add(3, small_of(account.authenticator));
  packer.add(2, small_of(account.passkey));
  packer.add(2, small_of(account.email));
  packer.add(2, small_of(account.phone));
  packer.add(2, state_of(account.created));
  packer.add(2, state_of(account.grace_started));
  packer.add(2, state_of(account.reset_at));
  packer.add(2, state_of(account.backup_codes));
  packer.add(2, state_of(account.skips));
  packer.add(2, lock_state(account));
  return packer.bits();
}

// Of an attribute, in a list of numbers: its name, the kind of its value, and 64 bits of that.
enum AttributeKind : std::uint32_t { unknown_value, no_value, boolean_value, integer_value, word };
constexpr std::size_t numbers_an_attribute = 4;

}  // namespace

AccountColumns::AccountColumns(std::span<const Draft> drafts) {
  for (const Draft& draft : drafts) push_back(draft);
}

void AccountColumns::push_id(const std::string* id) {
  if (size() % ids_a_block == 0) {
    if (!ids_.empty()) ids_.back().text.shrink_to_fit();
    ids_.emplace_back().ends.reserve(ids_a_block);
  }
  IdBlock& block = ids_.back();
  if (id != nullptr) block.text += *id;
  GATECAST_CHECK(block.text.size() <= UINT32_MAX);
  block.ends.push_back(static_cast<std::uint32_t>(block.text.size()));
}

std::string_view AccountColumns::id(std::size_t i) const {
  const IdBlock& block = ids_[i / ids_a_block];
  const std::size_t place = i % ids_a_block;
  const std::size_t begin = place == 0 ? 0 : block.ends[place - 1];
  return std::string_view(block.text).substr(begin, block.ends[place] - begin);
}

std::uint32_t AccountColumns::number_of(const Names& names, InternedLists& lists) {
  list_.assign(1, state_of(names));
  if (const auto* known = names.if_known()) {
    for (const std::string& name : *known) list_.push_back(names_.number(name));
  }
  return lists.number(list_);
}

void AccountColumns::read_names(const InternedLists& lists, std::uint32_t number,
                                Names& into) const {
  const auto list = lists[number];
  const auto names = list.subspan(1);
  if (list[0] != 2) {
    into = list[0] == 0 ? Names() : Names::none();
    return;
  }
  const auto is_it = [&](std::uint32_t name, const std::string& text) {
    return names_[name] == text;
  };
  const std::vector<std::string>* same = into.if_known();
  if (same != nullptr &&
      std::equal(names.begin(), names.end(), same->begin(), same->end(), is_it)) {
    return;  // neighbours often are alike
  }
  std::vector<std::string> texts;
  texts.reserve(names.size());
  for (const std::uint32_t name : names) texts.push_back(names_[name]);
  into = std::move(texts);
}

AccountColumns::Names AccountColumns::roles_of(std::uint32_t role_set) const {
  Names names;
  read_names(role_lists_, role_set, names);
  return names;
}

AccountColumns::Names AccountColumns::groups_of(std::uint32_t group_set) const {
  Names names;
  read_names(group_lists_, group_set, names);
  return names;
}

const std::string& AccountColumns::application_of(std::uint32_t application) const {
  return application_names_[application];
}

std::uint32_t AccountColumns::number_of(const std::vector<engine::AttributeValue>& attributes) {
  list_.clear();
  for (const engine::AttributeValue& attribute : attributes) {
    std::uint32_t kind = attribute.value.is_none() ? no_value : unknown_value;
    std::uint64_t bits = 0;
    if (const auto* value = attribute.value.if_known()) {
      if (const auto* flag = std::get_if<bool>(value)) {
        kind = boolean_value;
        bits = *flag ? 1 : 0;
      } else if (const auto* integer = std::get_if<std::int64_t>(value)) {
        kind = integer_value;
        bits = std::bit_cast<std::uint64_t>(*integer);
      } else {
        kind = word;
        bits = names_.number(std::get<std::string>(*value));
      }
    }
    for (const std::uint32_t number :
         {names_.number(attribute.name), kind, static_cast<std::uint32_t>(bits),
          static_cast<std::uint32_t>(bits >> 32)}) {
      list_.push_back(number);
    }
  }
  return attribute_lists_.number(list_);
}

void AccountColumns::read_attributes(std::uint32_t number,
                                     std::vector<engine::AttributeValue>& into) const {
  using Fact = decltype(engine::AttributeValue::value);
  const auto list = attribute_lists_[number];
  into.resize(list.size() / numbers_an_attribute);
  for (std::size_t i = 0; i < into.size(); ++i) {
    const auto parts = list.subspan(i * numbers_an_attribute, numbers_an_attribute);
    into[i].name = names_[parts[0]];
    if (parts[1] == unknown_value || parts[1] == no_value) {
      into[i].value = parts[1] == no_value ? Fact::none() : Fact();
      continue;
    }
    std::variant<bool, std::int64_t, std::string> value;
    const std::uint64_t bits = parts[2] | std::uint64_t{parts[3]} << 32;
    if (parts[1] == boolean_value) value.emplace<bool>(bits != 0);
    if (parts[1] == integer_value) value.emplace<std::int64_t>(std::bit_cast<std::int64_t>(bits));
    if (parts[1] == word) value.emplace<std::string>(names_[parts[2]]);
    into[i].value = Fact(std::move(value));
  }
}

void AccountColumns::push_back(const Draft& draft) {
  push_back(draft.account, draft.sign_ins_per_day, draft.sso_share,
            draft.application ? &*draft.application : nullptr, draft.signs_in);
}

void AccountColumns::push_back(const engine::Account& account,
                               std::optional<double> sign_ins_per_day,
                               std::optional<double> sso_share, const std::string* application,
                               bool signs_in_at_all) {
  const std::uint32_t flags =
      pack(account, (sign_ins_per_day ? knows_rate : 0U) | (sso_share ? knows_sso : 0U) |
                        (application == nullptr ? 0U : knows_application) |
                        (signs_in_at_all ? signs_in : 0U));
  if (lock_state(account) == some_locks) locks_[size()] = {account.account_locked, account.locks};
  push_id(account.id.if_known());
  roles_.push_back(number_of(account.roles, role_lists_));
  groups_.push_back(number_of(account.groups, group_lists_));
  attributes_.push_back(number_of(account.attributes));
  applications_.push_back(
      application_names_.number(application == nullptr ? std::string_view() : *application));
  created_.push_back(account.created.value_or(0));
  grace_started_.push_back(account.grace_started.value_or(0));
  reset_at_.push_back(account.reset_at.value_or(0));
  backup_codes_.push_back(account.backup_codes.value_or(0));
  skips_.push_back(account.skips.value_or(0));
  sign_ins_per_day_.push_back(sign_ins_per_day.value_or(0));
  sso_share_.push_back(sso_share.value_or(0));
  flags_.push_back(flags);
}

void AccountColumns::read(std::size_t i, Draft& into) const {
  read(i, into.account);
  into.sign_ins_per_day = sign_ins_per_day(i);
  into.sso_share = sso_share(i);
  into.application.reset();
  const std::uint32_t habits = habits_in(flags_[i]);
  if ((habits & knows_application) != 0) into.application = application_names_[applications_[i]];
  into.signs_in = (habits & signs_in) != 0;
}

void AccountColumns::read(std::size_t i, engine::Account& account) const {
  GATECAST_CHECK(i < size());
  Unpacker flags(flags_[i]);
  account.type = small_fact<rules::AccountType>(flags.take(type_bits));
  flags.take(habit_bits);
  account.id = fact_of(flags.take(2), std::string(id(i)));
  account.active = small_fact<bool>(flags.take(2));
  account.authenticator = small_fact<rules::AuthenticatorState>(flags.take(3));
  account.passkey = small_fact<bool>(flags.take(2));
  account.email = small_fact<bool>(flags.take(2));
  account.phone = small_fact<bool>(flags.take(2));
  account.created = fact_of(flags.take(2), created_[i]);
  account.grace_started = fact_of(flags.take(2), grace_started_[i]);
  account.reset_at = fact_of(flags.take(2), reset_at_[i]);
  account.backup_codes = fact_of<int>(flags.take(2), backup_codes_[i]);
  account.skips = fact_of<int>(flags.take(2), skips_[i]);
  const std::uint32_t locks = flags.take(2);
  account.account_locked = locks == no_locks ? Fact<engine::Lock>::none() : Fact<engine::Lock>();
  account.locks.fill(account.account_locked);
  if (locks == some_locks) {
    const Locks& own = locks_.at(i);
    account.account_locked = own.account;
    account.locks = own.methods;
  }
  read_names(role_lists_, roles_[i], account.roles);
  read_names(group_lists_, groups_[i], account.groups);
  read_attributes(attributes_[i], account.attributes);
}

Draft AccountColumns::operator[](std::size_t i) const {
  Draft draft;
  read(i, draft);
  return draft;
}

std::optional<double> AccountColumns::sign_ins_per_day(std::size_t i) const {
  if ((habits_in(flags_[i]) & knows_rate) == 0) return std::nullopt;
  return sign_ins_per_day_[i];
}

std::optional<double> AccountColumns::sso_share(std::size_t i) const {
  if ((habits_in(flags_[i]) & knows_sso) == 0) return std::nullopt;
  return sso_share_[i];
}

Fact<rules::AccountType> AccountColumns::type(std::size_t i) const {
  return small_fact<rules::AccountType>(flags_[i] & ((1U << type_bits) - 1));
}

std::size_t AccountColumns::bytes() const {
  std::size_t count = sizeof *this + locks_.size() * (sizeof(Locks) + 48);
  for (const IdBlock& block : ids_) {
    count += sizeof block + block.text.capacity() + block.ends.capacity() * sizeof(std::uint32_t);
  }
  for (const auto* column : {&flags_, &roles_, &groups_, &attributes_, &applications_}) {
    count += column->bytes();
  }
  for (const auto* column : {&created_, &grace_started_, &reset_at_}) count += column->bytes();
  for (const auto* column : {&backup_codes_, &skips_}) count += column->bytes();
  for (const auto* column : {&sign_ins_per_day_, &sso_share_}) count += column->bytes();
  for (const auto* lists : {&role_lists_, &group_lists_, &attribute_lists_}) {
    count += lists->bytes();
  }
  return count + names_.bytes() + application_names_.bytes();
}

}  // namespace gatecast::simulator
