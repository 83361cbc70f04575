#pragma once

#include <string>

#include "mien/nn/metadata.h"

namespace mien::train {

/// Metadata with two heads: expression (output "emotion", logits of 8 classes) and identity (output
/// "identity", the features).
inline ModelMetadata export_metadata(int width, int height) {
  ModelMetadata metadata;
  metadata.id = "synthetic";
  metadata.task = "emotion, identity";
  metadata.licence = "CC0-1.0";
  metadata.data_terms = "no data";
  metadata.input.width = width;
  metadata.input.height = height;
  metadata.input.mean = {0, 0, 0};
  metadata.input.scale = {1, 1, 1};
  HeadSpec emotion;
  emotion.output = "emotion";
  emotion.attribute = "emotion";
  emotion.kind = HeadKind::classes;
  emotion.activation = Activation::softmax;
  emotion.labels = {"anger",     "contempt", "disgust", "fear",
                    "happiness", "neutral",  "sadness", "surprise"};
  HeadSpec identity;
  identity.output = "identity";
  identity.attribute = "identity";
  identity.kind = HeadKind::identity;
  metadata.heads = {emotion, identity};
  return metadata;
}

}  // namespace mien::train
