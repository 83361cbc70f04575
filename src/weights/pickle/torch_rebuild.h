#pragma once

#include <span>
#include <string>
#include <vector>

#include "weights/pickle/pickle_heap.h"

namespace mien::train {

// What stands for the calls that a pickle asks for. Nothing is called: the functions of PyTorch
// that rebuild data are known here by their names, and all that a known class makes is an object
// without behaviour.

/// A function or class by its full name.
/// @throws Error (ErrorCode::model) if it is none of those that torch_globals.h lists.
[[nodiscard]] PickleId add_global(PickleHeap& heap, std::string name);

/// What a call of `function` gives.
/// @throws Error (ErrorCode::model) if it is no function, or its arguments are not what it takes.
[[nodiscard]] PickleId add_result(PickleHeap& heap, PickleId function,
                                  std::span<const PickleId> arguments);

/// A new object of the class `type`.
/// @throws Error (ErrorCode::model) if it is no class whose objects are kept.
[[nodiscard]] PickleId add_instance(PickleHeap& heap, PickleId type);

/// Gives an object its state; the attributes of an OrderedDict are left out, since they are the
/// versions of modules, which decide nothing here.
/// @throws Error (ErrorCode::model) if it has one already, or takes none.
void set_state(PickleHeap& heap, PickleId object, PickleId state);

/// What is kept outside the pickle: ("storage", type, key, device, count), and in the older format
/// a sixth: a view, or None; or in the older format ("module", class, file, its source), which is
/// the class.
/// @throws Error (ErrorCode::model)
[[nodiscard]] PickleId add_persistent(PickleHeap& heap, PickleId description);

}  // namespace mien::train
