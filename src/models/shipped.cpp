#include "models/shipped.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>
#include <string_view>
#include <system_error>

#include "mien/core/error.h"
#include "models/digest.h"

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

std::vector<fs::path> shipped_folders() {
  if (const char* chosen = std::getenv("MIEN_SHIPPED"); chosen != nullptr && *chosen != '\0') {
    return {chosen};
  }
  std::vector<fs::path> folders;
  const auto add = [&](const fs::path& binary, const char* from_binary) {
    if (!binary.empty()) {
      folders.push_back((binary.parent_path() / from_binary).lexically_normal());
    }
  };
  add(own_library(), MIEN_MODELS_FROM_LIBRARY);
  add(own_program(), MIEN_MODELS_FROM_PROGRAM);
  // Packages know no source tree.
  if (const std::string_view source = MIEN_MODELS_IN_SOURCE; !source.empty()) {
    folders.emplace_back(source);
  }
  return folders;
}

fs::path shipped_folder() {
  std::error_code ignored;
  for (const fs::path& folder : shipped_folders()) {
    if (fs::is_directory(folder, ignored)) return folder;
  }
  return {};
}

Bytes load_shipped(const ShippedSource& source, const fs::path& folder) {
  const std::vector<fs::path> folders =
      folder.empty() ? shipped_folders() : std::vector<fs::path>{folder};
  std::string searched;
  for (const fs::path& candidate : folders) {
    const fs::path path = candidate / source.file;
    std::error_code ignored;
    if (!fs::exists(path, ignored)) {
      searched += (searched.empty() ? "" : ", ") + candidate.string();
      continue;
    }
    Bytes bytes = read_file(path);
    const std::string digest = sha256_hex(bytes);
    if (digest == source.sha256) return bytes;
    throw Error(ErrorCode::model,
                fmt::format("{}: expected the SHA-256 {}, found {}; the file is damaged or of "
                            "another version of mien",
                            path.string(), source.sha256, digest));
  }
  throw Error(ErrorCode::setup,
              fmt::format("expected {}, a file that comes with mien, in one of {}, found none; "
                          "install mien anew, or name its folder in MIEN_SHIPPED",
                          source.file, searched));
}

}  // namespace mien::models
