#include "corpus/engines/scripts.h"

#include <cstdlib>
#include <numeric>

#include "corpus/corpus_fixture.h"
#include "corpus/run/task_index.h"
#include "mien/core/error.h"

namespace mien::corpus {

namespace {

using testing::HasSubstr;

std::vector<std::size_t> first_numbers(std::size_t count) {
  std::vector<std::size_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0U);
  return numbers;
}

/// A program in place of mien that notes its arguments and ends with the code that the file "code"
/// says.
class CorpusScripts : public CorpusTest {
 protected:
  CorpusScripts() {
    plan.id = std::string(64, 'a');
    options.program = at("mi en").string();
    options.run = at("r'un").string();
    options.output = at("data").string();
    write_file(at("mi en"), "#!/bin/sh\necho \"$@\" >> '" + at("calls").string() +
                                "'\nexit \"$(cat '" + at("code").string() + "')\"\n");
    std::filesystem::permissions(at("mi en"), std::filesystem::perms::owner_all);
    write_file(at("code"), std::string("0"));
  }

  [[nodiscard]] int run_script(const std::string& script, const std::string& before) const {
    write_file(at("script"), script);
    const std::string command = before + " sh '" + at("script").string() + "'";
    return WEXITSTATUS(std::system(command.c_str()));
  }

