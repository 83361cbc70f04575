#pragma once

#include <string>

#include "mien/core/face.h"

namespace mien {

/// The line of column names of the rows below, with its line end.
[[nodiscard]] std::string result_csv_header();

/// The rows of one input: one for each face, or one with empty face columns.
[[nodiscard]] std::string result_csv_rows(const ImageResult& result);

}  // namespace mien
