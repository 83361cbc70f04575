#include "train/weights/torch_pickle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <unordered_map>

#include "train/weights/pickle_input.h"
#include "train/weights/torch_globals.h"

namespace mien::train {

namespace {

constexpr std::size_t most_bytes = std::size_t{64} << 20;
// Objects, and items copied between them: more than any network's state dict has by far, and few
// enough to hold in memory.
constexpr std::size_t most_objects = std::size_t{1} << 21;
constexpr std::size_t most_axes = 16;
constexpr std::size_t longest_key = 100;

/// The machine that a pickle is a program for, with the few instructions that build data.
class Machine {
 public:
  Machine(std::span<const std::byte> bytes, std::string_view name)
      : input_(bytes.first(std::min(bytes.size(), most_bytes)), name) {}

  Pickle run() {
    while (step(static_cast<unsigned char>(input_.number(1)))) {
    }
    if (!marks_.empty() || stack_.size() != 1) fail("one object at the end", "others");
    return {std::move(objects_), stack_.back(), input_.position()};
  }

 private:
  [[noreturn]] void fail(std::string_view expected, std::string_view found) const {
    input_.fail(expected, found);
  }

  // The stack, the marks on it, and the memo.

  void spend(std::size_t count) {
    spent_ += count;
    if (spent_ > most_objects) fail(fmt::format("at most {} objects", most_objects), "more");
  }

  void push(PickleObject object) {
    spend(1);
    objects_.push_back(std::move(object));
    stack_.push_back(static_cast<PickleId>(objects_.size() - 1));
  }

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

  template <class T>
  T& as(PickleId id, std::string_view what) {
    T* object = std::get_if<T>(&objects_[id]);
    if (object == nullptr) fail(what, "something else");
    return *object;
  }

  void remember(std::uint64_t key) {
    spend(1);
    memo_.insert_or_assign(key, top());
  }

  void recall(std::uint64_t key) {
    const auto found = memo_.find(key);
    if (found == memo_.end()) fail("an object of the memo", fmt::format("no number {}", key));
    spend(1);
    stack_.push_back(found->second);
  }

  void push_tuple(std::size_t count) {
    PickleTuple tuple;
    for (std::size_t i = 0; i < count; ++i) tuple.items.push_back(pop());
    std::reverse(tuple.items.begin(), tuple.items.end());
    push(std::move(tuple));
  }

  void append(std::span<const PickleId> items) {
    auto& list = as<PickleList>(top(), "a list to append to").items;
    list.insert(list.end(), items.begin(), items.end());
  }

  void set_items(std::span<const PickleId> items) {
    auto& dict = as<PickleDict>(top(), "a dict to set items of").items;
    if (items.size() % 2 != 0) fail("pairs of key and value", "an odd number of objects");
    for (std::size_t i = 0; i < items.size(); i += 2) dict.emplace_back(items[i], items[i + 1]);
  }

  // What stands for Python's objects.

  void push_global(std::string name) {
    const bool known = storage_type(name).has_value() || is_known_function(name);
    if (!known) {
      fail("a state dict of tensors, numbers and texts",
           fmt::format("Python's {}, which is not run; save the model's state_dict() alone",
                       name.substr(0, longest_key)));
    }
    push(PickleGlobal{std::move(name)});
  }

  std::vector<std::int64_t> lengths(PickleId id) {
    const auto& items = as<PickleTuple>(id, "a tuple of lengths").items;
    if (items.size() > most_axes) fail(fmt::format("at most {} axes", most_axes), "more");
    std::vector<std::int64_t> result;
    result.reserve(items.size());
    for (const PickleId item : items) result.push_back(length(item));
    return result;
  }

  std::int64_t length(PickleId id) {
    const std::int64_t value = as<std::int64_t>(id, "a whole number");
    if (value < 0) fail("a length or stride of 0 or more", std::to_string(value));
    return value;
  }

  void push_tensor(const std::vector<PickleId>& arguments) {
    PickleTensor tensor;
    tensor.storage = arguments[0];
    (void)as<PickleStorage>(tensor.storage, "a storage");
    tensor.offset = length(arguments[1]);
    tensor.shape = lengths(arguments[2]);
    tensor.strides = lengths(arguments[3]);
    if (tensor.shape.size() != tensor.strides.size()) fail("a stride for each axis", "others");
    push(std::move(tensor));
  }

