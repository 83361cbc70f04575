#include "mien/clip/follower.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "media/picture_matrix.h"
#include "mien/core/error.h"

namespace mien {

namespace {

constexpr int least_side = 4;         // of a template, pixels
constexpr double least_contrast = 2;  // standard deviation of a template, grey levels of 255
constexpr std::array<float, 3> sizes = {1.0F, 1 / 1.05F, 1.05F};
// Another size must fit clearly better, or the size trembles with the noise of the picture.
constexpr float least_gain = 0.01F;

cv::Rect nearest(const Box& box) {
  return {cvRound(box.x), cvRound(box.y), std::max(cvRound(box.width), 1),
          std::max(cvRound(box.height), 1)};
}

/// A part of a picture in grey and of another size; what lies beyond its edge repeats that.
cv::Mat grey_part(const cv::Mat& picture, const cv::Rect& part, const cv::Size& size) {
  const cv::Rect inside = part & cv::Rect(0, 0, picture.cols, picture.rows);
  cv::Mat grey;
  cv::cvtColor(picture(inside), grey, cv::COLOR_RGB2GRAY);
  if (inside != part) {
    cv::copyMakeBorder(grey, grey, inside.y - part.y, part.br().y - inside.br().y,
                       inside.x - part.x, part.br().x - inside.br().x, cv::BORDER_REPLICATE);
  }
  cv::Mat resized;
  cv::resize(grey, resized, size, 0, 0, cv::INTER_AREA);
  return resized;
}

/// Where a parabola through three values at -1, 0 and 1 has its peak, -0.5 to 0.5.
float peak_between(float left, float middle, float right) {
  const float bend = left - 2 * middle + right;
  if (!(bend < 0)) return 0;
  return std::clamp((left - right) / (2 * bend), -0.5F, 0.5F);
}

/// The peak of a map to a fraction of a cell.
cv::Point2f peak_of(const cv::Mat& scores, const cv::Point& cell) {
  cv::Point2f peak(static_cast<float>(cell.x), static_cast<float>(cell.y));
  const float score = scores.at<float>(cell);
  if (cell.x > 0 && cell.x + 1 < scores.cols) {
    peak.x += peak_between(scores.at<float>(cell.y, cell.x - 1), score,
                           scores.at<float>(cell.y, cell.x + 1));
  }
  if (cell.y > 0 && cell.y + 1 < scores.rows) {
    peak.y += peak_between(scores.at<float>(cell.y - 1, cell.x), score,
                           scores.at<float>(cell.y + 1, cell.x));
  }
  return peak;
}

bool can_be_followed(const Box& box, const cv::Mat& picture) {
  const auto width = static_cast<float>(picture.cols);
  const auto height = static_cast<float>(picture.rows);
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
  cv::Mat look;
  Box cut;
  Box first_cut;
  Box first_box;
  Point step;  // of the last frame
};

struct Match {
  Box cut;
  float score = -1;
};

Match match(const cv::Mat& picture, const Followed& face, const Box& place, float reach,
            float size) {
  Box cut = place;
  cut.width *= size;
  cut.height *= size;
  cut.x += (place.width - cut.width) / 2;
  cut.y += (place.height - cut.height) / 2;
  const cv::Rect part = nearest({cut.x - reach * cut.width, cut.y - reach * cut.height,
                                 cut.width * (1 + 2 * reach), cut.height * (1 + 2 * reach)});
  const cv::Rect whole(0, 0, picture.cols, picture.rows);
  if ((part & whole).empty()) return {};
  // Cut and template have the same size after this.
  const cv::Size reduced(std::max(cvRound(static_cast<float>(part.width) *
                                          static_cast<float>(face.look.cols) / cut.width),
                                  face.look.cols),
                         std::max(cvRound(static_cast<float>(part.height) *
                                          static_cast<float>(face.look.rows) / cut.height),
                                  face.look.rows));
  cv::Mat scores;
  cv::matchTemplate(grey_part(picture, part, reduced), face.look, scores, cv::TM_CCOEFF_NORMED);
  double best = 0;
  cv::Point cell;
  cv::minMaxLoc(scores, nullptr, &best, nullptr, &cell);
  if (!std::isfinite(best)) return {};
  const cv::Point2f peak = peak_of(scores, cell);
  cut.x = static_cast<float>(part.x) +
          peak.x * static_cast<float>(part.width) / static_cast<float>(reduced.width);
  cut.y = static_cast<float>(part.y) +
          peak.y * static_cast<float>(part.height) / static_cast<float>(reduced.height);
  return {cut, static_cast<float>(std::min(best, 1.0))};
}

Box box_at(const Followed& face, const Box& cut) {
  const float x = cut.width / face.first_cut.width;
  const float y = cut.height / face.first_cut.height;
  return {cut.x + (face.first_box.x - face.first_cut.x) * x,
          cut.y + (face.first_box.y - face.first_cut.y) * y, face.first_box.width * x,
          face.first_box.height * y};
}

Followed start_at(const cv::Mat& picture, const Box& box, const FollowerOptions& options) {
  Followed face;
  face.now.box = box;
  if (!can_be_followed(box, picture)) return face;
  const cv::Rect cut = nearest(box);
  const float scale = std::min(
      1.0F, static_cast<float>(options.side) / static_cast<float>(std::max(cut.width, cut.height)));
  const cv::Size size(cvRound(static_cast<float>(cut.width) * scale),
                      cvRound(static_cast<float>(cut.height) * scale));
  if (size.width < least_side || size.height < least_side) return face;
  face.look = grey_part(picture, cut, size);
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(face.look, mean, deviation);
  // Everything correlates with what is all of one grey.
  if (deviation[0] < least_contrast) return face;
  face.first_box = box;
  face.first_cut = face.cut = {static_cast<float>(cut.x), static_cast<float>(cut.y),
                               static_cast<float>(cut.width), static_cast<float>(cut.height)};
  face.now = {box, 1, false};
  return face;
}

void follow_into(const cv::Mat& picture, Followed& face, const FollowerOptions& options) {
  Box place = face.cut;
  place.x += face.step.x;
  place.y += face.step.y;
  Match best;
  for (const float size : sizes) {
    const Match candidate = match(picture, face, place, options.reach, size);
    if (candidate.score > best.score + (size == 1 ? 0 : least_gain)) best = candidate;
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
  const cv::Mat picture = media::matrix_of(frame);
  for (const Box& box : boxes) impl_->faces.push_back(start_at(picture, box, impl_->options));
}

std::vector<FollowedBox> FaceFollower::follow(const Image& frame) {
  check(frame);
  const cv::Mat picture = media::matrix_of(frame);
  std::vector<FollowedBox> result;
  for (Followed& face : impl_->faces) {
    if (frame.size() != impl_->size) face.now.lost = true;
    if (!face.now.lost) follow_into(picture, face, impl_->options);
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
