#include "cli/reproduce/reproduce_options.h"

#include <CLI/CLI.hpp>

#include "cli/shell/common_options.h"

namespace mien::cli {

namespace {

void add_data_places(CLI::App& app, paper::ReproduceRequest& request) {
  const char* const group = "Data";
  const auto add = [&](const char* name, std::filesystem::path& path, const char* help,
                       const char* type) {
    app.add_option(name, path, help)->type_name(type)->group(group);
  };
  add("--data", request.data,
      "Folder with any of ferplus.tar, utkface.tar, fairface.tar, lfw-part.tar, ckplus-part.tar, "
      "affectnet-va.tar",
      "DIR");
  add("--lfw", request.lfw, "Photos with a folder for each person (Table 1)", "DATA");
  add("--utkface", request.utkface, "UTKFace in the wild, or the whole of it cut (Tables 6, 7)",
      "DATA");
  add("--affectnet", request.affectnet, "AffectNet, as mien evaluate affectnet takes it (Table 2)",
      "DIR");
  add("--afew", request.afew, "AFEW, as mien evaluate afew takes it (Table 4)", "DIR");
  add("--vgaf", request.vgaf, "VGAF, as mien evaluate vgaf takes it (Table 5)", "DIR");
  add("--runs", request.runs,
      "Runs of recipes/table-2-*.toml, a folder each (Table 2), or those of "
      "scripts/compare-emotion-gcn",
      "DIR");
  add("--bench", request.bench, "Take Table 3 from this file of mien bench networks --json",
      "FILE");
}

}  // namespace

void add_reproduce_options(CLI::App& app, paper::ReproduceRequest& request) {
  app.add_option("--paper", request.paper,
                 "Savchenko 2021 (Tables 1 to 7), or the comparison of Emotion-GCN (Antoniadis "
                 "2021)")
      ->check(CLI::IsMember({"savchenko-2021", "emotion-gcn"}))
      ->type_name("savchenko-2021|emotion-gcn")
      ->capture_default_str();
  app.add_option("--tables", request.tables,
                 "Tables of Savchenko 2021 to measure: 1 to 7, and fairness (default: all)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"1", "2", "3", "4", "5", "6", "7", "fairness"}))
      ->type_name("N,...");
  add_data_places(app, request);
  app.add_option("--model", request.features,
                 "Models to measure on clips and on AffectNet: names in mien models list, or paths "
                 "of .onnx "
                 "files")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("MODEL,...")
      ->capture_default_str();
  app.add_flag("--train", request.train, "Train the runs of Table 2 that --runs lacks and whose data --data holds");
  app.add_option("--recipes", request.recipes, "Folder with the recipes of the runs of --train")
      ->type_name("DIR")
      ->capture_default_str();
  app.add_option("--rounds", request.rounds, "Times that each network of Table 3 is measured")
      ->check(CLI::Range(1, 100000))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--seed", request.seed, "Start of the random numbers of draws and intervals")
      ->type_name("N")
      ->capture_default_str();
  app.add_option("-o,--output", request.output,
                 "Write tables, charts and measurements into this folder")
      ->type_name("DIR")
      ->capture_default_str();
  app.add_flag("--force", request.force, "Measure anew what the output folder keeps");
  app.add_flag("-q,--quiet", request.quiet, "Print no tables and no progress");
  add_threads(app, request.threads);
  app.footer(
      "Without data: the tables of Savchenko 2021, and for each row what it takes to measure it. "
      "What was\n"
      "measured is kept in DIR/measurements: a run that was stopped goes on, a repeated one is "
      "quick.\n"
      "DIR gets report.html, report.md, and TABLE.csv and TABLE.svg for each table.\n"
      "Examples:\n"
      "  mien reproduce\n"
      "  mien reproduce --tables 3\n"
      "  mien reproduce --data DATA --runs runs --train\n"
      "  mien reproduce --tables 4,5 --afew AFEW/ --vgaf VGAF/\n"
      "  mien reproduce --paper emotion-gcn --data DATA --runs runs/emotion-gcn\n"
      "Exit code: 0 all good, 1 the data are bad, 2 usage, 3 set-up or output, 130 interrupted.");
}

}  // namespace mien::cli
