#include "weights/pickle/torch_globals.h"

#include <algorithm>
#include <array>
#include <utility>

namespace mien::train {

namespace {

constexpr std::array<std::pair<std::string_view, ElementType>, 10> storages = {{
    {"torch.FloatStorage", ElementType::float32},
    {"torch.HalfStorage", ElementType::float16},
    {"torch.BFloat16Storage", ElementType::bfloat16},
    {"torch.DoubleStorage", ElementType::float64},
    {"torch.LongStorage", ElementType::int64},
    {"torch.IntStorage", ElementType::int32},
    {"torch.ShortStorage", ElementType::int16},
    {"torch.CharStorage", ElementType::int8},
    {"torch.ByteStorage", ElementType::uint8},
    {"torch.BoolStorage", ElementType::boolean},
}};

constexpr std::array<std::string_view, 11> functions = {
    "collections.OrderedDict",
    "torch._utils._rebuild_tensor",
    "torch._utils._rebuild_tensor_v2",
    "torch._utils._rebuild_parameter",
    "torch._utils._rebuild_parameter_with_state",
    "torch.jit._pickle.restore_type_tag",
    "torch.Size",
    "__builtin__.set",
    "builtins.set",
    "__builtin__.getattr",
    "builtins.getattr"};

constexpr std::array<std::string_view, 7> kept_packages = {
    "torch.nn.modules.",   "torch.nn.functional.", "torch.nn.parallel.", "torch._C._nn.", "timm.",
    "torchvision.models.", "torchvision.ops."};

constexpr std::array<std::string_view, 8> kept_names = {"torch.nn.parameter.Parameter",
                                                        "torch.device",
                                                        "torch.float16",
                                                        "torch.bfloat16",
                                                        "torch.float32",
                                                        "torch.float64",
                                                        "torch.sigmoid",
                                                        "functools.partial"};

constexpr std::string_view name_letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";

}  // namespace

std::optional<ElementType> storage_type(std::string_view global) {
  for (const auto& [name, type] : storages) {
    if (name == global) return type;
  }
  return std::nullopt;
}

bool is_known_function(std::string_view global) {
  return std::find(functions.begin(), functions.end(), global) != functions.end();
}

bool is_kept_name(std::string_view global) {
  constexpr std::string_view methods = "torch._C._VariableFunctions";
  if (global.size() > 2 * longest_global ||
      global.find_first_not_of(name_letters) != std::string_view::npos) {
    return false;
  }
  return std::find(kept_names.begin(), kept_names.end(), global) != kept_names.end() ||
         global.starts_with(methods) ||
         std::any_of(kept_packages.begin(), kept_packages.end(),
                     [&](std::string_view package) { return global.starts_with(package); });
}

}  // namespace mien::train
