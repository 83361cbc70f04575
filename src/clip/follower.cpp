#include "mien/clip/follower.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "clip/template_match.h"
#include "mien/core/error.h"
#include "pixels/area.h"

namespace mien {

namespace {

constexpr int least_side = 4;         // of a template, pixels
constexpr double least_contrast = 2;  // standard deviation of a template, grey levels of 255
constexpr std::array<float, 3> sizes = {1.0F, 1 / 1.05F, 1.05F};
// Another size must fit clearly better, or the size trembles with the noise of the picture.
constexpr float least_gain = 0.01F;

/// A rectangle of whole pixels, which may reach beyond the picture.
struct Part {
  int x = 0;
  int y = 0;
  Size size;
};

int whole(float value) { return static_cast<int>(std::lrint(value)); }

Part nearest(const Box& box) {
  return {
      whole(box.x), whole(box.y), {std::max(whole(box.width), 1), std::max(whole(box.height), 1)}};
}

bool touches(const Part& part, const Image& picture) {
  return part.x < picture.width() && part.y < picture.height() && part.x + part.size.width > 0 &&
         part.y + part.size.height > 0;
}

/// A part of a picture in grey; what lies beyond the picture's edge repeats that.
struct GreyPart {
  Part part;
  pixels::Grey grey;
};

GreyPart in_grey(const Image& picture, const Part& part) {
  return {part, grey_part(picture, part.x, part.y, part.size)};
}

/// A part of that, at another size.
pixels::Grey seen(const GreyPart& whole, const Part& part, Size size) {
  pixels::Grey cut(part.size);
  for (int y = 0; y < part.size.height; ++y) {
    const std::uint8_t* const from =
        whole.grey.row(part.y - whole.part.y + y) + (part.x - whole.part.x);
    std::copy_n(from, part.size.width, cut.row(y));
  }
  return pixels::area_resized(cut, size);
}

/// Where a parabola through three values at -1, 0 and 1 has its peak, -0.5 to 0.5.
float peak_between(float left, float middle, float right) {
  const float bend = left - 2 * middle + right;
  if (!(bend < 0)) return 0;
  return std::clamp((left - right) / (2 * bend), -0.5F, 0.5F);
}

/// The peak of a map to a fraction of a cell.
Point peak_of(const MatchMap& map, int x, int y) {
  Point peak{static_cast<float>(x), static_cast<float>(y)};
  const float score = map.at(x, y);
  if (x > 0 && x + 1 < map.size.width) {
    peak.x += peak_between(map.at(x - 1, y), score, map.at(x + 1, y));
  }
  if (y > 0 && y + 1 < map.size.height) {
    peak.y += peak_between(map.at(x, y - 1), score, map.at(x, y + 1));
  }
  return peak;
}

bool can_be_followed(const Box& box, const Image& picture) {
  const auto width = static_cast<float>(picture.width());
  const auto height = static_cast<float>(picture.height());
  const float x = box.x + box.width / 2;
  const float y = box.y + box.height / 2;
  // Comparisons with what is not a number are false.
  return box.width >= 2 && box.width <= 2 * width && box.height >= 2 && box.height <= 2 * height &&
         x >= 0 && x < width && y >= 0 && y < height;
}

/// A face that is followed. Its template was cut at whole pixels: `cut` follows that place, and the
/// box lies to it as it did.
struct Followed {
  FollowedBox now;
  pixels::Grey look;
  Box cut;
  Box first_cut;
  Box first_box;
  Point step;  // of the last frame
};

struct Match {
  Box cut;
  float score = -1;
};

/// Where the face may be, if its box has `size` times the size that it has in `place`.
struct Search {
  Box cut;
  Part part;
};

Search search_of(const Box& place, float reach, float size) {
  Box cut = place;
  cut.width *= size;
  cut.height *= size;
  cut.x += (place.width - cut.width) / 2;
  cut.y += (place.height - cut.height) / 2;
  return {cut, nearest({cut.x - reach * cut.width, cut.y - reach * cut.height,
                        cut.width * (1 + 2 * reach), cut.height * (1 + 2 * reach)})};
}

/// The least part that holds both.
Part joined(const Part& a, const Part& b) {
  const int x = std::min(a.x, b.x);
  const int y = std::min(a.y, b.y);
  return {x,
          y,
          {std::max(a.x + a.size.width, b.x + b.size.width) - x,
           std::max(a.y + a.size.height, b.y + b.size.height) - y}};
}

Match match(const GreyPart& around, const Followed& face, const Search& search) {
  Box cut = search.cut;
  const Part& part = search.part;
  const Size look = face.look.size;
  const Size reduced{std::max(whole(static_cast<float>(part.size.width) *
                                    static_cast<float>(look.width) / cut.width),
                              look.width),
                     std::max(whole(static_cast<float>(part.size.height) *
                                    static_cast<float>(look.height) / cut.height),
                              look.height)};
  const MatchMap map = match_template(seen(around, part, reduced), face.look);
  const auto best = std::ranges::max_element(map.scores);
  const auto cell = static_cast<int>(best - map.scores.begin());
  const Point peak = peak_of(map, cell % map.size.width, cell / map.size.width);
  cut.x = static_cast<float>(part.x) +
          peak.x * static_cast<float>(part.size.width) / static_cast<float>(reduced.width);
  cut.y = static_cast<float>(part.y) +
          peak.y * static_cast<float>(part.size.height) / static_cast<float>(reduced.height);
  return {cut, *best};
}

Box box_at(const Followed& face, const Box& cut) {
  const float x = cut.width / face.first_cut.width;
  const float y = cut.height / face.first_cut.height;
  return {cut.x + (face.first_box.x - face.first_cut.x) * x,
          cut.y + (face.first_box.y - face.first_cut.y) * y, face.first_box.width * x,
          face.first_box.height * y};
}

Followed start_at(const Image& picture, const Box& box, const FollowerOptions& options) {
  Followed face;
  face.now.box = box;
  if (!can_be_followed(box, picture)) return face;
  const Part cut = nearest(box);
  const float scale =
      std::min(1.0F, static_cast<float>(options.side) /
                         static_cast<float>(std::max(cut.size.width, cut.size.height)));
  const Size size{whole(static_cast<float>(cut.size.width) * scale),
                  whole(static_cast<float>(cut.size.height) * scale)};
  if (size.width < least_side || size.height < least_side) return face;
  face.look = seen(in_grey(picture, cut), cut, size);
  // Everything correlates with what is all of one grey.
  if (contrast(face.look) < least_contrast) return face;
  face.first_box = box;
  face.first_cut =
      face.cut = {static_cast<float>(cut.x), static_cast<float>(cut.y),
                  static_cast<float>(cut.size.width), static_cast<float>(cut.size.height)};
  face.now = {box, 1, false};
  return face;
}

void follow_into(const Image& picture, Followed& face, const FollowerOptions& options) {
  Box place = face.cut;
  place.x += face.step.x;
  place.y += face.step.y;
  std::array<Search, sizes.size()> searches;
  Part whole_part;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    searches[i] = search_of(place, options.reach, sizes[i]);
    whole_part = i == 0 ? searches[i].part : joined(whole_part, searches[i].part);
  }
  Match best;
  if (touches(whole_part, picture)) {
    const GreyPart around = in_grey(picture, whole_part);
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      if (!touches(searches[i].part, picture)) continue;
      const Match candidate = match(around, face, searches[i]);
      if (candidate.score > best.score + (sizes[i] == 1 ? 0 : least_gain)) best = candidate;
    }
  }
  const Box box = box_at(face, best.cut);
  face.now.score = std::max(best.score, -1.0F);
  if (best.score < options.least_score || !can_be_followed(box, picture)) {
    face.now.lost = true;
    return;
  }
  face.step = {best.cut.x + best.cut.width / 2 - face.cut.x - face.cut.width / 2,
               best.cut.y + best.cut.height / 2 - face.cut.y - face.cut.height / 2};
  face.cut = best.cut;
  face.now.box = box;
}

