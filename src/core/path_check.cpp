#include "core/path_check.h"

#include <fmt/format.h>

#include "core/printable.h"

namespace mien {

void refuse_zero_bytes(const std::filesystem::path& path, ErrorCode code) {
  if (path.native().find('\0') == std::string::npos) return;
  throw Error(code, fmt::format("{}: expected a path without zero bytes, found one with some",
                                printable(path.native())));
}

}  // namespace mien
