#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mien {

/// What a gallery knows of one face besides its feature.
struct GalleryEntry {
  std::string person;  ///< name, not empty; several entries may have the same
  std::string photo;   ///< path of the picture that the face is from; may be empty

  friend bool operator==(const GalleryEntry&, const GalleryEntry&) = default;
};

/// Faces of people that are known by name. Each is an L2-normalised feature in half precision (2
/// bytes a number). All are of one model and of faces that were cut for identity
/// (`FaceAnalyzerOptions::purpose`). Reading may go on in several threads at once.
class Gallery {
 public:
  static constexpr std::size_t most_numbers = 65'536;  ///< of a feature
  static constexpr std::size_t longest_text = 4'096;   ///< bytes of a name or a path

  /// @param model id of the model that the features come from, not empty
  /// @param dimension numbers of a feature, 1 to `most_numbers`
  /// @throws Error (ErrorCode::usage)
  Gallery(std::string model, std::size_t dimension);

  /// Adds a face; the feature is normalised here.
  /// @throws Error (ErrorCode::input) if the feature has another dimension, is zero or not finite,
  /// or the name is empty or a text is over `longest_text`
  void add(GalleryEntry entry, std::span<const float> feature);

  /// Adds a face whose feature was rounded to halves before, as it is.
  /// @throws Error (ErrorCode::input) as above, and if its length is not within 1 % of 1
  void add_halves(GalleryEntry entry, std::span<const std::uint16_t> halves);

  /// Removes what `unwanted` is true for; the others keep their order.
  /// @return how many were removed
  std::size_t remove(const std::function<bool(const GalleryEntry&)>& unwanted);

  /// Keeps the first `entries` and drops the others.
  void truncate(std::size_t entries);

  /// @throws Error (ErrorCode::usage) if features of that model do not belong here
  void check_features(std::string_view model, std::size_t dimension) const;

  [[nodiscard]] const std::string& model() const { return model_; }
  [[nodiscard]] std::size_t dimension() const { return dimension_; }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const std::vector<GalleryEntry>& entries() const { return entries_; }

  /// The feature of an entry as IEEE 754 halves.
  [[nodiscard]] std::span<const std::uint16_t> halves(std::size_t entry) const {
    return std::span(halves_).subspan(entry * dimension_, dimension_);
  }

  /// 1 / length of the halves of an entry, which rounding takes a little away from 1.
  [[nodiscard]] float inverse_length(std::size_t entry) const { return inverse_lengths_[entry]; }

  /// The feature of an entry, normalised.
  [[nodiscard]] std::vector<float> feature(std::size_t entry) const;

 private:
  void check(const GalleryEntry& entry, std::size_t numbers) const;

  std::string model_;
  std::size_t dimension_;
  std::vector<GalleryEntry> entries_;
  std::vector<std::uint16_t> halves_;
  std::vector<float> inverse_lengths_;
};

}  // namespace mien
