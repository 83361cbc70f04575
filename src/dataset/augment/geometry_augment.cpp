#include "dataset/augment/geometry_augment.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "pixels/turn.h"

namespace mien::dataset {

namespace {

// A reduction by less costs more than the little it smooths.
constexpr double least_reduction = 1.2;

/// A side after the reduction, given how many of its pixels one output pixel steps over.
int reduced_side(int side, double step, ResizeRule rule) {
  const double factor = rule == ResizeRule::area ? step : std::floor(step);
  if (factor < least_reduction) return side;
  return std::max(1, static_cast<int>(std::lround(side / factor)));
}

/// The same map to a picture resized from `from` to `to`.
InverseMap rescaled(const InverseMap& map, Size from, Size to) {
  const double x = static_cast<double>(to.width) / from.width;
  const double y = static_cast<double>(to.height) / from.height;
  return {map[0] * x, map[1] * x, (map[2] + 0.5) * x - 0.5,
          map[3] * y, map[4] * y, (map[5] + 0.5) * y - 0.5};
}

}  // namespace

void check(const GeometryOptions& options) {
  check_option("geometry.flip", options.flip, 0, 1);
  check_option("geometry.rotation", options.rotation, 0, 180);
  check_option("geometry.scale", options.scale, 0.1, 10);
  check_option("geometry.shift", options.shift, 0, 1);
  check_option("geometry.aspect", options.aspect, 1, 4);
  check_option("geometry.crop_area", options.crop_area, 0.01, 1);
}

GeometryPlan draw(const GeometryOptions& options, Random random) {
  GeometryPlan plan;
  plan.flip = random.chance(options.flip);
  plan.angle = options.rotation * random.uniform(-1, 1) * std::numbers::pi / 180;
  plan.scale = random.log_uniform(options.scale.low, options.scale.high);
  plan.aspect = random.log_uniform(1 / options.aspect, options.aspect);
  plan.shift_x = options.shift * random.uniform(-1, 1);
  plan.shift_y = options.shift * random.uniform(-1, 1);
  plan.crop_side = std::sqrt(random.uniform(options.crop_area, 1));
  plan.crop_x = (1 - plan.crop_side) * random.uniform();
  plan.crop_y = (1 - plan.crop_side) * random.uniform();
  plan.border = options.border;
  return plan;
}

InverseMap inverse_map(const GeometryPlan& plan, const Box& region, Size output) {
  // One output pixel as picture pixels, before scaling and turning.
  const double step_x = region.width * plan.crop_side / output.width;
  const double step_y = region.height * plan.crop_side / output.height;
  const double x = step_x / (plan.scale * std::sqrt(plan.aspect)) * (plan.flip ? -1 : 1);
  const double y = step_y / (plan.scale / std::sqrt(plan.aspect));
  const double cosine = std::cos(plan.angle);
  const double sine = std::sin(plan.angle);
  const double a = cosine * x;
  const double b = sine * y;
  const double d = -sine * x;
  const double e = cosine * y;
  // The output point that shows the middle of the crop; the mirror turns it with the rest.
  const double shift_x = plan.flip ? -plan.shift_x : plan.shift_x;
  const double middle_x = output.width * (0.5 + shift_x) - 0.5;
  const double middle_y = output.height * (0.5 + plan.shift_y) - 0.5;
  const double source_x = region.x + region.width * (plan.crop_x + plan.crop_side / 2) - 0.5;
  const double source_y = region.y + region.height * (plan.crop_y + plan.crop_side / 2) - 0.5;
  return {a, b, source_x - a * middle_x - b * middle_y,
          d, e, source_y - d * middle_x - e * middle_y};
}

Image moved(const GeometryPlan& plan, const FacePicture& face, Size output, ResizeRule rule) {
  const Image& picture = face.picture;
  if (picture.empty() || output.width < 1 || output.height < 1) {
    throw Error(
        ErrorCode::input,
        fmt::format(
            "augmentation: expected a picture and an output of at least 1x1, found {}x{} and {}x{}",
            picture.width(), picture.height(), output.width, output.height));
  }
  if (plan.keeps_place()) {
    Image result = resize(seen(face), output, rule);
    if (plan.flip) pixels::mirror_columns(result);
    return result;
  }
  const InverseMap map = inverse_map(plan, face.region, output);
  const Size reduced = {reduced_side(picture.width(), std::hypot(map[0], map[1]), rule),
                        reduced_side(picture.height(), std::hypot(map[3], map[4]), rule)};
  if (reduced == picture.size()) return pixels::warped(picture, map, output, plan.border);
  return pixels::warped(resize(picture, reduced, ResizeRule::area),
                        rescaled(map, picture.size(), reduced), output, plan.border);
}

}  // namespace mien::dataset
