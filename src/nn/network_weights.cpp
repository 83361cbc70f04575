// Apart from the reader of .onnx files, since programs that read packs have no protobuf.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "mien/core/error.h"
#include "nn/onnx_weights.h"

namespace mien {

NetworkWeights::NetworkWeights(std::map<std::string, Tensor, std::less<>> tensors,
                               std::string_view name)
    : name_(name), tensors_(std::move(tensors)) {}

const Tensor& NetworkWeights::get(std::string_view tensor,
                                  const std::vector<std::int64_t>& shape) const {
  const auto found = tensors_.find(tensor);
  if (found == tensors_.end()) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected the weights \"{}\" of shape [{}], which "
                            "it has not",
                            name_, tensor, fmt::join(shape, ", ")));
  }
  if (found->second.shape != shape) {
    throw Error(ErrorCode::model,
                fmt::format("{}: \"{}\": expected shape [{}], found [{}]", name_, tensor,
                            fmt::join(shape, ", "), fmt::join(found->second.shape, ", ")));
  }
  return found->second;
}

}  // namespace mien
