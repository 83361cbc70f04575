#include "cli/corpus/corpus_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <thread>

#include "app/exit_code.h"
#include "app/interrupt.h"
#include "cli/corpus/corpus_inputs.h"
#include "cli/corpus/corpus_reading.h"
#include "cli/corpus/corpus_submit.h"
#include "cli/files/run_files.h"
#include "cli/shell/common_options.h"
#include "core/console.h"
#include "core/counted.h"
#include "corpus/merge/corpus_page.h"
#include "corpus/merge/merge.h"
#include "corpus/run/plan.h"
#include "corpus/run/status.h"
#include "corpus/run/task_index.h"
#include "corpus/run/work.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;

struct CorpusRequest {
  std::string version;
  fs::path run;
  fs::path output;
  std::vector<std::string> names;
  bool null = false;
  bool no_clips = false;
  std::size_t shards = 0;
  CorpusReading reading;
  std::optional<std::size_t> shard;
  bool watch = false;
  SubmitOptions submit;
  bool quiet = false;
  /// Takes the request, since one that it kept would never be freed.
  std::function<int(const CorpusRequest&)> action;
};

int plan_corpus(const CorpusRequest& request, const CLI::App& app) {
  if (request.names.empty()) {
    throw Error(ErrorCode::usage, "expected a PATH, found none (see --help)");
  }
  corpus::Plan plan;
  plan.version = request.version;
  plan.folder = fs::current_path().string();
  // What the models lack is better known before a long walk.
  check_reading(request.reading);
  const CorpusInputs inputs = corpus_inputs(
      request.names, std::cin,
      {.expansion = {.sequences = request.reading.clips.sequences, .null = request.null},
       .clips = !request.no_clips});
  plan_reading(plan, app, request.reading,
               std::ranges::count(inputs.inputs, true, &corpus::Input::clip) > 0);
  const std::size_t shards =
      request.shards > 0 ? request.shards : corpus::usual_shards(inputs.inputs);
  plan = corpus::write_plan({request.output}, std::move(plan), inputs.inputs, shards);
  if (request.quiet) return app::exit_ok;
  constexpr double mega = 1e6;
  say(fmt::format("{}, {:.1f} MB, in {}; plan {}\n", inputs_text(plan.inputs, plan.clips),
                  static_cast<double>(plan.bytes) / mega, counted(plan.shards.size(), "shard"),
                  plan.id));
  if (!inputs.left_out.empty()) say("left out: " + left_out_text(inputs.left_out) + "\n");
  return app::exit_ok;
}

int work_on_corpus(const CorpusRequest& request) {
  const corpus::RunFolder run{fs::absolute(request.run)};
  const corpus::Plan plan = corpus::read_plan(run);
  const std::size_t shard = request.shard ? *request.shard : corpus::task_index();
  if (plan.version != request.version) {
    throw Error(ErrorCode::setup, fmt::format("{}: expected mien {}, by which the run was planned, "
                                              "found {}",
                                              run.plan().string(), plan.version, request.version));
  }
  std::error_code failure;
  fs::current_path(plan.folder, failure);
  if (failure) {
    throw Error(ErrorCode::setup,
                fmt::format("{}: expected the folder in which the run was planned: {}", plan.folder,
                            failure.message()));
  }
  return corpus::work_on_shard(run, plan, shard, corpus_readers(plan));
}

