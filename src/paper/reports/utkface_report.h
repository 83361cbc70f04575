#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dataset/source.h"
#include "paper/protocols/attribute_protocol.h"
#include "paper/protocols/frozen_protocol.h"

namespace mien::paper {

/// The scores of all models on one set of pictures.
struct AttributeTable {
  const dataset::PictureSource* source = nullptr;
  std::string split;      ///< empty: all records
  bool detected = false;  ///< a detector was used; otherwise the pictures were seen whole
  std::vector<AttributeEvaluation> models;
};

/// Table 7 of one model's features.
struct FrozenTable {
  std::string model;
  std::string attribute;
  std::string parts;  ///< how training and test pictures were told apart
  std::vector<FrozenScore> scores;
};

/// What `mien evaluate utkface` found.
struct UtkfaceReport {
  std::vector<AttributeTable> tables;  ///< the data, then other data to check
  std::optional<FrozenTable> frozen;
  std::uint64_t seed = 0;
  double gender_threshold = 0.6;  ///< male from here on
};

/// All tables beside the paper's, to read.
[[nodiscard]] std::string utkface_text(const UtkfaceReport& report);

/// All numbers (docs/guides/evaluation.md).
[[nodiscard]] std::string utkface_json(const UtkfaceReport& report);

/// A row for each score.
[[nodiscard]] std::string utkface_csv(const UtkfaceReport& report);

}  // namespace mien::paper
