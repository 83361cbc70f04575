// Any bytes as LFW's list of pairs, for a few photos of two people.

#include "eval/pair_list.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "mien/core/error.h"

namespace {

class FewPhotos final : public mien::dataset::PictureSource {
 public:
  FewPhotos() : PictureSource("photos", "", records()) {}

  [[nodiscard]] std::vector<std::byte> read(std::size_t /*record*/) const override { return {}; }
  [[nodiscard]] std::string sha256() const override { return {}; }

 private:
  static mien::dataset::Records records() {
    mien::dataset::Records photos({"path"});
    for (const char* path : {"An_Yi/An_Yi_0001.jpg", "An_Yi/An_Yi_0002.jpg", "Bo/Bo_0001.jpg"}) {
      photos.add(std::array{std::string(path)}, 0);
    }
    return photos;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const FewPhotos photos;
  constexpr std::array<std::size_t, 3> all{0, 1, 2};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    (void)mien::eval::read_lfw_pairs(text, "pairs.txt", photos, all);
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
