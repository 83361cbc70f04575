#pragma once

#include <span>
#include <string_view>

#include "mien/nn/metadata.h"
#include "models/bytes.h"

namespace mien::models {

/// What to join: two .onnx files that carry mien's metadata.
struct JoinRequest {
  std::string_view name;             ///< what to call the result in messages
  std::span<const std::byte> base;   ///< a network with a head of kind identity
  std::span<const std::byte> heads;  ///< takes those features in place of a picture
  const ModelMetadata* metadata =
      nullptr;  ///< to store in the result; if absent, `joined_metadata`
};

/// Joins heads with the network on whose features they were trained. Heads of an attribute that the
/// base has, too, replace the base's. Equal files and metadata give equal bytes.
/// @throws Error (ErrorCode::model) if a file is not an .onnx with metadata, or the two do not fit
/// (see `join_graphs` and `joined_metadata`). Also if the metadata name an output that the result
/// lacks.
[[nodiscard]] Bytes join_heads(const JoinRequest& request);

/// What a base joined with heads says of itself. It has the heads of the base, those of an
/// attribute that is trained anew in its place, and the others after them. It has the id of the
/// heads, and licences, terms and scores of both. A score of the base whose metric begins with a
/// replaced attribute is left out.
/// @param name what to call the result in messages
/// @throws Error (ErrorCode::model) if the heads were made for another input or crop than the
/// base's, or are of kind identity or tensor.
[[nodiscard]] ModelMetadata joined_metadata(const ModelMetadata& base, const ModelMetadata& heads,
                                            std::string_view name);

}  // namespace mien::models
