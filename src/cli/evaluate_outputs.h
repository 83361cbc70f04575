#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>

#include "core/output_file.h"

namespace mien::cli {

/// Where a protocol's scores go.
struct EvaluateOutputs {
  std::filesystem::path json;
  std::filesystem::path csv;
  std::filesystem::path svg;  ///< a folder
  bool quiet = false;
};

/// Adds --json, --csv, --svg and --quiet.
/// @param svg,csv what they hold
void add_output_options(CLI::App& app, EvaluateOutputs& outputs, const std::string& svg,
                        const std::string& csv);

/// The outputs, begun before the work so that one that cannot be written is found at once.
class BegunOutputs {
 public:
  /// Makes the folder of plots if it is not there.
  /// @throws Error (ErrorCode::usage) if two go to standard output, (ErrorCode::output)
  explicit BegunOutputs(const EvaluateOutputs& outputs);

  [[nodiscard]] bool wants_json() const { return json_.has_value(); }
  [[nodiscard]] bool wants_csv() const { return csv_.has_value(); }
  void write_json(const std::string& text);
  void write_csv(const std::string& text);

  /// Prints what is to be read, unless standard output holds a file.
  void print(const std::string& text) const;

 private:
  bool printed_ = false;
  std::optional<OutputFile> json_;
  std::optional<OutputFile> csv_;
};

}  // namespace mien::cli
