#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <vector>

#include "mien/models/catalogue.h"

namespace mien {

/// What is found where a model file should be.
enum class ModelState {
  missing,  ///< no file
  ready,    ///< the file of the catalogue
  damaged,  ///< another or an unreadable file
};

/// "missing", "ready" or "damaged".
[[nodiscard]] std::string_view to_string(ModelState state);

/// The folder of fetched model files. Reading from several threads at once is safe.
class ModelStore {
 public:
  explicit ModelStore(Catalogue catalogue = Catalogue::standard(),
                      std::filesystem::path folder = default_folder());

  /// $MIEN_MODELS, else $XDG_CACHE_HOME/mien/models, else $HOME/.cache/mien/models.
  /// @throws Error (ErrorCode::setup) if none of these is set.
  [[nodiscard]] static std::filesystem::path default_folder();

  [[nodiscard]] const Catalogue& catalogue() const { return catalogue_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  /// Where the file of a model is or would be.
  /// @throws Error (ErrorCode::usage) for a model that the catalogue does not have.
  [[nodiscard]] std::filesystem::path path_of(std::string_view id) const;

  /// Reads the file and compares its SHA-256 with the catalogue.
  /// @throws Error (ErrorCode::usage) for a model that the catalogue does not have.
  [[nodiscard]] ModelState state(std::string_view id) const;

  /// The bytes of a model, whose SHA-256 is that of the catalogue.
  /// @throws Error (ErrorCode::usage) for a model that the catalogue does not have; (model) if the
  /// file is missing or damaged, with the command that repairs it.
  [[nodiscard]] std::vector<std::byte> load(std::string_view id) const;

 private:
  Catalogue catalogue_;
  std::filesystem::path folder_;
};

}  // namespace mien
