#include "cli/corpus/corpus_submit.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <limits>

#include "app/exit_code.h"
#include "app/terminal.h"
#include "core/console.h"
#include "core/counted.h"
#include "core/output_file.h"
#include "corpus/engines/local.h"
#include "corpus/engines/slurm.h"
#include "corpus/merge/merge.h"
#include "corpus/parquet/sql_backend.h"
#include "corpus/run/status.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* cluster_group = "Cluster";

fs::path output_of(const corpus::RunFolder& run, const SubmitOptions& options) {
  return fs::absolute(options.output.empty() ? run.path / "data" : options.output);
}

corpus::ScriptOptions script_options(const corpus::RunFolder& run, const SubmitOptions& options) {
  corpus::ScriptOptions script = options.script;
  script.program = fs::read_symlink("/proc/self/exe").string();
  script.run = fs::absolute(run.path).lexically_normal().string();
  script.output = output_of(run, options).lexically_normal().string();
  script.format = options.format;
  return script;
}

void add_cluster_options(CLI::App& app, SubmitOptions& options) {
  corpus::ScriptOptions& script = options.script;
  app.add_option("--partition", script.partition, "Partition of Slurm, or queue of Grid Engine")
      ->type_name("NAME")
      ->group(cluster_group);
  app.add_option("--time", script.time, "Most time of a task")
      ->type_name("H:MM:SS")
      ->capture_default_str()
      ->group(cluster_group);
  app.add_option("--memory", script.memory, "Memory of a task")
      ->type_name("SIZE")
      ->capture_default_str()
      ->group(cluster_group);
  app.add_option("--max-running", script.max_running,
                 "Most tasks at the same time (default: no limit)")
      ->check(CLI::Range(1, std::numeric_limits<int>::max()))
      ->type_name("N")
      ->group(cluster_group);
}

int submit_locally(const corpus::RunFolder& run, const corpus::Plan& plan,
                   const SubmitOptions& options) {
  const std::string folder = fs::absolute(run.path).string();
  const corpus::LocalResult result =
      corpus::run_locally(run, plan,
                          {.jobs = options.jobs > 0 ? options.jobs : app::available_processors(),
                           .command =
                               [&](std::size_t shard) {
                                 return std::vector<std::string>{"corpus", "work", folder,
                                                                 "--shard", std::to_string(shard)};
                               },
                           .quiet = options.quiet});
  if (result.code == app::exit_interrupted) return result.code;
  if (!result.failed.empty()) {
    say(
        fmt::format("mien: {} failed; mien corpus status says why, and mien corpus retry tries "
                    "again\n",
                    counted(result.failed.size(), "shard")));
    return result.code;
  }
  return merge_run(run, plan, options);
}

}  // namespace

void add_merge_options(CLI::App& app, SubmitOptions& options) {
  app.add_option("-o,--output", options.output,
                 "Folder of the data set (default: data in the folder of the run)")
      ->type_name("DIR");
  app.add_option(
         "--format", options.format,
         "parquet, which needs mien's module for it; or csv, the rows of mien analyze --csv")
      ->check(CLI::IsMember({"parquet", "csv"}))
      ->type_name("FORMAT")
      ->capture_default_str();
  app.add_flag("-q,--quiet", options.quiet, "Print no summary or progress bar");
}

void add_submit_options(CLI::App& app, SubmitOptions& options) {
  app.add_option("--engine", options.engine,
                 "local: processes of this machine; slurm: an array of jobs, and one that merges")
      ->required()
      ->check(CLI::IsMember({"local", "slurm"}))
      ->type_name("ENGINE");
  app.add_option("--jobs", options.jobs,
                 "Workers of --engine local (default: one for each processor)")
      ->check(CLI::Range(1, 4096))
      ->type_name("N");
  app.add_flag("--dry-run", options.dry_run, "Print the scripts for Slurm, and start nothing");
  add_merge_options(app, options);
  add_cluster_options(app, options);
}

