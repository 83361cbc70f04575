#include <fmt/format.h>
#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include "cli/analyze_fixture.h"
#include "resources.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Runs of `mien corpus` with the weightless model, beside `mien analyze --csv`.
class CorpusCommandTest : public AnalyzeTest {
 protected:
  [[nodiscard]] ProgramResult corpus(std::vector<std::string> arguments,
                                     const std::string& input = "") const {
    arguments.insert(arguments.begin(), "corpus");
    return run_program(std::move(arguments), input);
  }

  [[nodiscard]] ProgramResult plan(std::vector<std::string> arguments,
                                   const std::string& input = "") const {
    const std::vector<std::string> first = {"plan", "-o",      at("run"),      "--detector",
                                            "none", "--model", at("tiny.onnx")};
    arguments.insert(arguments.begin(), first.begin(), first.end());
    return corpus(std::move(arguments), input);
  }

  [[nodiscard]] std::vector<std::string> submit_words() const {
    return {"corpus", "submit", at("run"), "--engine", "local",    "--jobs",
            "2",      "-q",     "-o",      at("data"), "--format", "csv"};
  }

  /// Photos, and files that are none.
  void write_photos(int count) const {
    for (int i = 0; i < count; ++i) {
      const std::string name =
          "photos/" + std::to_string(i / 10) + "/" + std::to_string(i) + ".png";
      write_picture(name, {(i * 37) % 256, (i * 11) % 256, (i * 5) % 256}, 20 + i % 7, 30);
      if (i % 9 == 4) write_file(folder.path() / name, std::string("no picture"));
    }
    write_red("photos/0/=formula \"x\", y.png");
  }

  [[nodiscard]] std::string csv_of_analyze(const std::vector<std::string>& names) const {
    std::vector<std::string> words = names;
    words.insert(words.end(), {"--csv", "-", "-q"});
    return analyze(words).output;
  }
};

TEST_F(CorpusCommandTest, DataSetIsTheCsvOfAnalyze) {
  write_photos(30);
  const ProgramResult planned = plan({at("photos"), "--shards", "7"});
  EXPECT_EQ(planned.exit_code, 0) << planned.errors;
  EXPECT_THAT(planned.errors, HasSubstr("31 photos"));
  const ProgramResult done = run_program(submit_words());
  EXPECT_EQ(done.exit_code, 1) << done.errors;  // some are no pictures
  EXPECT_EQ(read_text(folder.path() / "data/faces.csv"), csv_of_analyze({at("photos")}));
  EXPECT_THAT(corpus({"status", at("run")}).output, HasSubstr("7 of 7 shards done"));
  EXPECT_EQ(corpus({"status", at("run"), "--watch"}).exit_code, 0);
  EXPECT_THAT(corpus({"report", at("run"), "-o", "-"}).output,
              HasSubstr("<dt>inputs</dt><dd>31</dd>"));
  EXPECT_EQ(corpus({"report", at("run"), "-o", at("run/plan.json")}).exit_code, 2);
}

TEST_F(CorpusCommandTest, WorkersThatAreKilledAtRandomChangeNothing) {
  write_photos(60);
  ASSERT_EQ(plan({at("photos"), "--shards", "4", "-q"}).exit_code, 0);
  std::mt19937 random(20);
  const auto journal = [&](int shard) {
    return folder.path() / "run/attempts" / fmt::format("{:05}.log", shard);
  };
  const auto size_of = [](const fs::path& path) {
    std::error_code ignored;
    const auto size = fs::file_size(path, ignored);
    return ignored ? 0 : size;
  };
  // Each shard's worker is killed three times at most, so that no photo can be blamed four times.
  // The start of the program takes longer than the photos: what the journal says is waited for.
  for (int shard = 0; shard < 4; ++shard) {
    for (int kill = 0; kill < 3; ++kill) {
      const auto enough = size_of(journal(shard)) + random() % 250;
      Program worker({"corpus", "work", at("run"), "--shard", std::to_string(shard)});
      const auto start = std::chrono::steady_clock::now();
      while (size_of(journal(shard)) < enough &&
             std::chrono::steady_clock::now() - start < std::chrono::seconds(2)) {
        std::this_thread::sleep_for(std::chrono::microseconds(50));
      }
      ::kill(worker.process(), SIGKILL);
      (void)worker.wait();
    }
  }
  std::size_t opened_by_killed = 0;
  for (int shard = 0; shard < 4; ++shard) {
    const std::string text = read_text(journal(shard));
    for (std::size_t at = 0; (at = text.find("\nopen", at)) != std::string::npos; ++at) {
      ++opened_by_killed;
    }
  }
  EXPECT_GT(opened_by_killed, 0U);
  EXPECT_EQ(run_program(submit_words()).exit_code, 1);
  EXPECT_EQ(read_text(folder.path() / "data/faces.csv"), csv_of_analyze({at("photos")}));
}

