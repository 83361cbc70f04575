#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "weights/element_type.h"

namespace mien::train {

/// Index into the objects of a pickle.
using PickleId = std::uint32_t;

/// A function or class of Python, by its full name such as "torch.FloatStorage".
struct PickleGlobal {
  std::string name;
};
struct PickleTuple {
  std::vector<PickleId> items;
};
struct PickleList {
  std::vector<PickleId> items;
};
struct PickleDict {
  std::vector<std::pair<PickleId, PickleId>> items;
};
/// Numbers that are kept outside the pickle.
struct PickleStorage {
  ElementType type = ElementType::float32;
  std::string key;         ///< which
  std::int64_t count = 0;  ///< numbers
};
/// A view of a storage; nothing of it is checked but that the numbers are 0 or more.
struct PickleTensor {
  PickleId storage = 0;
  std::int64_t offset = 0;            ///< of the first number
  std::vector<std::int64_t> shape;    ///< at most 16 axes
  std::vector<std::int64_t> strides;  ///< one for each axis
};

/// An object of a class, without behaviour: what it was given to hold.
struct PickleInstance {
  PickleId type = 0;              ///< its class, a PickleGlobal
  std::optional<PickleId> state;  ///< of modules, a dict of their attributes
};

using PickleObject =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, PickleGlobal, PickleTuple,
                 PickleList, PickleDict, PickleStorage, PickleTensor, PickleInstance>;

/// What a pickle of torch.save holds. Objects may refer to each other in any way, also in circles.
struct Pickle {
  std::vector<PickleObject> objects;
  PickleId root = 0;
  std::size_t size = 0;  ///< bytes that it took
};

/// Reads a pickle (protocol 2 to 5) as torch.save writes it for state dicts and modules. It may
/// hold dicts, lists, tuples, texts, numbers, tensors, and objects of the classes that modules of
/// PyTorch and timm consist of. Nothing is imported or called. The few functions of PyTorch that
/// rebuild tensors are known here, objects are what they hold, and any other name is refused.
/// @param bytes start with the pickle; more may follow
/// @param name what to call it in messages
/// @throws Error (ErrorCode::model) for what is damaged, not understood, or above 64 MB.
[[nodiscard]] Pickle read_torch_pickle(std::span<const std::byte> bytes, std::string_view name);

}  // namespace mien::train