int show_status(const CorpusRequest& request) {
  const corpus::RunFolder run{request.run};
  const corpus::Plan plan = corpus::read_plan(run);
  const app::InterruptGuard guard;
  while (true) {
    const corpus::RunStatus status = corpus::run_status(run, plan, std::time(nullptr));
    show(corpus::status_text(status));
    if (!request.watch || status.done == status.shards) return app::exit_ok;
    constexpr int rounds = 20;
    for (int i = 0; i < rounds; ++i) {
      if (app::InterruptGuard::interrupted()) return app::exit_interrupted;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }
}

int merge_corpus(const CorpusRequest& request) {
  const corpus::RunFolder run{request.run};
  const corpus::Plan plan = corpus::read_plan(run);
  return merge_run(run, plan, request.submit);
}

int retry_corpus(const CorpusRequest& request) {
  const corpus::RunFolder run{request.run};
  const corpus::Plan plan = corpus::read_plan(run);
  if (request.submit.dry_run) return submit_run(run, plan, request.submit);
  const std::size_t forgotten = corpus::forget_attempts(run, plan).size();
  if (!request.submit.quiet) {
    say(fmt::format("{} tried anew\n", counted(forgotten, "shard")));
  }
  return submit_run(run, plan, request.submit);
}

int report_corpus(const CorpusRequest& request) {
  const corpus::RunFolder run{request.run};
  const corpus::Plan plan = corpus::read_plan(run);
  RunFiles files;
  for (const fs::path& path : {run.plan(), run.list()}) files.reads(path);
  files.writes("--output", request.output);
  files.prepare();
  const std::vector<corpus::PartFacts> parts = corpus::present_parts(run, plan);
  corpus::write_corpus_page(run, plan, parts, request.output);
  return app::exit_ok;
}

int submit_corpus(const CorpusRequest& request) {
  const corpus::RunFolder run{request.run};
  return submit_run(run, corpus::read_plan(run), request.submit);
}

int print_script(const CorpusRequest& request) {
  const corpus::RunFolder run{request.run};
  show(script_text(run, corpus::read_plan(run), request.submit));
  return app::exit_ok;
}

using Shared = std::shared_ptr<CorpusRequest>;

CLI::App* add_part(CLI::App& parent, const Shared& request, const char* name, const char* summary,
                   int (*action)(const CorpusRequest&)) {
  CLI::App* app = parent.add_subcommand(name, summary);
  app->add_option("RUN", request->run, "Folder of the run")->required()->type_name("RUN");
  app->callback([request, action] { request->action = action; });
  return app;
}

void add_plan(CLI::App& parent, const Shared& request) {
  CLI::App* app = parent.add_subcommand(
      "plan", "List photos and clips, cut the list into shards, and say how they are to be read");
  app->add_option(
         "PATH", request->names,
         "Photos, clips, folders, patterns and tar archives of photos; - is a list of paths "
         "on standard input")
      ->type_name("PATH");
  app->add_option("-o,--output", request->output, "Folder of the run, which is made")
      ->required()
      ->type_name("RUN");
  constexpr std::size_t most = 99'999;
  app->add_option("--shards", request->shards,
                  "Pieces of about the same size, each for one worker (default: one for each 500 "
                  "MB, at most 1000)")
      ->check(CLI::Range(std::size_t{1}, most))
      ->type_name("N");
  add_null(*app, request->null);
  app->add_flag("--no-clips", request->no_clips, "Leave clips out, and count them");
  add_corpus_reading(*app, request->reading);
  app->add_flag("-q,--quiet", request->quiet, "Print no summary");
  app->callback([request, app] {
    request->action = [app](const CorpusRequest& plan) { return plan_corpus(plan, *app); };
  });
}

}  // namespace

Command add_corpus_command(CLI::App& parent, const std::string& version) {
  CLI::App* app = parent.add_subcommand(
      "corpus",
      "Read the photos and clips of a large collection with many workers, also on a cluster");
  app->require_subcommand(1);
  app->footer(
      "Examples:\n"
      "  mien corpus plan photos/ -o run/\n"
      "  mien corpus submit run/ --engine local --jobs 8\n"
      "  mien corpus submit run/ --engine slurm --partition short --time 2:00:00\n"
      "  mien corpus status run/ --watch\n"
      "  mien corpus merge run/ -o data/\n"
      "  mien corpus report run/ -o faces.html\n"
      "\n"
      "docs/corpus.md is the guide. The attributes are apparent ones: how a picture looks, not\n"
      "what a person feels or is.\n"
      "Exit code: 0 all good, 1 a shard or an input failed, 2 usage, 3 set-up or output,\n"
      "75 try again, 130 interrupted.");
  const auto request = std::make_shared<CorpusRequest>();
  request->version = version;
  add_plan(*app, request);
  CLI::App* submit = add_part(*app, request, "submit", "Start the workers of a run, and then merge",
                              submit_corpus);
  add_submit_options(*submit, request->submit);
  CLI::App* work =
      add_part(*app, request, "work", "Read the photos and clips of one shard", work_on_corpus);
  work->add_option_function<std::size_t>(
          "--shard", [request](std::size_t shard) { request->shard = shard; },
          "Number of the shard, from 0 (default: what the cluster says in SLURM_ARRAY_TASK_ID, "
          "JOB_COMPLETION_INDEX, SGE_TASK_ID, PBS_ARRAY_INDEX or AWS_BATCH_JOB_ARRAY_INDEX)")
      ->type_name("N");
  CLI::App* status = add_part(*app, request, "status", "Say how far a run is", show_status);
  status->add_flag("--watch", request->watch, "Say it every two seconds until the run is done");
  CLI::App* retry = add_part(
      *app, request, "retry",
      "Forget the failures of shards without a result, and start these again", retry_corpus);
  add_submit_options(*retry, request->submit);
  CLI::App* merge =
      add_part(*app, request, "merge", "Make one data set of all results", merge_corpus);
  add_merge_options(*merge, request->submit);
  CLI::App* report =
      add_part(*app, request, "report", "Write a page on what was found so far", report_corpus);
  report
      ->add_option("-o,--output", request->output,
                   "Page with counts, expressions, ages, folders and errors; - is standard output")
      ->required()
      ->type_name("FILE.html");
  CLI::App* script =
      add_part(*app, request, "script",
               "Print the script for a cluster that mien does not start itself", print_script);
  add_script_options(*script, request->submit);
  return {app, [request] { return request->action(*request); }};
}

}  // namespace mien::cli
