#include "nn/refuse_model.h"

#include <fmt/format.h>

#include "mien/core/error.h"

namespace mien {

void refuse_model(std::string_view name, std::string_view message) {
  throw Error(ErrorCode::model, fmt::format("{}: {}", name, message));
}

void refuse_model(std::string_view name, std::string_view expected, std::string_view actual) {
  throw Error(ErrorCode::model, fmt::format("{}: expected {}, found {}", name, expected, actual));
}

}  // namespace mien
