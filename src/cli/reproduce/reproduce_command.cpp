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
#include "cli/reproduce/reproduce_options.h"
#include "cli/reproduce/reproduce_tables.h"
#include "core/output_file.h"
#include "reproduce/table_writers.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;
using reproduce::ReproducedTable;

std::vector<ReproducedTable> tables_of(Reproduction& run) {
  const std::vector<std::string>& asked = run.request().tables;
  std::vector<ReproducedTable> tables;
  const auto add = [&](const char* name, ReproducedTable (*table)(Reproduction&)) {
    if (!asked.empty() && std::ranges::find(asked, name) == asked.end()) return;
    tables.push_back(table(run));
  };
  add("1", reproduce_identity);
  add("2", reproduce_expressions);
  add("3", reproduce_speed);
  add("4", reproduce_clips);
  add("5", reproduce_group_clips);
  add("6", reproduce_attributes);
  add("7", reproduce_ethnicity);
  if (asked.empty() || std::ranges::find(asked, "fairness") != asked.end()) {
    for (ReproducedTable& table : reproduce_fairness(run)) tables.push_back(std::move(table));
  }
  return tables;
}

/// The command line that the request stands for, with names of folders but not where they are.
std::string command_of(const ReproduceRequest& request) {
  std::string text = "mien reproduce";
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
                 const reproduce::ReportFacts& facts) {
  for (const ReproducedTable& table : tables) {
    write_file(folder / (table.id + ".csv"), table_csv(table));
    const std::string chart = table_chart(table);
    if (!chart.empty()) write_file(folder / (table.id + ".svg"), chart);
  }
  write_file(folder / "report.md", report_markdown(tables, facts));
  write_file(folder / "report.html", report_page(tables, facts));
}

int run_reproduce(const ReproduceRequest& request) {
  Reproduction run(request);
  const app::InterruptGuard guard;
  const std::vector<ReproducedTable> tables = tables_of(run);
  write_files(request.output, tables,
              {.command = command_of(request),
               .seed = request.seed,
               .machine = reproduce::this_machine(),
               .data = run.used()});
  if (request.quiet) return app::exit_ok;
  std::string text;
  for (const ReproducedTable& table : tables) text += table_text(table) + "\n";
  text += fmt::format("written: {}\n", (request.output / "report.html").string());
  write_file("-", text);
  return app::exit_ok;
}

}  // namespace

reproduce::TableRow row_without_model(const std::string& group, const std::string& what,
                                      const std::string& model) {
  reproduce::TableRow row;
  row.group = group;
  row.what = what;
  row.note = fmt::format("Needs the model: mien models fetch {}.", model);
  return row;
}

Command add_reproduce_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "reproduce", "Measure the tables of Savchenko 2021, and print both numbers side by side");
  auto request = std::make_shared<ReproduceRequest>();
  add_reproduce_options(*app, *request);
  return {app, [request] { return run_reproduce(*request); }};
}

}  // namespace mien::cli
