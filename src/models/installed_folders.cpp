#include "models/installed_folders.h"

#include <dlfcn.h>

#include <cstdlib>
#include <string_view>
#include <system_error>

namespace mien::models {

namespace fs = std::filesystem;

namespace {

// The library that holds this code; the program, if mien is linked into it.
fs::path own_library() {
  Dl_info info{};
  if (::dladdr(reinterpret_cast<const void*>(&own_library), &info) == 0) return {};
  std::error_code ignored;
  return fs::canonical(info.dli_fname, ignored);
}

fs::path own_program() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored);
}

}  // namespace

std::vector<fs::path> installed_folders(const char* variable, const DataPlaces& places) {
  if (const char* chosen = std::getenv(variable); chosen != nullptr && *chosen != '\0') {
    return {chosen};
  }
  std::vector<fs::path> folders;
  const auto add = [&](const fs::path& binary, const char* from_binary) {
    if (!binary.empty()) {
      folders.push_back((binary.parent_path() / from_binary).lexically_normal());
    }
  };
  add(own_library(), places.from_library);
  add(own_program(), places.from_program);
  if (const std::string_view source = places.in_source; !source.empty()) {
    folders.emplace_back(source);
  }
  return folders;
}

}  // namespace mien::models
