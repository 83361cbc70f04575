#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mien/core/face.h"
#include "mien/report/csv_names.h"

namespace mien {

/// What a row with the columns of another tool is made of.
struct NamedRow {
  std::string_view input{};  ///< the photo or clip
  std::string_view error{};  ///< why it has no faces or is a part; "" if well
  std::optional<std::int64_t> frame = std::nullopt;  ///< of the clip, or of the photo in the run
  double seconds = 0;                                ///< time of the frame
  std::optional<int> person = std::nullopt;          ///< number in the clip, from 1
  int face = 0;                                      ///< number in the photo, from 0
  int width = 0;                                     ///< of the photo
  int height = 0;
  const Face* reading = nullptr;  ///< nullptr where there is no face
};

/// A column of another tool: its name there, and its field in that tool's units.
struct NamedColumn {
  std::string_view name;
  std::string (*field)(const NamedRow& row);
};

/// The columns of another tool that mien can fill, in that tool's order; behind them what no tool
/// should have to guess: the input and its error.
/// @param names not CsvNames::mien
[[nodiscard]] std::span<const NamedColumn> photo_columns(CsvNames names);
[[nodiscard]] std::span<const NamedColumn> clip_columns(CsvNames names);

/// The names, and the fields of a row, as a line of CSV.
[[nodiscard]] std::string header_line(std::span<const NamedColumn> columns);
[[nodiscard]] std::string line_of(std::span<const NamedColumn> columns, const NamedRow& row);

}  // namespace mien
