#include "weights/pickle/torch_pickle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <unordered_map>

#include "weights/pickle/pickle_heap.h"
#include "weights/pickle/pickle_input.h"
#include "weights/pickle/torch_globals.h"
#include "weights/pickle/torch_rebuild.h"

namespace mien::train {

namespace {

constexpr std::size_t most_bytes = std::size_t{64} << 20;

/// The machine that a pickle is a program for, with the few instructions that build data.
class Machine {
 public:
  Machine(std::span<const std::byte> bytes, std::string_view name)
      : input_(bytes.first(std::min(bytes.size(), most_bytes)), name) {}

  Pickle run() {
    while (step(static_cast<unsigned char>(input_.number(1)))) {
    }
    if (!marks_.empty() || stack_.size() != 1) fail("one object at the end", "others");
    return {heap_.take(), stack_.back(), input_.position()};
  }

 private:
  [[noreturn]] void fail(std::string_view expected, std::string_view actual) const {
    input_.fail(expected, actual);
  }

  // The stack, the marks on it, and the memo.

  void push(PickleObject object) { stack_.push_back(heap_.add(std::move(object))); }

  /// Where the part of the stack above the last mark begins.
  [[nodiscard]] std::size_t bottom() const { return marks_.empty() ? 0 : marks_.back(); }

  [[nodiscard]] PickleId top() const {
    if (stack_.size() <= bottom()) fail("an object", "an empty stack");
    return stack_.back();
  }

  PickleId pop() {
    const PickleId id = top();
    stack_.pop_back();
    return id;
  }

  std::vector<PickleId> pop_to_mark() {
    if (marks_.empty()) fail("a mark", "none");
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleId> items(first, stack_.end());
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return items;
  }

  void remember(std::uint64_t key) {
    heap_.spend(1);
    memo_.insert_or_assign(key, top());
  }

  void recall(std::uint64_t key) {
    const auto entry = memo_.find(key);
    if (entry == memo_.end()) fail("an object of the memo", fmt::format("no number {}", key));
    heap_.spend(1);
    stack_.push_back(entry->second);
  }

  void push_tuple(std::size_t count) {
    PickleTuple tuple;
    for (std::size_t i = 0; i < count; ++i) tuple.items.push_back(pop());
    std::reverse(tuple.items.begin(), tuple.items.end());
    push(std::move(tuple));
  }

  void append(std::span<const PickleId> items) {
    auto& list = heap_.as<PickleList>(top(), "a list to append to").items;
    list.insert(list.end(), items.begin(), items.end());
  }

  void set_items(std::span<const PickleId> items) {
    auto& dict = heap_.as<PickleDict>(top(), "a dict to set items of").items;
    if (items.size() % 2 != 0) fail("pairs of key and value", "an odd number of objects");
    for (std::size_t i = 0; i < items.size(); i += 2) dict.emplace_back(items[i], items[i + 1]);
  }

  void reduce() {
    const std::vector<PickleId> arguments =
        heap_.as<PickleTuple>(pop(), "a tuple of arguments").items;
    heap_.spend(arguments.size());
    stack_.push_back(add_result(heap_, pop(), arguments));
  }

  void push_instance() {
    (void)heap_.as<PickleTuple>(pop(), "a tuple of arguments");
    stack_.push_back(add_instance(heap_, pop()));
  }

  void push_global_of_stack() {
    const PickleId name = pop();
    const PickleId module = pop();
    const auto& module_text = heap_.as<std::string>(module, "a module's name");
    const auto& name_text = heap_.as<std::string>(name, "a name");
    if (module_text.size() > longest_global || name_text.size() > longest_global) {
      fail("a short name", "a long one");
    }
    stack_.push_back(add_global(heap_, fmt::format("{}.{}", module_text, name_text)));
  }

  /// One instruction; false at the end. The letters are those of Python's pickle module.
  bool step(unsigned char code) { return code < 0x80 ? step_old(code) : step_new(code); }

