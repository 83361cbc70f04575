#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mien::corpus {

/// The files of a part, in its folder. None has a line of names. Before the columns of `mien
/// analyze --csv` stands the number of the input. Of faces and frames the identity feature stands
/// there, too: numbers with ";" between them, empty if the plan does not ask for it.
enum class PartFile : std::size_t {
  faces,     ///< of photos: the rows of `mien analyze --csv`
  frames,    ///< of clips, likewise
  tracks,    ///< of clips: the rows of `mien analyze --csv --people`
  segments,  ///< of clips: spans in which a person shows one expression
  inputs,    ///< the columns of `input_columns`
};

inline constexpr std::array<PartFile, 5> part_files = {
    PartFile::faces, PartFile::frames, PartFile::tracks, PartFile::segments, PartFile::inputs};

/// Something for each file of a part.
template <typename Value>
class OfPartFiles {
 public:
  [[nodiscard]] Value& operator[](PartFile file) { return values_[static_cast<std::size_t>(file)]; }
  [[nodiscard]] const Value& operator[](PartFile file) const {
    return values_[static_cast<std::size_t>(file)];
  }

 private:
  std::array<Value, part_files.size()> values_{};
};

[[nodiscard]] constexpr std::string_view file_name(PartFile file) {
  constexpr std::array<std::string_view, part_files.size()> names = {
      "faces.csv", "frames.csv", "tracks.csv", "segments.csv", "inputs.csv"};
  return names[static_cast<std::size_t>(file)];
}

/// Fields that stand before the columns of `mien analyze`.
[[nodiscard]] constexpr int own_fields(PartFile file) {
  if (file == PartFile::inputs) return 0;
  return file == PartFile::faces || file == PartFile::frames ? 2 : 1;
}

/// What a part says of itself, apart from its inputs.
inline constexpr const char* facts_file = "part.json";

}  // namespace mien::corpus
