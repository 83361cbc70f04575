#include "media/picture_name.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

namespace mien::media {

namespace {

constexpr std::array<std::string_view, 10> picture_endings = {
    ".jpg", ".jpeg", ".jpe", ".png", ".webp", ".bmp", ".dib", ".tif", ".tiff", ".jfif"};

}  // namespace

bool is_picture_name(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::find(picture_endings, ending) != picture_endings.end();
}

}  // namespace mien::media
