#include "corpus/engines/scripts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "corpus/run/work.h"

namespace mien::corpus {

namespace {

constexpr std::size_t most_tasks = 1000;
constexpr std::size_t id_shown = 12;

std::string job_name(const Plan& plan) { return "mien-" + plan.id.substr(0, id_shown); }

std::string work_command(const ScriptOptions& options) {
  return fmt::format("{} corpus work {}", shell_word(options.program), shell_word(options.run));
}

std::string merge_command(const ScriptOptions& options) {
  return fmt::format("{} corpus merge {} --output {} --format {}", shell_word(options.program),
                     shell_word(options.run), shell_word(options.output), options.format);
}

/// Works on the shards of one task; `code` is 75 if one of them shall be tried again.
std::string shard_loop(const TaskLayout& tasks, const ScriptOptions& options,
                       const std::string& first) {
  return fmt::format(
      "code=0\n"
      "shard={}\n"
      "while [ \"$shard\" -lt {} ]; do\n"
      "  status=0\n"
      "  {} --shard \"$shard\" || status=$?\n"
      "  if [ \"$status\" -gt 128 ]; then status={}; fi\n"
      "  if [ \"$status\" -ne 0 ] && [ \"$code\" -ne {} ]; then code=$status; fi\n"
      "  shard=$((shard + {}))\n"
      "done\n",
      first, tasks.shards, work_command(options), exit_try_again, exit_try_again, tasks.tasks);
}

/// A word in the arguments of HTCondor, which stand in double quotes.
std::string condor_word(const std::string& word) {
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'' || c == '"') quoted += c;
    quoted += c;
  }
  return quoted + "'";
}

std::string slurm_lines(const Plan& plan, const ScriptOptions& options, const char* role) {
  std::string text = fmt::format(
      "#!/bin/sh\n"
      "#SBATCH --job-name={}{}\n"
      "#SBATCH --ntasks=1\n"
      "#SBATCH --cpus-per-task=1\n"
      "#SBATCH --mem={}\n"
      "#SBATCH --time={}\n",
      job_name(plan), role, options.memory, options.time);
  if (!options.partition.empty())
    text += fmt::format("#SBATCH --partition={}\n", options.partition);
  return text;
}

}  // namespace

TaskLayout task_layout(std::size_t shards, const std::vector<std::size_t>& open) {
  TaskLayout layout{.shards = shards, .tasks = std::min(shards, most_tasks)};
  std::set<std::size_t> open_tasks;
  for (const std::size_t shard : open) open_tasks.insert(shard % layout.tasks);
  layout.open.assign(open_tasks.begin(), open_tasks.end());
  return layout;
}

std::string number_ranges(const std::vector<std::size_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    if (!text.empty()) text += ',';
    text +=
        last == i ? fmt::format("{}", numbers[i]) : fmt::format("{}-{}", numbers[i], numbers[last]);
    i = last + 1;
  }
  return text;
}

std::string shell_word(const std::string& word) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=./,:@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string slurm_array_script(const Plan& plan, const TaskLayout& tasks,
                               const ScriptOptions& options) {
  const std::string at_once =
      options.max_running > 0 ? fmt::format("%{}", options.max_running) : std::string();
  return slurm_lines(plan, options, "") +
         fmt::format(
             "#SBATCH --array={}{}\n"
             "#SBATCH --requeue\n"
             "#SBATCH --open-mode=append\n"
             "\n"
             "{}"
             "# 75: another worker has the shard, or this one was told to end.\n"
             "if [ \"$code\" -eq {} ]; then\n"
             "  scontrol requeue \"${{SLURM_ARRAY_JOB_ID}}_${{SLURM_ARRAY_TASK_ID}}\"\n"
             "fi\n"
             "exit \"$code\"\n",
             number_ranges(tasks.open), at_once, shard_loop(tasks, options, "$SLURM_ARRAY_TASK_ID"),
             exit_try_again);
}

std::string slurm_merge_script(const Plan& plan, const ScriptOptions& options) {
  return slurm_lines(plan, options, "-merge") + "\n" + merge_command(options) + "\n";
}