void check(const Image& frame) {
  if (frame.empty())
    throw Error(ErrorCode::input, "follower: expected a picture, found an empty one");
}

}  // namespace

struct FaceFollower::Impl {
  FollowerOptions options;
  Size size;
  std::vector<Followed> faces;
};

FaceFollower::FaceFollower(const FollowerOptions& options) : impl_(std::make_unique<Impl>()) {
  const bool good = options.least_score >= -1 && options.least_score <= 1 && options.reach > 0 &&
                    options.reach <= 4 && options.side >= 8 && options.side <= 128;
  if (!good) {
    throw Error(ErrorCode::usage,
                fmt::format("follower: expected least score -1 to 1, reach above 0 to 4 and side 8 "
                            "to 128, found {}, {} and {}",
                            options.least_score, options.reach, options.side));
  }
  impl_->options = options;
}

FaceFollower::FaceFollower(FaceFollower&&) noexcept = default;
FaceFollower& FaceFollower::operator=(FaceFollower&&) noexcept = default;
FaceFollower::~FaceFollower() = default;

void FaceFollower::start(const Image& frame, std::span<const Box> boxes) {
  check(frame);
  impl_->size = frame.size();
  impl_->faces.clear();
  for (const Box& box : boxes) impl_->faces.push_back(start_at(frame, box, impl_->options));
}

std::vector<FollowedBox> FaceFollower::follow(const Image& frame) {
  check(frame);
  std::vector<FollowedBox> result;
  for (Followed& face : impl_->faces) {
    if (frame.size() != impl_->size) face.now.lost = true;
    if (!face.now.lost) follow_into(frame, face, impl_->options);
    result.push_back(face.now);
  }
  return result;
}

Detection moved(const Detection& detection, const Box& box) {
  Detection result = detection;
  result.box = box;
  if (!result.landmarks || !(detection.box.width > 0) || !(detection.box.height > 0)) return result;
  for (Point& point : *result.landmarks) {
    point.x = box.x + (point.x - detection.box.x) * box.width / detection.box.width;
    point.y = box.y + (point.y - detection.box.y) * box.height / detection.box.height;
  }
  return result;
}

}  // namespace mien
