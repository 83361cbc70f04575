#include "models/shipped.h"

#include <fmt/format.h>

#include <string>
#include <system_error>

#include "mien/core/error.h"
#include "models/digest.h"
#include "models/installed_folders.h"

namespace mien::models {

namespace fs = std::filesystem;

std::vector<fs::path> shipped_folders() {
  return installed_folders("MIEN_SHIPPED", {.from_library = MIEN_MODELS_FROM_LIBRARY,
                                            .from_program = MIEN_MODELS_FROM_PROGRAM,
                                            .in_source = MIEN_MODELS_IN_SOURCE});
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
