#include "cli/models/bench_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "app/exit_code.h"
#include "app/interrupt.h"
#include "app/progress.h"
#include "app/terminal.h"
#include "cli/files/run_files.h"
#include "core/output_file.h"
#include "paper/speed/bench_networks.h"
#include "paper/speed/bench_report.h"

namespace mien::cli {

namespace {

constexpr int most_rounds = 100'000;
constexpr int most_threads = 1024;

struct BenchRequest {
  paper::NetworkBenchOptions networks;
  std::string csv;
  std::string json;
  std::optional<std::string> memory_of;  ///< what this process is to load, and nothing else
};

/// The file, begun before the work so that one that cannot be written is found at once.
std::optional<OutputFile> begin_output(const std::string& path) {
  if (path.empty()) return std::nullopt;
  return OutputFile(path);
}

void finish_file(std::optional<OutputFile>& file, const std::string& text) {
  if (!file) return;
  file->write(text);
  file->commit();
}

int run_bench(const BenchRequest& request) {
  if (request.memory_of) {
    paper::print_peak_memory(*request.memory_of);
    return app::exit_ok;
  }
  RunFiles files;
  files.writes("--csv", request.csv);
  files.writes("--json", request.json);
  files.prepare();
  std::optional<OutputFile> csv = begin_output(request.csv);
  std::optional<OutputFile> json = begin_output(request.json);
  paper::NetworkBenchOptions options = request.networks;
  std::optional<app::ProgressBar> progress;
  options.progress = [&](std::size_t done, std::size_t total) {
    if (!progress) progress.emplace(total, "turns", true);
    progress->update(done);
  };
  options.stop = [] { return app::InterruptGuard::interrupted(); };
  const app::InterruptGuard guard;
  const paper::NetworksBench bench = paper::bench_networks(options);
  progress.reset();
  finish_file(csv, paper::bench_csv(bench));
  finish_file(json, paper::bench_json(bench));
  if (request.csv != "-" && request.json != "-") write_file("-", paper::bench_text(bench));
  return app::exit_ok;
}

void add_networks(CLI::App& parent, const std::shared_ptr<BenchRequest>& request) {
  CLI::App* app = parent.add_subcommand(
      "networks", "Time the networks of Table 3 of Savchenko 2021 and count what they take");
  paper::NetworkBenchOptions& options = request->networks;
  options.threads = app::available_processors();
  app->add_option("--networks", options.networks,
                  "Networks to time, by their names in mien networks (default: all)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME,...");
  app->add_option("--rounds", options.rounds, "Times that each network is measured")
      ->check(CLI::Range(1, most_rounds))
      ->type_name("N")
      ->capture_default_str();
  app->add_option(
         "--threads", options.threads,
         "Threads of the second series of times; the first series has one thread, and 1 leaves "
         "the second out")
      ->check(CLI::Range(1, most_threads))
      ->type_name("N")
      ->capture_default_str();
  app->add_option("--csv", request->csv, "Write the table as CSV; - is standard output")
      ->type_name("FILE");
  app->add_option("--json", request->json, "Write the table as JSON; - is standard output")
      ->type_name("FILE");
  app->add_option("--print-peak-memory", request->memory_of)->group("");
  app->footer(
      "Weights are random: speed does not depend on them. All networks together need some 3 GB of\n"
      "memory, and 1.2 GB in the folder for temporary files ($TMPDIR). Let nothing else run.\n"
      "Examples:\n"
      "  mien bench networks\n"
      "  mien bench networks --networks mobilenet-v1,resnet18 --rounds 5 --threads 1\n"
      "  mien bench networks --json table3.json --csv table3.csv");
}

}  // namespace

Command add_bench_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand("bench", "Measure speed and memory");
  app->require_subcommand(1);
  const auto request = std::make_shared<BenchRequest>();
  add_networks(*app, request);
  return {app, [request] { return run_bench(*request); }};
}

}  // namespace mien::cli