  /// An OrderedDict of a list of pairs, as Python 2 writes it.
  PickleDict ordered_dict(const std::vector<PickleId>& arguments) {
    PickleDict dict;
    if (arguments.empty()) return dict;
    const auto& pairs = as<PickleList>(arguments[0], "a list of pairs").items;
    spend(pairs.size());
    for (const PickleId id : pairs) {
      const auto* list = std::get_if<PickleList>(&objects_[id]);
      const auto& pair = list != nullptr ? list->items : as<PickleTuple>(id, "a pair").items;
      if (pair.size() != 2) fail("a pair", "something else");
      dict.items.emplace_back(pair[0], pair[1]);
    }
    return dict;
  }

  void reduce() {
    const std::vector<PickleId> arguments = as<PickleTuple>(pop(), "a tuple of arguments").items;
    spend(arguments.size());
    const std::string function = as<PickleGlobal>(pop(), "a function").name;
    const auto expect = [&](std::size_t least, std::size_t most) {
      if (arguments.size() < least || arguments.size() > most) {
        fail(fmt::format("{} to {} arguments of {}", least, most, function),
             std::to_string(arguments.size()));
      }
    };
    if (function == "collections.OrderedDict") {
      expect(0, 1);
      push(ordered_dict(arguments));
    } else if (function == "torch._utils._rebuild_tensor") {
      expect(4, 4);
      push_tensor(arguments);
    } else if (function == "torch._utils._rebuild_tensor_v2") {
      expect(6, 7);
      push_tensor(arguments);
    } else if (function == "torch._utils._rebuild_parameter") {
      expect(3, 3);
      (void)as<PickleTensor>(arguments[0], "a tensor");
      stack_.push_back(arguments[0]);
    } else if (function == "torch.jit._pickle.restore_type_tag") {
      expect(2, 2);  // a container, and the name of its type, which LibTorch writes
      stack_.push_back(arguments[0]);
    } else if (function == "torch.Size") {
      expect(1, 1);
      (void)as<PickleTuple>(arguments[0], "a tuple");
      stack_.push_back(arguments[0]);
    } else {
      fail("a function that rebuilds a tensor", fmt::format("a call of {}", function));
    }
  }

  /// ("storage", type, key, device, count), and in the older format a sixth: a view, or None.
  void push_storage() {
    const auto& id = as<PickleTuple>(pop(), "the description of a storage").items;
    if (id.size() < 5 || id.size() > 6 || as<std::string>(id[0], "\"storage\"") != "storage") {
      fail("the description of a storage", "something else");
    }
    if (id.size() == 6 && !std::holds_alternative<std::monostate>(objects_[id[5]])) {
      fail("a whole storage", "a view of one");
    }
    const auto type = storage_type(as<PickleGlobal>(id[1], "the type of a storage").name);
    if (!type) fail("the type of a storage", "another class");
    const auto& key = as<std::string>(id[2], "the key of a storage");
    if (key.size() > longest_key) fail("a short key", fmt::format("{} bytes", key.size()));
    push(PickleStorage{*type, key, length(id[4])});
  }

  void push_global_of_stack() {
    const PickleId name = pop();
    const PickleId module = pop();
    const auto& module_text = as<std::string>(module, "a module's name");
    const auto& name_text = as<std::string>(name, "a name");
    if (module_text.size() > longest_key || name_text.size() > longest_key) {
      fail("a short name", "a long one");
    }
    push_global(fmt::format("{}.{}", module_text, name_text));
  }

  /// One instruction; false at the end. The letters are those of Python's pickle module.
  bool step(unsigned char code) { return code < 0x80 ? step_old(code) : step_new(code); }

  bool step_old(unsigned char code) {
    switch (code) {
      case '.':
        return false;
      case '(':
        spend(1);
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
        push_global(module + "." + input_.line());
        return true;
      }
      case 'R':
        reduce();
        return true;
      case 'b':
        // The attributes of an OrderedDict: the versions of the modules, which decide nothing here.
        (void)pop();
        (void)as<PickleDict>(top(), "an OrderedDict");
        return true;
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
        push_storage();
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
  std::size_t spent_ = 0;
  std::vector<PickleObject> objects_;
  std::vector<PickleId> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint64_t, PickleId> memo_;
};

}  // namespace

Pickle read_torch_pickle(std::span<const std::byte> bytes, std::string_view name) {
  return Machine(bytes, name).run();
}

}  // namespace mien::train