TEST_F(CorpusCommandTest, RunThatIsKilledAtRandomGoesOn) {
  write_photos(40);
  ASSERT_EQ(plan({at("photos"), "--shards", "8", "-q"}).exit_code, 0);
  std::mt19937 random(21);
  for (int kill = 0; kill < 3; ++kill) {
    Program run(submit_words());
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 120));
    ::kill(run.process(), SIGKILL);
    (void)run.wait();
  }
  EXPECT_EQ(run_program(submit_words()).exit_code, 1);
  EXPECT_EQ(read_text(folder.path() / "data/faces.csv"), csv_of_analyze({at("photos")}));
}

TEST_F(CorpusCommandTest, TwoSubmitsAtOnceMakeOneDataSet) {
  write_photos(40);
  ASSERT_EQ(plan({at("photos"), "--shards", "8", "-q"}).exit_code, 0);
  std::vector<std::string> other = submit_words();
  other.at(9) = at("other");
  Program first(submit_words());
  Program second(other);
  const ProgramResult first_end = first.wait();
  const ProgramResult second_end = second.wait();
  EXPECT_EQ(first_end.exit_code, 1) << first_end.errors;
  EXPECT_EQ(second_end.exit_code, 1) << second_end.errors;
  const std::string expected = csv_of_analyze({at("photos")});
  EXPECT_EQ(read_text(folder.path() / "data/faces.csv"), expected);
  EXPECT_EQ(read_text(folder.path() / "other/faces.csv"), expected);
}

TEST_F(CorpusCommandTest, InterruptedRunCanBeContinued) {
  write_photos(40);
  ASSERT_EQ(plan({at("photos"), "--shards", "8", "-q"}).exit_code, 0);
  Program run(submit_words());
  while (corpus({"status", at("run")}).output.find("0 of 8 shards") == 0) {
  }
  ::kill(run.process(), SIGINT);
  const int code = run.wait().exit_code;
  EXPECT_TRUE(code == 130 || code == 1) << code;  // it may have come to its end before
  EXPECT_EQ(run_program(submit_words()).exit_code, 1);
  EXPECT_EQ(read_text(folder.path() / "data/faces.csv"), csv_of_analyze({at("photos")}));
}

TEST_F(CorpusCommandTest, ListsAndPatternsGiveTheRowsOfAnalyze) {
  write_red("a.png");
  write_blue("b.png");
  const std::string list = at("b.png") + "\n" + at("none.png") + "\n" + at("a.png") + "\n";
  ASSERT_EQ(plan({"-", "--shards", "3"}, list).exit_code, 0);
  EXPECT_EQ(run_program(submit_words()).exit_code, 1);
  EXPECT_EQ(read_text(folder.path() / "data/faces.csv"),
            csv_of_analyze({at("b.png"), at("none.png"), at("a.png")}));
}

TEST_F(CorpusCommandTest, ArchiveGivesItsPhotos) {
  write_red("a.png");
  write_blue("sub/b.png");
  write_file(folder.path() / "sub/.hidden.png", std::string("x"));
  const std::string command =
      "tar -C '" + folder.path().string() + "' -cf '" + at("t.tar") + "' a.png sub";
  ASSERT_EQ(std::system(command.c_str()), 0);
  const ProgramResult planned = plan({at("t.tar")});
  EXPECT_EQ(planned.exit_code, 0) << planned.errors;
  EXPECT_THAT(planned.errors, HasSubstr("left out: 1 hidden file"));
  EXPECT_EQ(run_program(submit_words()).exit_code, 0);
  const std::string rows = read_text(folder.path() / "data/faces.csv");
  EXPECT_THAT(rows, HasSubstr(at("t.tar") + "/a.png,30,20,,0"));
  EXPECT_THAT(rows, HasSubstr(at("t.tar") + "/sub/b.png,30,20,,0"));
}

TEST_F(CorpusCommandTest, NumberOfTheShardComesFromTheCluster) {
  write_red("a.png");
  write_blue("b.png");
  ASSERT_EQ(plan({at("a.png"), at("b.png"), "--shards", "2", "-q"}).exit_code, 0);
  EXPECT_EQ(corpus({"work", at("run")}).exit_code, 2);
  ::setenv("JOB_COMPLETION_INDEX", "1", 1);
  EXPECT_EQ(corpus({"work", at("run")}).exit_code, 0);
  ::unsetenv("JOB_COMPLETION_INDEX");
  EXPECT_TRUE(fs::exists(folder.path() / "run/parts/00001"));
  EXPECT_FALSE(fs::exists(folder.path() / "run/parts/00000"));
  const ProgramResult outside = corpus({"work", at("run"), "--shard", "2"});
  EXPECT_EQ(outside.exit_code, 2);
  EXPECT_THAT(outside.errors, HasSubstr("expected 0 to 1"));
}

