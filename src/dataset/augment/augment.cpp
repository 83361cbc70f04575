#include "dataset/augment/augment.h"

#include <utility>

#include "face/preprocess.h"

namespace mien::dataset {

void check(const AugmentOptions& options) {
  check(options.geometry);
  check(options.surround);
  check(options.colour);
  check(options.degrade);
  check(options.erase);
}

AugmentPlan draw(const AugmentOptions& options, const Random& random) {
  return {draw(options.geometry, random.split(1)), draw(options.surround, random.split(5)),
          draw(options.colour, random.split(2)), draw(options.degrade, random.split(3)),
          draw(options.erase, random.split(4))};
}

Image apply(const AugmentPlan& plan, const FacePicture& face, Size output, ResizeRule rule) {
  Image result = moved(plan.geometry, face, output, rule);
  result = surrounded(std::move(result), plan.surround);
  result = recoloured(std::move(result), plan.colour);
  result = degraded(std::move(result), plan.degrade);
  return erased(std::move(result), plan.erase);
}

void write_augmented(const AugmentPlan& plan, const FacePicture& face, const InputSpec& input,
                     std::span<float> target) {
  InputSpec channels_last = input;
  channels_last.layout = TensorLayout::nhwc;
  write_input(apply(plan, face, {input.width, input.height}, input.resize), channels_last, target);
}

}  // namespace mien::dataset
