// Many accounts in little memory: some 50 bytes each beside their ids. What many have in common
// (lists of roles and groups, attributes, the application) is kept once, and equal ones have equal
// numbers.
//
//   AccountColumns accounts;
//   accounts.push_back(draft);
//   const Draft draft = accounts[0];  // made on the way out, equal to what went in
//   accounts.role_set(0);             // cheap, as all that names one fact
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/account.h"
#include "simulator/interning.h"
#include "simulator/number_column.h"

namespace gatecast::simulator {

// An account as its source tells it: its facts may be unknown.
struct Draft {
  engine::Account account;
  std::optional<double> sign_ins_per_day;
  std::optional<double> sso_share;
  std::optional<std::string> application;  // empty: none
  bool signs_in = false;                   // known to, at whatever rate
};

// Goes over what has `size` and gives values by index.
template <class Of, class Value>
class IndexIterator {
 public:
  using value_type = Value;
  using difference_type = std::ptrdiff_t;
  IndexIterator(const Of& of, std::size_t index) : of_(&of), index_(index) {}
  Value operator*() const { return (*of_)[index_]; }
  IndexIterator& operator++() {
    ++index_;
    return *this;
  }
  bool operator==(const IndexIterator& other) const { return index_ == other.index_; }

 private:
  const Of* of_;
  std::size_t index_;
};

class AccountColumns {
 public:
  using Iterator = IndexIterator<AccountColumns, Draft>;
  using Names = engine::Fact<std::vector<std::string>>;

  AccountColumns() = default;
  explicit AccountColumns(std::span<const Draft> drafts);

  void push_back(const Draft& draft);
  void push_back(const engine::Account& account, std::optional<double> sign_ins_per_day,
                 std::optional<double> sso_share, const std::string* application, bool signs_in);
  std::size_t size() const { return flags_.size(); }
  bool empty() const { return size() == 0; }
  Draft operator[](std::size_t i) const;
  // The same into one that is there already: quicker, as its memory is used again.
  void read(std::size_t i, Draft& into) const;
  void read(std::size_t i, engine::Account& into) const;
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, size()}; }

  // Empty where it is not known.
  std::string_view id(std::size_t i) const;
  std::optional<double> sign_ins_per_day(std::size_t i) const;
  std::optional<double> sso_share(std::size_t i) const;
  engine::Fact<rules::AccountType> type(std::size_t i) const;
  // Numbers that are equal where two accounts have the same roles in the same order, or the same
  // lack of them, from 0 in order of appearance; the like for groups, attributes and applications.
  std::uint32_t role_set(std::size_t i) const { return roles_[i]; }
  std::uint32_t group_set(std::size_t i) const { return groups_[i]; }
  std::uint32_t attribute_set(std::size_t i) const { return attributes_[i]; }
  std::uint32_t application(std::size_t i) const { return applications_[i]; }
  std::uint32_t role_sets() const { return role_lists_.size(); }
  std::uint32_t group_sets() const { return group_lists_.size(); }
  std::uint32_t attribute_sets() const { return attribute_lists_.size(); }
  // What the numbers stand for.
  Names roles_of(std::uint32_t role_set) const;
  Names groups_of(std::uint32_t group_set) const;
  // Empty: none, or unknown.
  const std::string& application_of(std::uint32_t application) const;

  // All that is held, about.
  std::size_t bytes() const;

 private:
  struct Locks {
    engine::Fact<engine::Lock> account;
    std::array<engine::Fact<engine::Lock>, rules::method_count> methods;
  };
  // Ids one behind the other.
  struct IdBlock {
    std::string text;
    std::vector<std::uint32_t> ends;
  };

  void push_id(const std::string* id);
  std::uint32_t number_of(const Names& names, InternedLists& lists);
  void read_names(const InternedLists& lists, std::uint32_t number, Names& into) const;
  std::uint32_t number_of(const std::vector<engine::AttributeValue>& attributes);
  void read_attributes(std::uint32_t number, std::vector<engine::AttributeValue>& into) const;

  std::vector<IdBlock> ids_;
  NumberColumn<std::uint32_t> flags_;  // what fits in few bits (account_columns.cpp)
  NumberColumn<std::uint32_t> roles_, groups_, attributes_, applications_;
  NumberColumn<rules::Instant> created_, grace_started_, reset_at_;
  NumberColumn<std::int32_t> backup_codes_, skips_;
  NumberColumn<double> sign_ins_per_day_, sso_share_;
  std::map<std::size_t, Locks> locks_;  // of the few that have any

  InternedTexts names_;  // of roles, groups and attributes, and their words
  InternedTexts application_names_;
  InternedLists role_lists_, group_lists_, attribute_lists_;
  std::vector<std::uint32_t> list_;  // being made
};

}  // namespace gatecast::simulator
