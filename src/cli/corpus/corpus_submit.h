#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "corpus/engines/scripts.h"
#include "corpus/run/plan.h"

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// What starts workers, and where the data set goes.
struct SubmitOptions {
  std::string engine;
  int jobs = 0;  ///< local workers; 0: as many as there are processors
  bool dry_run = false;
  bool quiet = false;
  std::filesystem::path output;  ///< empty: "data" in the folder of the run
  std::string format = "parquet";
  corpus::ScriptOptions script;
};

/// --output and --format
void add_merge_options(CLI::App& app, SubmitOptions& options);

/// Those of `submit` and `retry`.
void add_submit_options(CLI::App& app, SubmitOptions& options);

/// Those of `script`.
void add_script_options(CLI::App& app, SubmitOptions& options);

/// "3 photos, 1 clip": of these words those that are not of none.
[[nodiscard]] std::string inputs_text(std::uint64_t inputs, std::uint64_t clips);

/// Makes the data set, and says what is in it.
/// @return 1 if an input failed
int merge_run(const corpus::RunFolder& run, const corpus::Plan& plan, const SubmitOptions& options);

/// Starts workers for all shards without a part, then the merge.
int submit_run(const corpus::RunFolder& run, const corpus::Plan& plan,
               const SubmitOptions& options);

/// The script for another cluster.
[[nodiscard]] std::string script_text(const corpus::RunFolder& run, const corpus::Plan& plan,
                                      const SubmitOptions& options);

}  // namespace mien::cli
