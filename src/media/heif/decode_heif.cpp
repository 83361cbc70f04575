#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <span>
#include <string>
#include <utility>

#include "core/isolated_process.h"
#include "media/formats/decoders.h"
#include "media/formats/tiff_directory.h"
#include "media/heif/backend.h"
#include "media/heif/heif_boxes.h"
#include "media/orientation.h"
#include "mien/core/error.h"

namespace mien::media {

namespace {

/// What the child hands back; the pixels follow, or what is wrong as text.
struct Head {
  int width = 0;  ///< 0: not decoded
  int height = 0;
  int exif_orientation = 1;
};

void hand_back(Bytes data, Size size, const HeifBackend& backend, const AnswerSink& sink) {
  const std::string failure = backend.decode(data, [&](const HeifPicture& picture) {
    const Head head = {picture.width, picture.height, exif_orientation(picture.exif)};
    sink(std::as_bytes(std::span(&head, 1)));
    if (std::int64_t{picture.width} * picture.height > std::int64_t{size.width} * size.height)
      return;
    const std::size_t row = std::size_t{3} * static_cast<std::size_t>(picture.width);
    for (std::size_t y = 0; y < static_cast<std::size_t>(picture.height); ++y) {
      sink(std::as_bytes(std::span(picture.pixels + y * picture.stride, row)));
    }
  });
  if (failure.empty()) return;
  const Head none;
  sink(std::as_bytes(std::span(&none, 1)));
  sink(std::as_bytes(std::span(failure)));
}

/// What the child says of the picture, which may be anything.
std::string text_of(std::span<const std::byte> bytes) {
  constexpr std::size_t most = 240;
  bytes = bytes.first(std::min(bytes.size(), most));
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return text;
}

Image copied(std::span<const std::byte> pixels, int width, int height) {
  Image image(width, height);
  const std::size_t row = std::size_t{3} * static_cast<std::size_t>(width);
  for (int y = 0; y < height; ++y) {
    std::memcpy(image.mutable_row(y), pixels.data() + static_cast<std::size_t>(y) * row, row);
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
  // The planes of the codec, those of 16 bits, and their conversions.
  const std::size_t memory = (std::size_t{256} << 20) + 64 * area;
  constexpr std::size_t room_for_words = 4096;
  const IsolatedAnswer answer =
      run_isolated({.memory = memory,
                    .cpu_seconds = 60,
                    .time = std::chrono::minutes(10),
                    .answer = sizeof(Head) + 3 * area + room_for_words,
                    .threads = true},
                   [&](const AnswerSink& sink) { hand_back(data, size, backend, sink); });
  if (!answer.failure.empty()) fail(answer.failure);
  Head head;
  if (answer.bytes.size() < sizeof head) fail("it could not be decoded");
  std::memcpy(&head, answer.bytes.data(), sizeof head);
  const auto rest = std::span(answer.bytes).subspan(sizeof head);
  if (head.width == 0) fail(text_of(rest));
  const std::int64_t pixels = std::int64_t{head.width} * head.height;
  if (head.width < 1 || head.height < 1 || pixels > std::int64_t{size.width} * size.height ||
      rest.size() != 3 * static_cast<std::size_t>(pixels)) {
    fail("several sizes");
  }
  Image image = copied(rest, head.width, head.height);
  const auto facts = heif_facts(data);
  // The container's own turn counts. EXIF says the same again, and is for those that lack it.
  const bool turned = facts && facts->turned;
  return make_upright(std::move(image), turned ? 1 : head.exif_orientation);
}

}  // namespace mien::media