  bool step_old(unsigned char code) {
    switch (code) {
      case '.':
        return false;
      case '(':
        heap_.spend(1);
        marks_.push_back(stack_.size());
        return true;
      case 'N':
        push(std::monostate{});
        return true;
      case 'J':
        push(std::int64_t{static_cast<std::int32_t>(input_.number(4))});
        return true;
      case 'K':
        push(static_cast<std::int64_t>(input_.number(1)));
        return true;
      case 'M':
        push(static_cast<std::int64_t>(input_.number(2)));
        return true;
      case 'G': {
        const auto big_endian = input_.number(8);
        std::uint64_t bits = 0;
        for (unsigned i = 0; i < 8; ++i) bits = bits << 8U | (big_endian >> 8 * i & 0xFFU);
        push(std::bit_cast<double>(bits));
        return true;
      }
      case 'X':
      case 'T':
      case 'B':
        push(input_.text(input_.number(4)));
        return true;
      case 'U':
      case 'C':
        push(input_.text(input_.number(1)));
        return true;
      case '}':
        push(PickleDict{});
        return true;
      case ']':
        push(PickleList{});
        return true;
      case ')':
        push(PickleTuple{});
        return true;
      case 't':
        push(PickleTuple{pop_to_mark()});
        return true;
      case 'a': {
        const PickleId item = pop();
        append({&item, 1});
        return true;
      }
      case 'e':
        append(pop_to_mark());
        return true;
      case 's': {
        const PickleId value = pop();
        const std::array pair = {pop(), value};
        set_items(pair);
        return true;
      }
      case 'u':
        set_items(pop_to_mark());
        return true;
      case 'c': {
        std::string module = input_.line();
        stack_.push_back(add_global(heap_, module + "." + input_.line()));
        return true;
      }
      case 'R':
        reduce();
        return true;
      case 'b': {
        const PickleId state = pop();
        set_state(heap_, top(), state);
        return true;
      }
      case 'q':
        remember(input_.number(1));
        return true;
      case 'r':
        remember(input_.number(4));
        return true;
      case 'h':
        recall(input_.number(1));
        return true;
      case 'j':
        recall(input_.number(4));
        return true;
      case 'Q':
        stack_.push_back(add_persistent(heap_, pop()));
        return true;
      default:
        fail("an instruction that builds data", fmt::format("0x{:02x}", code));
    }
  }

  bool step_new(unsigned char code) {
    switch (code) {
      case 0x80: {
        const auto protocol = input_.number(1);
        if (protocol < 2 || protocol > 5) fail("protocol 2 to 5", std::to_string(protocol));
        return true;
      }
      case 0x81:
        push_instance();
        return true;
      case 0x85:
      case 0x86:
      case 0x87:
        push_tuple(code - 0x84U);
        return true;
      case 0x88:
      case 0x89:
        push(code == 0x88);
        return true;
      case 0x8A:
        push(input_.long_number());
        return true;
      case 0x8C:
        push(input_.text(input_.number(1)));
        return true;
      case 0x8D:
      case 0x8E:
        push(input_.text(input_.number(8)));
        return true;
      case 0x8F:
        push(PickleList{});  // a set
        return true;
      case 0x90:
        append(pop_to_mark());
        return true;
      case 0x93:
        push_global_of_stack();
        return true;
      case 0x94:
        remember(memo_.size());
        return true;
      case 0x95:
        (void)input_.number(8);
        return true;
      default:
        fail("an instruction that builds data", fmt::format("0x{:02x}", code));
    }
  }

  PickleInput input_;
  PickleHeap heap_{input_};
  std::vector<PickleId> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint64_t, PickleId> memo_;
};

}  // namespace

Pickle read_torch_pickle(std::span<const std::byte> bytes, std::string_view name) {
  return Machine(bytes, name).run();
}

}  // namespace mien::train
