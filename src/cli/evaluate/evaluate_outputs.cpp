#include "cli/evaluate/evaluate_outputs.h"

#include <CLI/CLI.hpp>

#include "core/console.h"

namespace mien::cli {

namespace {

void finish(OutputFile& file, const std::string& text) {
  file.write(text);
  file.commit();
}

}  // namespace

void add_output_options(CLI::App& app, EvaluateOutputs& outputs, const std::string& svg,
                        const std::string& csv) {
  const char* const group = "Output";
  app.add_option("--json", outputs.json, "Write all scores as JSON; - is standard output")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--csv", outputs.csv, csv)->type_name("FILE")->group(group);
  if (!svg.empty()) {
    app.add_option("--plots", outputs.svg, svg)->type_name("DIR")->group(group);
  }
  app.add_flag("-q,--quiet", outputs.quiet, "Print no tables or progress bar")->group(group);
}

void add_outputs(RunFiles& files, const EvaluateOutputs& outputs) {
  files.writes("--json", outputs.json);
  files.writes("--csv", outputs.csv);
  files.makes("--plots", outputs.svg);
  files.writes_any("--plots", outputs.svg, ".svg");
}

BegunOutputs::BegunOutputs(const EvaluateOutputs& outputs)
    : printed_(outputs.json == "-" || outputs.csv == "-") {
  if (!outputs.json.empty()) json_.emplace(outputs.json);
  if (!outputs.csv.empty()) csv_.emplace(outputs.csv);
}

void BegunOutputs::write_json(const std::string& text) { finish(*json_, text); }
void BegunOutputs::write_csv(const std::string& text) { finish(*csv_, text); }

void BegunOutputs::print(const std::string& text) const {
  if (!printed_) show(text);
}

}  // namespace mien::cli
