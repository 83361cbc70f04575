#include "dataset/augment/degrade_augment.h"

#include <algorithm>
#include <cmath>

#include "mien/media/image_io.h"
#include "pixels/gaussian_blur.h"

namespace mien::dataset {

namespace {

Size shrunken(Size size, int side) {
  const double factor = static_cast<double>(side) / std::max(size.width, size.height);
  if (side == 0 || factor >= 1) return size;
  return {std::max(1, static_cast<int>(std::lround(size.width * factor))),
          std::max(1, static_cast<int>(std::lround(size.height * factor)))};
}

void add_noise(Image& picture, double sigma, Random random) {
  for (int y = 0; y < picture.height(); ++y) {
    std::uint8_t* pixel = picture.mutable_row(y);
    for (int x = 0; x < picture.width(); ++x, pixel += 3) {
      const int noise = static_cast<int>(std::lrint(sigma * random.normal()));
      for (int i = 0; i < 3; ++i) {
        pixel[i] = static_cast<std::uint8_t>(std::clamp(pixel[i] + noise, 0, 255));
      }
    }
  }
}

int whole(const Range& range, Random& random) {
  return static_cast<int>(std::lround(random.uniform(range.low, range.high)));
}

}  // namespace

void check(const DegradeOptions& options) {
  check_option("degrade.probability", options.probability, 0, 1);
  check_option("degrade.blur", options.blur, 0, 1);
  check_option("degrade.blur_sigma", options.blur_sigma, 0.1, 16);
  check_option("degrade.shrink", options.shrink, 0, 1);
  check_option("degrade.side", options.side, 4, 4096);
  check_option("degrade.noise", options.noise, 0, 1);
  check_option("degrade.noise_sigma", options.noise_sigma, 0, 128);
  check_option("degrade.jpeg", options.jpeg, 0, 1);
  check_option("degrade.quality", options.quality, 1, 100);
}

DegradePlan draw(const DegradeOptions& options, Random random) {
  DegradePlan plan;
  if (!random.chance(options.probability)) return plan;
  if (random.chance(options.blur)) {
    plan.blur_sigma = random.uniform(options.blur_sigma.low, options.blur_sigma.high);
  }
  if (random.chance(options.shrink)) plan.side = whole(options.side, random);
  if (random.chance(options.noise)) {
    plan.noise_sigma = random.uniform(options.noise_sigma.low, options.noise_sigma.high);
  }
  if (random.chance(options.jpeg)) plan.quality = whole(options.quality, random);
  plan.noise = random.split(0);
  return plan;
}

Image degraded(Image picture, const DegradePlan& plan) {
  const Size size = picture.size();
  if (plan.blur_sigma > 0) picture = pixels::gaussian_blurred(picture, plan.blur_sigma);
  const Size small = shrunken(size, plan.side);
  if (small != size) picture = resize(picture, small, ResizeRule::area);
  if (plan.noise_sigma > 0) add_noise(picture, plan.noise_sigma, plan.noise);
  if (plan.quality > 0) picture = decode_image(encode_jpeg(picture, plan.quality), "compressed");
  if (small != size) picture = resize(picture, size, ResizeRule::bilinear);
  return picture;
}

}  // namespace mien::dataset
