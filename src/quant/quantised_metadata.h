#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "quant/quantise.h"
#include "quant/score_losses.h"

namespace mien::quant {

/// The scores of a network on one source.
struct MeasuredLosses {
  std::string data;   ///< name of the source, such as "utkface.tar"
  std::string split;  ///< value of its column of splits; empty: all of it
  std::vector<ScoreLoss> losses;
};

/// How a network in 8 bits was made.
struct QuantisationRecord {
  /// Key of the .onnx's metadata under which the record is stored as JSON
  /// (docs/guides/quantization.md), beside mien's own.
  static constexpr std::string_view key = "mien.quantization";

  std::string of_sha256;  ///< of the file of floats
  std::size_t pictures = 0;
  QuantiseOptions options;
  std::vector<MeasuredLosses> measured;
};

/// A quantised model that says what it is. It has the id with "-int8" behind it, the scores that
/// were measured in 8 bits in place of those of floats, and the record.
[[nodiscard]] models::Bytes with_record(const QuantisedModel& quantised,
                                        const QuantisationRecord& record, std::string_view name);

/// "min-max", "percentile" or "mse".
[[nodiscard]] std::string_view name_of(RangeRule rule);

}  // namespace mien::quant