std::string kubernetes_script(const Plan& plan, const TaskLayout& tasks,
                              const ScriptOptions& options) {
  // Indices cannot have gaps; a shard that is done takes a moment.
  const int at_once = options.max_running > 0
                          ? options.max_running
                          : static_cast<int>(std::min<std::size_t>(tasks.tasks, most_tasks));
  std::string loop = shard_loop(tasks, options, "$JOB_COMPLETION_INDEX") + "exit \"$code\"\n";
  std::string indented;
  for (std::size_t begin = 0; begin < loop.size();) {
    const std::size_t end = loop.find('\n', begin);
    indented += "              " + loop.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return fmt::format(
      "# kubectl apply -f THIS; then, when the Job is complete:\n"
      "#   {}\n"
      "apiVersion: batch/v1\n"
      "kind: Job\n"
      "metadata:\n"
      "  name: {}\n"
      "spec:\n"
      "  completionMode: Indexed\n"
      "  completions: {}\n"
      "  parallelism: {}\n"
      "  backoffLimit: {}\n"
      "  template:\n"
      "    spec:\n"
      "      restartPolicy: OnFailure\n"
      "      containers:\n"
      "        - name: mien\n"
      "          image: \"{}\"\n"
      "          command:\n"
      "            - sh\n"
      "            - -c\n"
      "            - |\n"
      "{}"
      "          resources:\n"
      "            requests:\n"
      "              cpu: 1\n"
      "              memory: {}i\n"
      "          volumeMounts:\n"
      "            - name: data\n"
      "              mountPath: \"{}\"\n"
      "      volumes:\n"
      "        - name: data\n"
      "          persistentVolumeClaim:\n"
      "            claimName: \"{}\"\n",
      merge_command(options), job_name(plan), tasks.tasks, at_once, 6 + 2 * tasks.tasks,
      options.image, indented, options.memory, options.mount, options.claim);
}

std::string grid_engine_script(const Plan& plan, const TaskLayout& tasks,
                               const ScriptOptions& options) {
  std::string text = fmt::format(
      "#!/bin/sh\n"
      "# qsub THIS; then, when the array is done:\n"
      "#   {}\n"
      "#$ -N {}\n"
      "#$ -S /bin/sh\n"
      "#$ -cwd\n"
      "#$ -r y\n"
      "#$ -t 1-{}\n"
      "#$ -l h_rt={},h_vmem={}\n",
      merge_command(options), job_name(plan), tasks.tasks, options.time, options.memory);
  if (options.max_running > 0) text += fmt::format("#$ -tc {}\n", options.max_running);
  if (!options.partition.empty()) text += fmt::format("#$ -q {}\n", options.partition);
  return text + "\n" + shard_loop(tasks, options, "$((SGE_TASK_ID - 1))") +
         fmt::format(
             "# Grid Engine puts a task that ends with 99 back into the queue.\n"
             "if [ \"$code\" -eq {} ]; then code=99; fi\n"
             "exit \"$code\"\n",
             exit_try_again);
}

std::string condor_script(const Plan& plan, const TaskLayout& tasks, const ScriptOptions& options) {
  // Each shard is a job: HTCondor has no limit like Slurm's.
  std::string text = fmt::format(
      "# condor_submit THIS; then, when all jobs are done:\n"
      "#   {}\n"
      "universe = vanilla\n"
      "executable = {}\n"
      "arguments = \"corpus work {} --shard $(Process)\"\n"
      "batch_name = {}\n"
      "request_cpus = 1\n"
      "request_memory = {}\n"
      "on_exit_remove = (ExitBySignal == False) && (ExitCode != {})\n",
      merge_command(options), options.program, condor_word(options.run), job_name(plan),
      options.memory, exit_try_again);
  if (options.max_running > 0) text += fmt::format("max_materialize = {}\n", options.max_running);
  return text + fmt::format("queue {}\n", tasks.shards);
}

std::string parallel_script(const Plan&, const TaskLayout& tasks, const ScriptOptions& options) {
  const std::string jobs =
      options.max_running > 0 ? fmt::format("{}", options.max_running) : std::string("100%");
  // parallel takes its command for a line of the shell.
  return fmt::format(
      "#!/bin/sh\n"
      "set -e\n"
      "seq 0 {} | parallel --jobs {} --retries 5 {}\n"
      "{}\n",
      tasks.shards - 1, jobs, shell_word(work_command(options) + " --shard {}"),
      merge_command(options));
}

}  // namespace mien::corpus
