#include "phone/face_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "face/interpret.h"
#include "face/preprocess.h"
#include "mien/core/error.h"
#include "mien/face/crop.h"
#include "mien/face/prior.h"

namespace mien::phone {

FaceNetwork::FaceNetwork(const executor::Plan& plan, const detect::CnnKernels& kernels)
    : metadata_(parse_metadata(plan.metadata, plan.name)), executor_(plan, kernels) {
  const InputSpec& input = metadata_.input;
  const int channels = input.colour == ColourOrder::grey ? 1 : 3;
  if (input.width < 1 || plan.channels != channels) {
    throw Error(ErrorCode::model, fmt::format("{}: expected a network of faces of one size and {} "
                                              "channels, found another",
                                              plan.name, channels));
  }
  metadata_.input.layout = TensorLayout::nhwc;
  for (HeadSpec& head : metadata_.heads) {
    head = head_for(head, Prior::none);
    check_head(head);
    const auto output = std::ranges::find(plan.outputs, head.output, &executor::PlanOutput::name);
    if (output == plan.outputs.end()) {
      throw Error(ErrorCode::model,
                  fmt::format("{}: expected an output \"{}\", found none", plan.name, head.output));
    }
    outputs_.push_back(static_cast<std::size_t>(output - plan.outputs.begin()));
  }
}

Face FaceNetwork::read(const Image& picture, const Detection& detection, Face face) {
  const InputSpec& input = metadata_.input;
  const Image seen = cut_face(picture, detection, input, metadata_.crop);
  values_.resize(input_values(input));
  write_input(seen, input, values_);
  const std::vector<executor::Answer> answers = executor_.run(values_, seen.size());
  for (std::size_t i = 0; i < metadata_.heads.size(); ++i) {
    face = interpret(std::move(face), metadata_.heads[i], answers[outputs_[i]].values);
  }
  return face;
}

}  // namespace mien::phone
