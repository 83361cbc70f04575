#include "models/bytes.h"

#include "core/regular_file.h"

namespace mien::models {

Bytes read_file(const std::filesystem::path& path, std::size_t limit) {
  return read_regular_file(path, limit, "a file", ErrorCode::model);
}

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace mien::models
