#include "weights/pickle/torch_rebuild.h"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>
#include <utility>
#include <variant>

#include "weights/pickle/torch_globals.h"

namespace mien::train {

namespace {

constexpr std::size_t most_axes = 16;

std::int64_t length(PickleHeap& heap, PickleId id) {
  const std::int64_t value = heap.as<std::int64_t>(id, "a whole number");
  if (value < 0) heap.fail("a length or stride of 0 or more", std::to_string(value));
  return value;
}

std::vector<std::int64_t> lengths(PickleHeap& heap, PickleId id) {
  const auto& items = heap.as<PickleTuple>(id, "a tuple of lengths").items;
  if (items.size() > most_axes) heap.fail(fmt::format("at most {} axes", most_axes), "more");
  std::vector<std::int64_t> result;
  result.reserve(items.size());
  for (const PickleId item : items) result.push_back(length(heap, item));
  return result;
}

PickleId add_tensor(PickleHeap& heap, std::span<const PickleId> arguments) {
  PickleTensor tensor;
  tensor.storage = arguments[0];
  (void)heap.as<PickleStorage>(tensor.storage, "a storage");
  tensor.offset = length(heap, arguments[1]);
  tensor.shape = lengths(heap, arguments[2]);
  tensor.strides = lengths(heap, arguments[3]);
  if (tensor.shape.size() != tensor.strides.size()) heap.fail("a stride for each axis", "others");
  return heap.add(std::move(tensor));
}

/// An OrderedDict of a list of pairs, as Python 2 writes it.
PickleId add_ordered_dict(PickleHeap& heap, std::span<const PickleId> arguments) {
  PickleDict dict;
  if (!arguments.empty()) {
    const auto& pairs = heap.as<PickleList>(arguments[0], "a list of pairs").items;
    heap.spend(pairs.size());
    for (const PickleId id : pairs) {
      const auto* list = std::get_if<PickleList>(&heap.at(id));
      const auto& pair = list != nullptr ? list->items : heap.as<PickleTuple>(id, "a pair").items;
      if (pair.size() != 2) heap.fail("a pair", "something else");
      dict.items.emplace_back(pair[0], pair[1]);
    }
  }
  return heap.add(std::move(dict));
}

/// Functions that C++ implements are pickled as attributes of a class.
PickleId add_attribute(PickleHeap& heap, std::span<const PickleId> arguments) {
  const auto& owner = heap.as<PickleGlobal>(arguments[0], "a class").name;
  const auto& attribute = heap.as<std::string>(arguments[1], "a name");
  return add_global(heap, fmt::format("{}.{}", owner, attribute.substr(0, longest_global)));
}

PickleId add_storage(PickleHeap& heap, std::span<const PickleId> id) {
  if (id.size() == 6 && !std::holds_alternative<std::monostate>(heap.at(id[5]))) {
    heap.fail("a whole storage", "a view of one");
  }
  const auto type = storage_type(heap.as<PickleGlobal>(id[1], "the type of a storage").name);
  if (!type) heap.fail("the type of a storage", "another class");
  const auto& key = heap.as<std::string>(id[2], "the key of a storage");
  if (key.size() > longest_global) heap.fail("a short key", fmt::format("{} bytes", key.size()));
  return heap.add(PickleStorage{*type, key, length(heap, id[4])});
}

}  // namespace

PickleId add_global(PickleHeap& heap, std::string name) {
  const bool known =
      storage_type(name).has_value() || is_known_function(name) || is_kept_name(name);
  if (!known) {
    heap.fail("tensors, numbers and texts, or modules of PyTorch and timm",
              fmt::format("Python's {}, which is not run; save the model's state_dict() alone",
                          name.substr(0, longest_global)));
  }
  return heap.add(PickleGlobal{std::move(name)});
}

PickleId add_result(PickleHeap& heap, PickleId function, std::span<const PickleId> arguments) {
  const std::string name = heap.as<PickleGlobal>(function, "a function").name;
  const auto expect = [&](std::size_t least, std::size_t most) {
    if (arguments.size() < least || arguments.size() > most) {
      heap.fail(fmt::format("{} to {} arguments of {}", least, most, name),
                std::to_string(arguments.size()));
    }
  };
  if (name == "collections.OrderedDict") {
    expect(0, 1);
    return add_ordered_dict(heap, arguments);
  }
  if (name == "torch._utils._rebuild_tensor") {
    expect(4, 4);
    return add_tensor(heap, arguments);
  }
  if (name == "torch._utils._rebuild_tensor_v2") {
    expect(6, 7);
    return add_tensor(heap, arguments);
  }
  if (name == "torch._utils._rebuild_parameter" ||
      name == "torch._utils._rebuild_parameter_with_state") {
    expect(3, 4);
    (void)heap.as<PickleTensor>(arguments[0], "a tensor");
    return arguments[0];
  }
  if (name == "torch.jit._pickle.restore_type_tag") {
    expect(2, 2);  // a container, and the name of its type, which LibTorch writes
    return arguments[0];
  }
  if (name == "torch.Size") {
    expect(1, 1);
    (void)heap.as<PickleTuple>(arguments[0], "a tuple");
    return arguments[0];
  }
  if (name == "__builtin__.set" || name == "builtins.set") {
    expect(1, 1);
    (void)heap.as<PickleList>(arguments[0], "a list");
    return arguments[0];
  }
  if (name == "__builtin__.getattr" || name == "builtins.getattr") {
    expect(2, 2);
    return add_attribute(heap, arguments);
  }
  if (is_kept_name(name)) return heap.add(PickleInstance{function, {}});
  heap.fail("a function that rebuilds data", fmt::format("a call of {}", name));
}

PickleId add_instance(PickleHeap& heap, PickleId type) {
  const std::string& name = heap.as<PickleGlobal>(type, "a class").name;
  if (!is_kept_name(name)) {
    heap.fail("a module of PyTorch or timm", fmt::format("an object of {}", name));
  }
  return heap.add(PickleInstance{type, {}});
}

void set_state(PickleHeap& heap, PickleId object, PickleId state) {
  if (std::holds_alternative<PickleDict>(heap.at(object))) return;
  auto& instance = heap.as<PickleInstance>(object, "an OrderedDict or an object");
  if (instance.state) heap.fail("an object without state", "one with state");
  instance.state = state;
}

PickleId add_persistent(PickleHeap& heap, PickleId description) {
  const auto& id = heap.as<PickleTuple>(description, "the description of a storage").items;
  const auto is = [&](std::string_view expected) {
    return heap.as<std::string>(id[0], "\"storage\"") == expected;
  };
  if ((id.size() == 5 || id.size() == 6) && is("storage")) return add_storage(heap, id);
  if (id.size() == 4 && is("module")) {
    (void)heap.as<PickleGlobal>(id[1], "a class");
    return id[1];
  }
  heap.fail("the description of a storage", "something else");
}

}  // namespace mien::train
