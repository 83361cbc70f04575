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
  const auto entry = tensors_.find(tensor);
  if (entry == tensors_.end()) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected the weights \"{}\" of shape [{}], which "
                            "it has not",
                            name_, tensor, fmt::join(shape, ", ")));
  }
  if (entry->second.shape != shape) {
    throw Error(ErrorCode::model,
                fmt::format("{}: \"{}\": expected shape [{}], found [{}]", name_, tensor,
                            fmt::join(shape, ", "), fmt::join(entry->second.shape, ", ")));
  }
  return entry->second;
}

}  // namespace mien