void add_script_options(CLI::App& app, SubmitOptions& options) {
  app.add_option("--engine", options.engine,
                 "Kubernetes (k8s), Grid Engine (sge), HTCondor (htcondor) or GNU parallel "
                 "(parallel)")
      ->required()
      ->check(CLI::IsMember({"k8s", "sge", "htcondor", "parallel"}))
      ->type_name("ENGINE");
  add_merge_options(app, options);
  add_cluster_options(app, options);
  app.add_option("--image", options.script.image, "Container that has mien, for Kubernetes")
      ->type_name("IMAGE")
      ->capture_default_str()
      ->group(cluster_group);
  app.add_option("--claim", options.script.claim,
                 "Volume claim that holds the photos and the run, for Kubernetes")
      ->type_name("NAME")
      ->capture_default_str()
      ->group(cluster_group);
  app.add_option("--mount", options.script.mount, "Where that volume is mounted")
      ->type_name("DIR")
      ->capture_default_str()
      ->group(cluster_group);
}

std::string inputs_text(std::uint64_t inputs, std::uint64_t clips) {
  if (clips == 0) return counted(inputs, "photo");
  if (clips == inputs) return counted(clips, "clip");
  return counted(inputs - clips, "photo") + ", " + counted(clips, "clip");
}

int merge_run(const corpus::RunFolder& run, const corpus::Plan& plan,
              const SubmitOptions& options) {
  const fs::path folder = output_of(run, options);
  const auto format =
      options.format == "csv" ? corpus::DataFormat::csv : corpus::DataFormat::parquet;
  const corpus::RowCounts totals = corpus::merge_parts(run, plan, folder, format);
  if (!options.quiet) {
    std::string text =
        fmt::format("{}: {}, {}, ", folder.string(), inputs_text(totals.inputs, totals.clips),
                    counted(totals.faces, "face"));
    if (totals.clips > 0) {
      text += fmt::format("{}, {}, ", counted(totals.tracks, "person", "people"),
                          counted(totals.segments, "segment"));
    }
    say(text + counted(totals.errors, "error") + "\n");
  }
  return totals.errors > 0 ? app::exit_some_inputs_failed : app::exit_ok;
}

int submit_run(const corpus::RunFolder& run, const corpus::Plan& plan,
               const SubmitOptions& options) {
  const std::vector<std::size_t> open = corpus::open_shards(run, plan);
  if (options.engine == "local") {
    if (options.dry_run) {
      throw Error(ErrorCode::usage, "--dry-run: expected --engine slurm, found local");
    }
    // What the merge lacks is better known before the work.
    if (options.format == "parquet") (void)corpus::sql_backend();
    return submit_locally(run, plan, options);
  }
  const corpus::ScriptOptions script = script_options(run, options);
  const corpus::TaskLayout tasks = corpus::task_layout(plan.shards.size(), open);
  const std::string array = corpus::slurm_array_script(plan, tasks, script);
  const std::string merge = corpus::slurm_merge_script(plan, script);
  if (options.dry_run) {
    show(array + "\n" + merge);
    return app::exit_ok;
  }
  if (open.empty()) return merge_run(run, plan, options);
  const corpus::SlurmJobs jobs = corpus::submit_to_slurm(run, array, merge);
  if (!options.quiet) {
    say(fmt::format("job {}: {}; job {}: the merge\n", jobs.array,
                    counted(tasks.open.size(), "task"), jobs.merge));
  }
  return app::exit_ok;
}

std::string script_text(const corpus::RunFolder& run, const corpus::Plan& plan,
                        const SubmitOptions& options) {
  const corpus::ScriptOptions script = script_options(run, options);
  const corpus::TaskLayout tasks =
      corpus::task_layout(plan.shards.size(), corpus::open_shards(run, plan));
  if (options.engine == "k8s") return corpus::kubernetes_script(plan, tasks, script);
  if (options.engine == "sge") return corpus::grid_engine_script(plan, tasks, script);
  if (options.engine == "htcondor") return corpus::condor_script(plan, tasks, script);
  return corpus::parallel_script(plan, tasks, script);
}

}  // namespace mien::cli