  Plan plan;
  ScriptOptions options;
};

TEST(CorpusTasks, AreAtMostThousand) {
  EXPECT_EQ(task_layout(5, first_numbers(5)).tasks, 5U);
  const TaskLayout many = task_layout(2500, {3, 1003, 2499});
  EXPECT_EQ(many.tasks, 1000U);
  EXPECT_EQ(many.open, (std::vector<std::size_t>{3, 499}));
}

TEST(CorpusTasks, RangesAreShort) {
  EXPECT_EQ(number_ranges({0, 1, 2, 3, 7, 9, 10}), "0-3,7,9-10");
  EXPECT_EQ(number_ranges({5}), "5");
}

TEST(CorpusTasks, WordsSurviveTheShell) {
  EXPECT_EQ(shell_word("/a/b-1.txt"), "/a/b-1.txt");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a 'b' $c"), "'a '\\''b'\\'' $c'");
}

TEST(CorpusTasks, NumberComesFromTheCluster) {
  for (const char* name : {"SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "SGE_TASK_ID",
                           "PBS_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX"}) {
    ::unsetenv(name);
  }
  EXPECT_THAT(message_of([] { (void)task_index(); }), HasSubstr("found none"));
  ::setenv("SGE_TASK_ID", "undefined", 1);
  EXPECT_THAT(message_of([] { (void)task_index(); }), HasSubstr("found none"));
  ::setenv("SGE_TASK_ID", "1", 1);
  EXPECT_EQ(task_index(), 0U);
  ::setenv("JOB_COMPLETION_INDEX", "7", 1);
  EXPECT_EQ(task_index(), 7U);
  ::setenv("SLURM_ARRAY_TASK_ID", "x", 1);
  EXPECT_THAT(message_of([] { (void)task_index(); }), HasSubstr("found x"));
  for (const char* name : {"SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "SGE_TASK_ID"}) {
    ::unsetenv(name);
  }
}

TEST_F(CorpusScripts, SlurmTaskWorksOnEachOfItsShards) {
  const std::string script =
      slurm_array_script(plan, task_layout(2500, first_numbers(2500)), options);
  EXPECT_THAT(script, HasSubstr("#SBATCH --array=0-999\n"));
  EXPECT_EQ(run_script(script, "SLURM_ARRAY_TASK_ID=7"), 0);
  const std::string work = "corpus work " + options.run + " --shard ";
  EXPECT_EQ(text_of(at("calls")), work + "7\n" + work + "1007\n" + work + "2007\n");
}

TEST_F(CorpusScripts, SlurmTaskThatShallBeTriedAgainIsPutBack) {
  write_file(at("code"), std::string("75"));
  write_file(at("scontrol"), "#!/bin/sh\necho \"$@\" > '" + at("requeued").string() + "'\n");
  std::filesystem::permissions(at("scontrol"), std::filesystem::perms::owner_all);
  const std::string script = slurm_array_script(plan, task_layout(3, {1}), options);
  EXPECT_THAT(script, HasSubstr("#SBATCH --array=1\n"));
  EXPECT_EQ(run_script(script, "SLURM_ARRAY_JOB_ID=12 SLURM_ARRAY_TASK_ID=1 PATH='" +
                                   folder.path().string() + "':$PATH"),
            75);
  EXPECT_EQ(text_of(at("requeued")), "requeue 12_1\n");
}

TEST_F(CorpusScripts, FailureIsHandedOn) {
  write_file(at("code"), std::string("3"));
  const TaskLayout tasks = task_layout(3, first_numbers(3));
  EXPECT_EQ(run_script(slurm_array_script(plan, tasks, options), "SLURM_ARRAY_TASK_ID=1"), 3);
  EXPECT_EQ(run_script(grid_engine_script(plan, tasks, options), "SGE_TASK_ID=1"), 3);
}

TEST_F(CorpusScripts, GridEngineCountsFromOneAndTakes99) {
  const TaskLayout tasks = task_layout(3, first_numbers(3));
  const std::string script = grid_engine_script(plan, tasks, options);
  EXPECT_THAT(script, HasSubstr("#$ -t 1-3\n"));
  write_file(at("code"), std::string("75"));
  EXPECT_EQ(run_script(script, "SGE_TASK_ID=3"), 99);
  EXPECT_EQ(text_of(at("calls")), "corpus work " + options.run + " --shard 2\n");
}

TEST_F(CorpusScripts, MergeSaysWhereAndHow) {
  options.format = "csv";
  EXPECT_EQ(run_script(slurm_merge_script(plan, options), ""), 0);
  EXPECT_EQ(text_of(at("calls")),
            "corpus merge " + options.run + " --output " + options.output + " --format csv\n");
}

TEST_F(CorpusScripts, LimitsOfTheClusterAreAskedFor) {
  options.partition = "short";
  options.max_running = 64;
  options.time = "2:00:00";
  const std::string script = slurm_array_script(plan, task_layout(3, first_numbers(3)), options);
  for (const char* line :
       {"--array=0-2%64\n", "--partition=short\n", "--time=2:00:00\n", "--cpus-per-task=1\n"}) {
    EXPECT_THAT(script, HasSubstr(line));
  }
}

TEST_F(CorpusScripts, OtherClustersGetTheirOwnFiles) {
  const TaskLayout tasks = task_layout(4, first_numbers(4));
  const std::string job = kubernetes_script(plan, tasks, options);
  for (const char* line : {"completionMode: Indexed", "completions: 4", "$JOB_COMPLETION_INDEX"}) {
    EXPECT_THAT(job, HasSubstr(line));
  }
  const std::string condor = condor_script(plan, tasks, options);
  EXPECT_THAT(condor, HasSubstr("queue 4\n"));
  EXPECT_THAT(condor, HasSubstr("/r''un' --shard $(Process)\""));
  EXPECT_THAT(condor, HasSubstr("ExitCode != 75"));
  // A program named parallel, which does what it is told for each line.
  write_file(at("parallel"),
             "#!/bin/sh\nwhile read -r n; do sh -c \"$(echo \"$5\" | sed \"s/{}/$n/\")\"; done\n");
  std::filesystem::permissions(at("parallel"), std::filesystem::perms::owner_all);
  EXPECT_EQ(run_script(parallel_script(plan, tasks, options),
                       "PATH='" + folder.path().string() + "':$PATH"),
            0);
  EXPECT_THAT(text_of(at("calls")), HasSubstr("corpus work " + options.run + " --shard 3\n"));
  EXPECT_THAT(text_of(at("calls")), HasSubstr("corpus merge"));
}

}  // namespace

}  // namespace mien::corpus
