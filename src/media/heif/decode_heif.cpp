#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>

#include "core/limited_child.h"
#include "media/decoders.h"
#include "media/heif/backend.h"
#include "media/heif/heif_boxes.h"
#include "media/orientation.h"
#include "media/tiff_directory.h"
#include "mien/core/error.h"

namespace mien::media {

namespace {

/// What the child leaves, before the pixels.
struct Answer {
  bool done = false;
  int width = 0;
  int height = 0;
  int exif_orientation = 1;
  std::array<char, 240> failure{};
};

constexpr std::size_t pixels_offset = 4096;

void write_answer(Bytes data, Size size, const HeifBackend& backend, void* shared) {
  auto& answer = *static_cast<Answer*>(shared);
  auto* const pixels = static_cast<std::uint8_t*>(shared) + pixels_offset;
  std::string failure = backend.decode(data, [&](const HeifPicture& picture) {
    const std::int64_t room = std::int64_t{size.width} * size.height;
    answer.width = picture.width;
    answer.height = picture.height;
    answer.exif_orientation = exif_orientation(picture.exif);
    if (std::int64_t{picture.width} * picture.height > room) return;
    const std::size_t row = std::size_t{3} * static_cast<std::size_t>(picture.width);
    for (std::size_t y = 0; y < static_cast<std::size_t>(picture.height); ++y) {
      std::memcpy(pixels + y * row, picture.pixels + y * picture.stride, row);
    }
  });
  std::ranges::replace_if(
      failure, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  failure.resize(std::min(failure.size(), answer.failure.size() - 1));
  std::ranges::copy(failure, answer.failure.begin());
  answer.done = true;
}

Image copied(const std::uint8_t* pixels, int width, int height) {
  Image image(width, height);
  const std::size_t row = std::size_t{3} * static_cast<std::size_t>(width);
  for (int y = 0; y < height; ++y) {
    std::memcpy(image.mutable_row(y), pixels + static_cast<std::size_t>(y) * row, row);
  }
  return image;
}

}  // namespace

Image decode_heif(Bytes data, Size size, std::string_view name) {
  const std::string_view kind = heif_kind(data) == HeifKind::avif ? "AVIF" : "HEIC";
  const auto fail = [&](std::string_view reason) {
    throw Error(ErrorCode::input, fmt::format("{}: {} damaged, cut short or of an unknown kind: {}",
                                              name, kind, reason));
  };
  const HeifBackend& backend = heif_backend();
  const std::size_t area =
      static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  const SharedMemory shared(pixels_offset + 3 * area);
  const auto& answer = *static_cast<const Answer*>(shared.data());
  static_assert(sizeof(Answer) <= pixels_offset);
  // The planes of the codec, those of 16 bits, and their conversions.
  const std::int64_t memory = (std::int64_t{256} << 20) + 64 * static_cast<std::int64_t>(area);
  const std::string ending =
      run_in_child([&] { write_answer(data, size, backend, shared.data()); },
                   {.processor_seconds = 60, .wall_seconds = 600, .memory = memory});
  if (!ending.empty()) fail(ending);
  if (!answer.done) fail("it could not be decoded");
  if (answer.failure.front() != '\0') fail(answer.failure.data());
  if (answer.width < 1 || answer.height < 1 ||
      std::int64_t{answer.width} * answer.height > std::int64_t{size.width} * size.height) {
    fail("several sizes");
  }
  const auto* const pixels = static_cast<const std::uint8_t*>(shared.data()) + pixels_offset;
  Image image = copied(pixels, answer.width, answer.height);
  const auto facts = heif_facts(data);
  // The container's own turn counts. EXIF says the same again, and is for those that lack it.
  const bool turned = facts && facts->turned;
  return make_upright(std::move(image), turned ? 1 : answer.exif_orientation);
}

}  // namespace mien::media
