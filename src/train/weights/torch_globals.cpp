#include "train/weights/torch_globals.h"

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

constexpr std::array<std::string_view, 6> functions = {"collections.OrderedDict",
                                                       "torch._utils._rebuild_tensor",
                                                       "torch._utils._rebuild_tensor_v2",
                                                       "torch._utils._rebuild_parameter",
                                                       "torch.jit._pickle.restore_type_tag",
                                                       "torch.Size"};

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

}  // namespace mien::train
