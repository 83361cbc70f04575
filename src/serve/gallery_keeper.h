#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "mien/identity/gallery.h"
#include "mien/identity/search.h"
#include "mien/nn/metadata.h"

namespace mien::serve {

/// A gallery as it was at one moment, to be searched by any number of threads.
struct GalleryState {
  explicit GalleryState(Gallery known) : gallery(std::move(known)), search(gallery) {}
  GalleryState(const GalleryState&) = delete;
  GalleryState& operator=(const GalleryState&) = delete;

  const Gallery gallery;
  const GallerySearch search;
};

/// The gallery file of a server, and what it holds. Changes are in the file before they are
/// answered; other programs' changes are seen with the next one. May be used by several threads at
/// once.
class GalleryKeeper {
 public:
  /// @param file need not exist yet: it is made with the first face
  /// @throws Error as `read_gallery`, (ErrorCode::usage) if it is of another model
  GalleryKeeper(std::filesystem::path file, const ModelMetadata& model);

  /// Null as long as nobody was added.
  [[nodiscard]] std::shared_ptr<const GalleryState> state() const;

  /// @param features one a face
  /// @throws Error as `append_to_gallery`
  void add(const std::string& person, std::span<const std::vector<float>> features);

  /// @return how many faces were removed
  /// @throws Error as `remove_from_gallery`
  std::size_t remove(const std::string& person);

 private:
  void reload();

  const std::filesystem::path file_;
  const std::string model_;
  std::mutex writing_;
  mutable std::mutex mutex_;  ///< of `state_`
  std::shared_ptr<const GalleryState> state_;
};

}  // namespace mien::serve
