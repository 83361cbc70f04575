#include "phone/rfb_executor.h"

#include "face/preprocess.h"

namespace mien::phone {

RfbExecutor::RfbExecutor(const executor::Plan& plan, const detect::CnnKernels& kernels)
    : input_(parse_metadata(plan.metadata, plan.name).input),
      outputs_(plan, parse_metadata(plan.metadata, plan.name)),
      executor_(plan, kernels) {
  input_.layout = TensorLayout::nhwc;
}

detect::RfbMaps RfbExecutor::run(const Image& picture) const {
  InputSpec input = input_;
  input.width = picture.width();
  input.height = picture.height();
  values_.resize(input_values(input));
  write_input(picture, input, values_);
  return outputs_.maps(executor_.run(values_, picture.size()));
}

}  // namespace mien::phone
