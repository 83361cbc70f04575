#include "cli/evaluate_outputs.h"

#include <fmt/format.h>

#include <system_error>

#include "mien/core/error.h"

namespace mien::cli {

namespace {

void make_folder(const std::filesystem::path& folder) {
  if (folder.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (std::filesystem::is_directory(folder)) return;
  throw Error(ErrorCode::output, fmt::format("{}: expected a folder to write plots into: {}",
                                             folder.string(), error.message()));
}

void finish(OutputFile& file, const std::string& text) {
  file.write(text);
  file.commit();
}

}  // namespace

void add_output_options(CLI::App& app, EvaluateOutputs& outputs, const std::string& svg,
                        const std::string& csv) {
  const char* const group = "Output";
  app.add_option("--json", outputs.json, "All scores; - is standard output")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--csv", outputs.csv, csv)->type_name("FILE")->group(group);
  if (!svg.empty()) {
    app.add_option("--svg", outputs.svg, svg)->type_name("DIR")->group(group);
  }
  app.add_flag("-q,--quiet", outputs.quiet, "No tables or progress bar")->group(group);
}

BegunOutputs::BegunOutputs(const EvaluateOutputs& outputs)
    : printed_(outputs.json == "-" || outputs.csv == "-") {
  if (outputs.json == "-" && outputs.csv == "-") {
    throw Error(ErrorCode::usage,
                "expected one output on standard output, found --json and --csv; give one of them "
                "a file");
  }
  if (!outputs.json.empty()) json_.emplace(outputs.json);
  if (!outputs.csv.empty()) csv_.emplace(outputs.csv);
  make_folder(outputs.svg);
}

void BegunOutputs::write_json(const std::string& text) { finish(*json_, text); }
void BegunOutputs::write_csv(const std::string& text) { finish(*csv_, text); }

void BegunOutputs::print(const std::string& text) const {
  if (!printed_) write_file("-", text);
}

}  // namespace mien::cli
