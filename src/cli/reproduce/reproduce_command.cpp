#include "cli/reproduce/reproduce_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/exit_code.h"
#include "app/interrupt.h"
#include "cli/reproduce/reproduce_check.h"
#include "cli/reproduce/reproduce_options.h"
#include "core/output_file.h"
#include "paper/tables/tables.h"
#include "paper/writers/table_writers.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;
using paper::ReproducedTable;

constexpr const char* emotion_gcn = "emotion-gcn";

constexpr const char* savchenko_statement =
    "Numbers of “Facial expression and attributes recognition based on multi-task learning of "
    "lightweight neural networks” (Savchenko 2021, arXiv 2103.17107) beside mien’s own. What was "
    "measured on other data than the paper’s stands in rows of its own and is not to be compared "
    "digit by digit. Intervals are bootstraps of 95 %.";

constexpr const char* emotion_gcn_statement =
    "“Exploiting Emotional Dependencies with Graph Convolutional Networks for Facial Expression "
    "Recognition” (Antoniadis, Filntisis and Maragos 2021, arXiv 2106.03487) and mien’s own runs. "
    "They differ in data and network: what can be compared are mien’s variants with each other.";

std::vector<ReproducedTable> tables_of(paper::Reproduction& run) {
  if (run.request().paper == emotion_gcn) return {paper::reproduce_emotion_gcn(run)};
  const std::vector<std::string>& requested = run.request().tables;
  std::vector<ReproducedTable> tables;
  const auto add = [&](const char* name, ReproducedTable (*table)(paper::Reproduction&)) {
    if (!requested.empty() && std::ranges::find(requested, name) == requested.end()) return;
    tables.push_back(table(run));
  };
  add("1", paper::reproduce_identity);
  add("2", paper::reproduce_expressions);
  add("3", paper::reproduce_speed);
  add("4", paper::reproduce_clips);
  add("5", paper::reproduce_group_clips);
  add("6", paper::reproduce_attributes);
  add("7", paper::reproduce_ethnicity);
  if (requested.empty() || std::ranges::find(requested, "fairness") != requested.end()) {
    for (ReproducedTable& table : paper::reproduce_fairness(run))
      tables.push_back(std::move(table));
  }
  return tables;
}

/// The command line that the request stands for, with names of folders but not where they are.
std::string command_of(const paper::ReproduceRequest& request) {
  std::string text = "mien reproduce";
  if (request.paper == emotion_gcn) text += " --paper emotion-gcn";
  if (!request.tables.empty()) text += fmt::format(" --tables {}", fmt::join(request.tables, ","));
  const auto add = [&](const char* option, const fs::path& path) {
    if (path.empty()) return;
    const fs::path name = path.has_filename() ? path.filename() : path.parent_path().filename();
    text += fmt::format(" {} {}", option, name.string());
  };
  add("--data", request.data);
  add("--lfw", request.lfw);
  add("--utkface", request.utkface);
  add("--affectnet", request.affectnet);
  add("--afew", request.afew);
  add("--vgaf", request.vgaf);
  add("--runs", request.runs);
  add("--bench", request.bench);
  return text + fmt::format(" --model {} --seed {} --threads {}", fmt::join(request.features, ","),
                            request.seed, request.threads);
}

void write_files(const fs::path& folder, const std::vector<ReproducedTable>& tables,
                 const paper::ReportFacts& facts) {
  for (const ReproducedTable& table : tables) {
    write_file(folder / (table.id + ".csv"), table_csv(table));
    const std::string chart = table_chart(table);
    if (!chart.empty()) write_file(folder / (table.id + ".svg"), chart);
  }
  write_file(folder / "report.md", report_markdown(tables, facts));
  write_file(folder / "report.html", report_page(tables, facts));
}

int run_reproduce(const paper::ReproduceRequest& request) {
  check_reproduction(request);
  paper::Reproduction run(request);
  const app::InterruptGuard guard;
  const std::vector<ReproducedTable> tables = tables_of(run);
  write_files(
      request.output, tables,
      {.statement = request.paper == emotion_gcn ? emotion_gcn_statement : savchenko_statement,
       .command = command_of(request),
       .seed = request.seed,
       .machine = paper::this_machine(),
       .data = run.used()});
  if (request.quiet) return app::exit_ok;
  std::string text;
  for (const ReproducedTable& table : tables) text += table_text(table) + "\n";
  text += fmt::format("written: {}\n", (request.output / "report.html").string());
  write_file("-", text);
  return app::exit_ok;
}

}  // namespace

Command add_reproduce_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "reproduce", "Measure the tables of Savchenko 2021, and print both numbers side by side");
  auto request = std::make_shared<paper::ReproduceRequest>();
  add_reproduce_options(*app, *request);
  return {app, [request] { return run_reproduce(*request); }};
}

}  // namespace mien::cli
