#include "weights/pickle/module_tree.h"

#include <fmt/format.h>

#include <deque>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "mien/core/error.h"
#include "weights/pickle/state_dict.h"

namespace mien::train {

namespace {

constexpr std::size_t deepest = 64;
constexpr std::size_t longest_name = 1000;
// Modules may be shared, and a pickle may make a tree of them that is far larger than the file.
constexpr std::size_t most_modules = 100'000;

class Tree {
 public:
  Tree(const Pickle& pickle, std::string_view name) : pickle_(pickle), name_(name) {}

  /// The tensors; their names live as long as the tree.
  std::span<const PickleEntry> collect() {
    visit(pickle_.root, "", 0);
    return entries_;
  }

 private:
  [[noreturn]] void fail(std::string_view where, std::string_view expected,
                         std::string_view actual) const {
    throw Error(ErrorCode::model, fmt::format("{}: module \"{}\": expected {}, found {}", name_,
                                              where.substr(0, longest_name), expected, actual));
  }

  /// The value of an attribute; null if there is none.
  [[nodiscard]] const PickleObject* attribute(const PickleDict& state,
                                              std::string_view description) const {
    for (const auto& [key, value] : state.items) {
      const auto* text = std::get_if<std::string>(&pickle_.objects[key]);
      if (text != nullptr && *text == description) return &pickle_.objects[value];
    }
    return nullptr;
  }

  /// The dict that an attribute is.
  [[nodiscard]] const PickleDict& dict(const PickleDict& state, std::string_view description,
                                       const std::string& where) const {
    const PickleObject* value = attribute(state, description);
    const auto* result = value == nullptr ? nullptr : std::get_if<PickleDict>(value);
    if (result == nullptr) fail(where, fmt::format("a dict {}", description), "none");
    return *result;
  }

  [[nodiscard]] std::string joined(const std::string& where, PickleId key) const {
    const auto* text = std::get_if<std::string>(&pickle_.objects[key]);
    if (text == nullptr) fail(where, "names that are texts", "something else");
    if (where.size() + text->size() >= longest_name) fail(where, "a short name", "a long one");
    return where.empty() ? *text : fmt::format("{}.{}", where, *text);
  }

  /// Buffers that state_dict() leaves out.
  [[nodiscard]] std::set<std::string_view> passing(const PickleDict& state) const {
    std::set<std::string_view> names;
    const PickleObject* value = attribute(state, "_non_persistent_buffers_set");
    const auto* list = value == nullptr ? nullptr : std::get_if<PickleList>(value);
    if (list == nullptr) return names;
    for (const PickleId id : list->items) {
      if (const auto* text = std::get_if<std::string>(&pickle_.objects[id])) names.insert(*text);
    }
    return names;
  }

  void count(const std::string& where) {
    if (++counted_ > most_modules) {
      fail(where, fmt::format("at most {} modules and tensors", most_modules), "more");
    }
  }

  void add_tensors(const PickleDict& tensors, const std::set<std::string_view>& left_out,
                   const std::string& where) {
    for (const auto& [key, value] : tensors.items) {
      count(where);
      std::string full = joined(where, key);
      const PickleObject& object = pickle_.objects[value];
      if (std::holds_alternative<std::monostate>(object)) continue;
      if (left_out.contains(std::get<std::string>(pickle_.objects[key]))) continue;
      if (!std::holds_alternative<PickleTensor>(object)) fail(full, "a tensor", "something else");
      names_.push_back(std::move(full));
      entries_.push_back({names_.back(), value});
    }
  }

  void visit(PickleId id, const std::string& where, std::size_t depth) {
    if (depth > deepest)
      fail(where, fmt::format("at most {} modules in each other", deepest), "more");
    count(where);
    const auto* instance = std::get_if<PickleInstance>(&pickle_.objects[id]);
    if (instance == nullptr) fail(where, "a module", "something else");
    const auto& type = std::get<PickleGlobal>(pickle_.objects[instance->type]).name;
    const auto* state =
        instance->state ? std::get_if<PickleDict>(&pickle_.objects[*instance->state]) : nullptr;
    if (state == nullptr) fail(where, "a module with its parts", fmt::format("a {} without", type));
    add_tensors(dict(*state, "_parameters", where), {}, where);
    add_tensors(dict(*state, "_buffers", where), passing(*state), where);
    for (const auto& [key, value] : dict(*state, "_modules", where).items) {
      if (std::holds_alternative<std::monostate>(pickle_.objects[value])) continue;
      visit(value, joined(where, key), depth + 1);
    }
  }

  const Pickle& pickle_;
  std::string_view name_;
  std::size_t counted_ = 0;
  std::deque<std::string> names_;
  std::vector<PickleEntry> entries_;
};

}  // namespace

NamedTensors read_module(const Pickle& pickle, StorageReader& storages, std::string_view name) {
  Tree tree(pickle, name);
  return read_entries(pickle, tree.collect(), storages, name);
}

}  // namespace mien::train
