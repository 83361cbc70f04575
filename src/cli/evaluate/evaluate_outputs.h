#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "cli/files/run_files.h"
#include "core/output_file.h"

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// Where a protocol's scores go.
struct EvaluateOutputs {
  std::filesystem::path json;
  std::filesystem::path csv;
  std::filesystem::path svg;  ///< a folder
  bool quiet = false;
};

/// Adds --json, --csv, --plots and --quiet.
/// @param svg,csv what they hold
void add_output_options(CLI::App& app, EvaluateOutputs& outputs, const std::string& svg,
                        const std::string& csv);

/// Tells the files of a run of these outputs.
void add_outputs(RunFiles& files, const EvaluateOutputs& outputs);

/// The outputs, begun before the work.
class BegunOutputs {
 public:
  /// @throws Error (ErrorCode::output)
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