TEST_F(CorpusCommandTest, MergeNamesWhatIsMissing) {
  write_red("a.png");
  ASSERT_EQ(plan({at("a.png"), "-q"}).exit_code, 0);
  const ProgramResult merged = corpus({"merge", at("run"), "--format", "csv"});
  EXPECT_EQ(merged.exit_code, 1);
  EXPECT_THAT(merged.errors, HasSubstr("found none for shard 0"));
}

TEST_F(CorpusCommandTest, OtherModelThanPlannedIsRefused) {
  write_red("a.png");
  ASSERT_EQ(plan({at("a.png"), "-q"}).exit_code, 0);
  write_file(folder.path() / "tiny.onnx", tiny_onnx(4, format_metadata(tiny_metadata(4)) + " "));
  const ProgramResult done = run_program(submit_words());
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_THAT(done.errors, HasSubstr("tiny.onnx: expected the model that the run was planned"));
  EXPECT_THAT(corpus({"status", at("run")}).output, HasSubstr("1 failed"));
  write_file(folder.path() / "tiny.onnx", tiny_onnx(4, format_metadata(tiny_metadata(4))));
  std::vector<std::string> retry = submit_words();
  retry.at(1) = "retry";
  const ProgramResult again = run_program(retry);
  EXPECT_EQ(again.exit_code, 0) << again.errors;
}

TEST_F(CorpusCommandTest, MissingModelIsFoundBeforeTheWork) {
  write_red("a.png");
  const ProgramResult planned =
      corpus({"plan", "-o", at("run"), at("a.png"), "--model", at("none.onnx")});
  EXPECT_EQ(planned.exit_code, 3);
  EXPECT_FALSE(fs::exists(folder.path() / "run"));
}

TEST_F(CorpusCommandTest, FolderWithoutPlanIsNamed) {
  for (const char* command : {"status", "merge", "work"}) {
    const ProgramResult result = corpus({command, at("nowhere")});
    EXPECT_EQ(result.exit_code, 1) << command;
    EXPECT_THAT(result.errors, HasSubstr("nowhere/plan.json")) << command;
  }
}

TEST_F(CorpusCommandTest, DryRunPrintsBothScriptsOfSlurm) {
  write_red("a.png");
  ASSERT_EQ(plan({at("a.png"), "-q"}).exit_code, 0);
  const ProgramResult dry = corpus({"submit", at("run"), "--engine", "slurm", "--dry-run"});
  EXPECT_EQ(dry.exit_code, 0) << dry.errors;
  EXPECT_THAT(dry.output, HasSubstr("#SBATCH --array=0\n"));
  EXPECT_THAT(dry.output, HasSubstr("corpus merge " + at("run")));
  EXPECT_FALSE(fs::exists(folder.path() / "run/logs"));
  for (const char* engine : {"k8s", "sge", "htcondor", "parallel"}) {
    EXPECT_THAT(corpus({"script", at("run"), "--engine", engine}).output, HasSubstr("corpus work"))
        << engine;
  }
}

/// Real photos and networks; int8 or float as `mien analyze` chooses for this machine.
TEST(CorpusOfPhotosTest, DataSetIsTheCsvOfAnalyze) {
  const fs::path photos = sample_photo("sample1.jpg").parent_path();
  if (!fs::exists(photos) || !fs::exists(test_models())) {
    GTEST_SKIP() << "expected the photos and models of scripts/setup test";
  }
  const TemporaryFolder folder;
  const std::string run = (folder.path() / "run").string();
  ::setenv("MIEN_MODELS", test_models().c_str(), 1);
  ASSERT_EQ(run_program({"corpus", "plan", photos.string(), "-o", run, "--shards", "4", "-q",
                         "--min-quality", "1", "--identity"})
                .exit_code,
            0);
  const std::string data = (folder.path() / "data").string();
  const ProgramResult done = run_program({"corpus", "submit", run, "--engine", "local", "--jobs",
                                          "2", "-q", "--format", "csv", "-o", data});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_EQ(read_text(folder.path() / "data/faces.csv"),
            run_program({"analyze", photos.string(), "--csv", "-", "-q", "--min-quality", "1",
                         "--embeddings", (folder.path() / "e.npy").string()})
                .output);
}

}  // namespace

}  // namespace mien::cli
