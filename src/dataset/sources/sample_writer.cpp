#include "dataset/sources/sample_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "face/preprocess.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien::dataset {

namespace {

constexpr std::size_t most_views = 16;
constexpr int longest_side = 4096;

const SampleOptions& checked(const SampleOptions& options) {
  const InputSpec& input = options.input;
  check_option("input.width", input.width, 1, longest_side);
  check_option("input.height", input.height, 1, longest_side);
  const std::size_t channels = input.colour == ColourOrder::grey ? 1 : 3;
  if (input.mean.size() != channels || input.scale.size() != channels) {
    throw Error(ErrorCode::usage,
                fmt::format("input: expected {} values of mean and scale, found {} and {}",
                            channels, input.mean.size(), input.scale.size()));
  }
  // By the eyes faces are aligned beforehand (`mien prepare --align eyes`), and again in use.
  if (options.crop.alignment == Alignment::five_point) {
    throw Error(ErrorCode::usage,
                "crop: expected no alignment by five points, since labelled pictures have no "
                "landmarks; align the pictures beforehand");
  }
  check(options.augment);
  check_option("views", static_cast<double>(options.views), options.clean_view ? 0 : 1, most_views);
  check_option("max_corrupt_share", options.max_corrupt_share, 0, 1);
  return options;
}

}  // namespace

SampleWriter::SampleWriter(EncodedPictures pictures, const SampleOptions& options)
    : pictures_(std::move(pictures)),
      options_(checked(options)),
      values_(input_values(options_.input)),
      most_corrupt_(static_cast<std::size_t>(
          std::floor(options_.max_corrupt_share * static_cast<double>(pictures_.size)))),
      cache_(pictures_.size, options_.cache_bytes) {}

FacePicture SampleWriter::read(std::size_t index) {
  if (std::optional<FacePicture> kept = cache_.find(index)) return *std::move(kept);
  Image picture = decode_image(pictures_.bytes(index), pictures_.name(index));
  const std::optional<Box> box = pictures_.box ? pictures_.box(index) : std::nullopt;
  FacePicture face = box ? around(picture, *box, options_.crop) : whole(std::move(picture));
  cache_.keep(index, face);
  return face;
}

WrittenSample SampleWriter::write(std::span<const std::size_t> order, std::size_t epoch,
                                  std::size_t position, std::span<const std::span<float>> views) {
  WrittenSample result;
  FacePicture face;
  for (std::size_t i = 0; i < order.size() && result.corrupt.size() <= most_corrupt_; ++i) {
    const std::size_t index = order[(position + i) % order.size()];
    // A weighted order may name a picture twice.
    if (std::ranges::find(result.corrupt, index, &CorruptPicture::index) != result.corrupt.end())
      continue;
    try {
      face = read(index);
      result.picture = index;
      break;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::input) throw;
      result.corrupt.push_back({index, error.what()});
    }
  }
  if (!result.picture) {
    if (result.corrupt.size() > most_corrupt_) return result;
    throw Error(ErrorCode::input, fmt::format("none of the epoch's pictures can be read: {}",
                                              result.corrupt.front().message));
  }
  for (std::size_t view = 0; view < views.size(); ++view) {
    const bool clean = view == options_.views;
    const AugmentPlan plan =
        clean ? AugmentPlan{}
              : draw(options_.augment, Random{options_.seed, epoch, position, view});
    write_augmented(plan, face, options_.input, views[view]);
  }
  return result;
}

}  // namespace mien::dataset
