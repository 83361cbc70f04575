#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mien/c/mien.h"
#include "mien/nn/metadata.h"
#include "mien/pipeline/face_analyzer.h"

struct mien_analyzer {  // NOLINT(readability-identifier-naming): its name in C
  mien::FaceAnalyzer analyzer;
  std::int64_t max_pixels = 0;
  int threads = 1;
  std::vector<mien::ModelMetadata> models;
  std::string identity_model;  ///< empty if none gives embeddings
};
