#include "mien/face/pose.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "face/degrees.h"

namespace mien {

namespace {

constexpr double most_degrees = 90;

/// Nose and mouth as seen from the middle between the eyes, the line through the eyes being level,
/// in a unit that turning the head to one side changes little.
struct LevelFace {
  double eyes = 0;     ///< distance of the eyes
  double nose_x = 0;   ///< to the right
  double nose_y = 0;   ///< down
  double mouth_x = 0;  ///< of the middle of the mouth
  double mouth_y = 0;
  double smile = 0;  ///< width of the mouth
};

// Fitted by ridge regression; see docs/guides/identity.md. Terms of yaw change sign where the face
// is mirrored, those of pitch do not.
constexpr std::array<double, 7> yaw_weights = {124.73, -24.01, 42.88, -18.55, -1.79, -46.62, 39.46};
constexpr std::array<double, 9> pitch_weights = {-8.01,  -69.12, 42.77,  -5.22, -26.64,
                                                 -14.43, -15.92, -14.80, 13.79};

template <std::size_t count>
double sum(const std::array<double, count>& weights, const std::array<double, count>& terms) {
  double result = 0;
  for (std::size_t i = 0; i < count; ++i) result += weights[i] * terms[i];
  return std::clamp(result, -most_degrees, most_degrees);
}

}  // namespace

Pose pose_of(const Landmarks& landmarks) {
  const auto& [left_eye, right_eye, nose, mouth_left, mouth_right] = landmarks;
  const double across = right_eye.x - left_eye.x;
  const double down = right_eye.y - left_eye.y;
  const double eyes = std::hypot(across, down);
  if (!(eyes > 0) || !std::isfinite(eyes)) return {};
  const double cosine = across / eyes;
  const double sine = down / eyes;
  const double middle_x = (left_eye.x + right_eye.x) / 2;
  const double middle_y = (left_eye.y + right_eye.y) / 2;
  const auto upright = [&](double x, double y) {
    const double dx = x - middle_x;
    const double dy = y - middle_y;
    return std::array{dx * cosine + dy * sine, dy * cosine - dx * sine};
  };
  const auto nose_at = upright(nose.x, nose.y);
  const auto left_at = upright(mouth_left.x, mouth_left.y);
  const auto right_at = upright(mouth_right.x, mouth_right.y);
  const double mouth_x = (left_at[0] + right_at[0]) / 2;
  const double mouth_y = (left_at[1] + right_at[1]) / 2;
  const double unit = std::hypot(eyes, mouth_y);
  const LevelFace f{eyes / unit,    nose_at[0] / unit, nose_at[1] / unit,
                    mouth_x / unit, mouth_y / unit,    (right_at[0] - left_at[0]) / unit};
  Pose pose;
  pose.roll = static_cast<float>(std::atan2(down, across) * degrees);
  pose.yaw = static_cast<float>(
      sum(yaw_weights, {f.nose_x, f.mouth_x, f.nose_x * f.nose_y, f.mouth_x * f.nose_y,
                        f.nose_x * f.eyes, f.mouth_x * f.eyes, f.nose_x * f.nose_x * f.nose_x}));
  pose.pitch = static_cast<float>(
      sum(pitch_weights, {1, f.nose_y, f.mouth_y, f.eyes, f.nose_y * f.nose_y, f.nose_x * f.nose_x,
                          f.nose_y * f.mouth_y, f.nose_x * f.mouth_x, f.smile}));
  return pose;
}

}  // namespace mien
