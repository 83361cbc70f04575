#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dataset/drawn_pictures.h"
#include "dataset/manifest.h"
#include "dataset/picture_set.h"
#include "dataset/source.h"
#include "mien/media/image_io.h"

namespace mien::eval {

/// A source of the records of a CSV text, whose paths say what is on the pictures of 16 x 16:
/// "red", "green" or "blue" and anything after it; "half" is red on its left and blue on its right;
/// anything else is damaged.
class DrawnSource : public dataset::PictureSource {
 public:
  explicit DrawnSource(std::string_view csv)
      : PictureSource("set", "set.csv", dataset::read_manifest(csv, "set.csv")) {}

  [[nodiscard]] std::vector<std::byte> read(std::size_t record) const override {
    const std::string_view path = records().path(record);
    if (path.starts_with("red")) return encode_png(dataset::plain(16, 16, 255, 0, 0));
    if (path.starts_with("green")) return encode_png(dataset::plain(16, 16, 0, 255, 0));
    if (path.starts_with("blue")) return encode_png(dataset::plain(16, 16, 0, 0, 255));
    if (!path.starts_with("half")) return std::vector<std::byte>(40);
    return encode_png(dataset::drawn(
        16, 16, [](int x, int, int i) { return (x < 8 ? i == 0 : i == 2) ? 255 : 0; }));
  }
  [[nodiscard]] std::string sha256() const override { return "none"; }
};

/// All pictures of a source, without targets.
inline dataset::PictureSet all_of(std::string_view csv) {
  dataset::PictureSet set;
  set.sources.push_back(std::make_shared<DrawnSource>(csv));
  for (std::size_t i = 0; i < set.sources.front()->records().size(); ++i) {
    set.pictures.push_back({0, i, {}});
  }
  return set;
}

}  // namespace mien::eval
