#pragma once

#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mien/learn/pipeline.h"
#include "resources.h"

namespace mien {

/// What scikit-learn says of the data of tests/data/learn.
inline const nlohmann::json& reference() {
  static const nlohmann::json json = [] {
    std::ifstream file(test_data("learn/sklearn.json"));
    return nlohmann::json::parse(file);
  }();
  return json;
}

inline FeatureMatrix matrix_of(const nlohmann::json& rows) {
  FeatureMatrix matrix{rows.size(), rows.at(0).size(), {}};
  for (const auto& row : rows) {
    for (const auto& value : row) matrix.values.push_back(value.get<float>());
  }
  return matrix;
}

inline LabelledFeatures train_rows() {
  return {matrix_of(reference().at("train")),
          reference().at("train_classes").get<std::vector<std::uint32_t>>(),
          {"a", "b", "c"}};
}

/// The rows of the first two classes.
inline LabelledFeatures train_rows_of_two() {
  const LabelledFeatures all = train_rows();
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < all.classes.size(); ++r) {
    if (all.classes[r] < 2) rows.push_back(r);
  }
  return rows_of(all, rows);
}

/// All rows of two classes, and a third of the third's.
inline LabelledFeatures unbalanced_rows() {
  const LabelledFeatures all = train_rows();
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < all.classes.size(); ++r) {
    if (all.classes[r] < 2 || r % 3 == 0) rows.push_back(r);
  }
  return rows_of(all, rows);
}

inline FeatureMatrix test_rows() { return matrix_of(reference().at("test")); }

/// A table of the reference, row by row.
inline std::vector<double> numbers_of(const nlohmann::json& table) {
  std::vector<double> numbers;
  for (const auto& row : table) {
    if (row.is_array()) {
      for (const auto& value : row) numbers.push_back(value.get<double>());
    } else {
      numbers.push_back(row.get<double>());
    }
  }
  return numbers;
}

inline double greatest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return 1e300;
  double greatest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) greatest = std::max(greatest, std::abs(a[i] - b[i]));
  return greatest;
}

}  // namespace mien
