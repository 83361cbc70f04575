#include "corpus/run/work.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "corpus/corpus_fixture.h"
#include "corpus/merge/merge.h"
#include "corpus/run/journal.h"
#include "corpus/run/part.h"
#include "corpus/run/status.h"
#include "mien/core/error.h"

namespace mien::corpus {

namespace {

using testing::HasSubstr;
using testing::Not;

/// Files of 1, 2, 3 bytes and so on.
class CorpusWork : public CorpusTest {
 protected:
  [[nodiscard]] std::vector<Input> files(std::size_t count) const {
    std::vector<Input> inputs;
    for (std::size_t i = 0; i < count; ++i) inputs.push_back(file(name_of(i), i + 1));
    return inputs;
  }
  [[nodiscard]] static std::string name_of(std::size_t i) { return "f" + std::to_string(i) + "."; }
  [[nodiscard]] static bool is(const Input& input, std::size_t i) {
    return input.file.ends_with("/" + name_of(i));
  }
  [[nodiscard]] std::string rows() const { return text_of(run.part(0) / "faces.csv"); }
  [[nodiscard]] std::string input_rows() const { return text_of(run.part(0) / "inputs.csv"); }

  /// A worker in a child process, whose reader has come to input 3 and waits there for a time.
  [[nodiscard]] pid_t waiting_worker(const Plan& plan, std::chrono::milliseconds time) {
    const pid_t worker = ::fork();
    if (worker == 0) {
      const auto read = [this, time](const Input& input, std::span<const std::byte> bytes) {
        if (is(input, 3)) {
          write_file(at("waits"), std::string("x"));
          std::this_thread::sleep_for(time);
        }
        return stub(input, bytes);
      };
      ::_exit(work_on_shard(run, plan, 0, [&] { return Readers{read, stub_clip}; }));
    }
    while (!std::filesystem::exists(at("waits"))) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return worker;
  }

  /// The stub, that is killed while it reads input `i` as long as the file "deaths" has fewer bytes
  /// than `times`.
  [[nodiscard]] MakeReaders killed_at(std::size_t i, std::size_t times) const {
    const auto read = [this, i, times](const Input& input, std::span<const std::byte> bytes) {
      if (is(input, i)) die(times);
      return stub(input, bytes);
    };
    return [read] { return Readers{read, stub_clip}; };
  }

  /// Ends this process unless it has died so often before.
  void die(std::size_t times) const {
    const std::string deaths = text_of(at("deaths"));
    if (deaths.size() >= times) return;
    write_file(at("deaths"), deaths + "x");
    ::raise(SIGKILL);
  }

  /// The stub, that is killed in frame 5 of each clip, likewise.
  [[nodiscard]] MakeReaders killed_in_clip(std::size_t times) const {
    const auto read = [this, times](const Input& input, const OnFrame& on_frame) {
      return stub_clip(input, [&](const FrameFaces& frame) {
        if (frame.index == 5) die(times);
        return on_frame(frame);
      });
    };
    return [read] { return Readers{stub, read}; };
  }

  [[nodiscard]] std::string all_rows() const {
    std::string text;
    for (const PartFile file : part_files) text += text_of(run.part(0) / file_name(file)) + "--\n";
    return text;
  }
};

TEST_F(CorpusWork, PartHasTheRowsOfItsInputs) {
  const Plan plan = plan_of(files(3), 1);
  EXPECT_EQ(work_on_shard(run, plan, 0, stub_maker()), 0);
  const PartFacts facts = read_part_facts(run, plan, 0);
  EXPECT_EQ(facts.counts.inputs, 3U);
  EXPECT_EQ(facts.counts.faces, 6U);
  EXPECT_EQ(facts.files[PartFile::faces].rows, 6U);
  EXPECT_EQ(facts.counts.errors, 0U);
  EXPECT_THAT(rows(), testing::StartsWith("0,,"));
  EXPECT_FALSE(std::filesystem::exists(run.partial(0)));
  // A second worker finds the part and changes nothing.
  const auto written = std::filesystem::last_write_time(run.part(0) / facts_file);
  EXPECT_EQ(work_on_shard(run, plan, 0, stub_maker()), 0);
  EXPECT_EQ(std::filesystem::last_write_time(run.part(0) / facts_file), written);
}

TEST_F(CorpusWork, InputThatCannotBeReadIsARow) {
  std::vector<Input> inputs = files(2);
  inputs.push_back({.file = at("none").string()});
  inputs.push_back({.file = "hidden", .error = "hidden: no rights"});
  const Plan plan = plan_of(inputs, 1);
  EXPECT_EQ(work_on_shard(run, plan, 0, stub_maker()), 0);
  const PartFacts facts = read_part_facts(run, plan, 0);
  EXPECT_EQ(facts.counts.errors, 2U);
  EXPECT_EQ(facts.files[PartFile::faces].rows, 5U);
  EXPECT_THAT(input_rows(), HasSubstr("hidden: no rights"));
}

TEST_F(CorpusWork, OneDeathLeavesNoTrace) {
  const std::vector<Input> inputs = files(5);
  const Plan plan = plan_of(inputs, 1);
  EXPECT_EQ(work_on_shard(run, plan, 0, killed_at(3, 1)), 0);
  const std::string after_death = rows();
  EXPECT_EQ(read_part_facts(run, plan, 0).counts.errors, 0U);
  std::filesystem::remove_all(run.part(0));
  EXPECT_EQ(work_on_shard(run, plan, 0, stub_maker()), 0);
  EXPECT_EQ(rows(), after_death);
  // The inputs before it were not read again.
  EXPECT_EQ(read_journal(run.journal(0)).killed.at(3), 1);
}

TEST_F(CorpusWork, InputThatKillsItsReaderTwiceIsAnErrorRow) {
  const Plan plan = plan_of(files(5), 1);
  EXPECT_EQ(work_on_shard(run, plan, 0, killed_at(3, 1000)), 0);
  EXPECT_EQ(text_of(at("deaths")).size(), 2U);
  const PartFacts facts = read_part_facts(run, plan, 0);
  EXPECT_EQ(facts.counts.inputs, 5U);
  EXPECT_EQ(facts.counts.errors, 1U);
  EXPECT_EQ(facts.counts.faces, 1U + 2 + 3 + 5);
  EXPECT_THAT(input_rows(), HasSubstr("each time that it was read"));
}

TEST_F(CorpusWork, WorkerThatNeverStartsGivesUp) {
  const Plan plan = plan_of(files(2), 1);
  EXPECT_THAT(message_of([&] {
                (void)work_on_shard(run, plan, 0, [this]() -> Readers {
                  write_file(at("starts"), text_of(at("starts")) + "x");
                  ::raise(SIGKILL);
                  return {};
                });
              }),
              HasSubstr("before it opened an input, three times"));
  EXPECT_EQ(text_of(at("starts")).size(), 3U);
  const RunStatus status = run_status(run, plan, 0);
  ASSERT_EQ(status.failed.size(), 1U);
  EXPECT_THAT(status_text(status), HasSubstr("shard 0 failed: killed by signal 9"));
  EXPECT_EQ(forget_attempts(run, plan), std::vector<std::size_t>{0});
  EXPECT_TRUE(run_status(run, plan, 0).failed.empty());
}

TEST_F(CorpusWork, SetUpThatFailsIsAFailure) {
  const Plan plan = plan_of(files(2), 1);
  EXPECT_EQ(
      work_on_shard(run, plan, 0, []() -> Readers { throw Error(ErrorCode::model, "no model"); }),
      3);
  EXPECT_EQ(read_journal(run.journal(0)).end, AttemptEnd::failed);
  EXPECT_FALSE(part_exists(run, 0));
}

TEST_F(CorpusWork, ShardOfAnotherWorkerIsLeftToIt) {
  const Plan plan = plan_of(files(2), 1);
  const std::optional<Journal> other = Journal::open(run.journal(0));
  EXPECT_EQ(work_on_shard(run, plan, 0, stub_maker()), exit_try_again);
  EXPECT_EQ(run_status(run, plan, 0).running, 1U);
  EXPECT_TRUE(forget_attempts(run, plan).empty());
}

TEST_F(CorpusWork, ToldToEndItSaysTryAgainAndGoesOnLater) {
  const Plan plan = plan_of(files(5), 1);
  const pid_t worker = waiting_worker(plan, std::chrono::milliseconds(300));
  ::kill(worker, SIGTERM);
  int status = 0;
  ::waitpid(worker, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), exit_try_again);
  EXPECT_EQ(read_journal(run.journal(0)).end, AttemptEnd::interrupted);
  EXPECT_FALSE(part_exists(run, 0));
  EXPECT_EQ(work_on_shard(run, plan, 0, stub_maker()), 0);
  EXPECT_EQ(read_part_facts(run, plan, 0).counts.faces, 15U);
}

TEST_F(CorpusWork, WorkerThatIsKilledWithItsReaderLeavesWhatItDid) {
  const Plan plan = plan_of(files(5), 1);
  const pid_t worker = waiting_worker(plan, std::chrono::seconds(60));
  ::kill(worker, SIGKILL);
  int status = 0;
  ::waitpid(worker, &status, 0);
  // The reader dies with the worker, and with it the hold on the shard.
  for (int i = 0; journal_is_held(run.journal(0)) && i < 1000; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ASSERT_EQ(work_on_shard(run, plan, 0, stub_maker()), 0);
  EXPECT_EQ(read_part_facts(run, plan, 0).counts.errors, 0U);
  EXPECT_EQ(read_journal(run.journal(0)).opened, 2U);  // inputs 3 and 4
}

TEST_F(CorpusWork, RowsOfAnotherMachineAreNotTrusted) {
  const Plan plan = plan_of(files(3), 1);
  std::filesystem::create_directories(run.partial(0));
  for (const PartFile file : part_files) {
    write_file(run.partial(0) / file_name(file), std::string(100, '\0'));
  }
  write_file(run.journal(0), std::string("attempt 1\npart another\nopen 2 50 50 50 50 50\n"));
  EXPECT_EQ(work_on_shard(run, plan, 0, stub_maker()), 0);
  EXPECT_EQ(read_part_facts(run, plan, 0).counts.faces, 6U);
  EXPECT_EQ(rows().find('\0'), std::string::npos);
}

TEST_F(CorpusWork, ClipHasRowsOfFramesPeopleAndSegments) {
  const Plan plan = plan_of({file("a", 2), clip("talk", 8), clip("cut", 2), clip("none", 0)}, 1);
  ASSERT_EQ(work_on_shard(run, plan, 0, stub_maker()), 0);
  const PartFacts facts = read_part_facts(run, plan, 0);
  EXPECT_EQ(facts.counts.inputs, 4U);
  EXPECT_EQ(facts.counts.clips, 3U);
  EXPECT_EQ(facts.counts.faces, 2U + 7 + 1);
  EXPECT_EQ(facts.counts.errors, 2U);  // one is damaged
  EXPECT_EQ(facts.counts.tracks, 4U);
  EXPECT_EQ(facts.counts.segments, 6U);
  EXPECT_EQ(facts.files[PartFile::faces].rows, 2U);
  // A row for each face and each frame without; behind the damaged clip and the error one more.
  EXPECT_EQ(facts.files[PartFile::frames].rows, (7U + 3) + (1 + 1 + 1) + 1);
  EXPECT_EQ(facts.files[PartFile::tracks].rows, 2U + 2 + 1);
  EXPECT_EQ(facts.files[PartFile::segments].rows, 6U);
  EXPECT_THAT(text_of(run.part(0) / "segments.csv"),
              HasSubstr("1," + at("talk").string() + ",1,0.500,1.000,0.500,anger,0.5000\n"));
  EXPECT_THAT(input_rows(), HasSubstr(",100,50,7,,clip,,8,8,5,0.320,2,3\n"));
  EXPECT_THAT(input_rows(), HasSubstr("found none\",clip,,0,0,0,0.000,0,0\n"));
}

TEST_F(CorpusWork, DeathInTheMiddleOfAClipLeavesNoTrace) {
  const Plan plan = plan_of({file("a", 2), clip("talk", 8), clip("b", 7)}, 1);
  ASSERT_EQ(work_on_shard(run, plan, 0, killed_in_clip(1)), 0);
  EXPECT_EQ(text_of(at("deaths")), "x");
  const std::string after_death = all_rows();
  std::filesystem::remove_all(run.part(0));
  ASSERT_EQ(work_on_shard(run, plan, 0, stub_maker()), 0);
  EXPECT_EQ(all_rows(), after_death);
}

TEST_F(CorpusWork, ClipThatKillsItsReaderTwiceIsAnErrorRow) {
  const Plan plan = plan_of({clip("talk", 8), file("a", 2)}, 1);
  ASSERT_EQ(work_on_shard(run, plan, 0, killed_in_clip(1000)), 0);
  EXPECT_EQ(text_of(at("deaths")), "xx");
  const PartFacts facts = read_part_facts(run, plan, 0);
  EXPECT_EQ(facts.counts.errors, 1U);
  EXPECT_EQ(facts.counts.faces, 2U);
  EXPECT_EQ(facts.files[PartFile::frames].rows, 1U);
  EXPECT_THAT(text_of(run.part(0) / "frames.csv"), HasSubstr("expected a clip, found one that"));
}

TEST_F(CorpusWork, ToldToEndInAClipItBeginsThatClipAnew) {
  const Plan plan = plan_of({clip("talk", 8)}, 1);
  const pid_t worker = ::fork();
  if (worker == 0) {
    const auto read = [this](const Input& input, const OnFrame& on_frame) {
      return stub_clip(input, [&](const FrameFaces& frame) {
        if (frame.index == 5) {
          write_file(at("waits"), std::string("x"));
          std::this_thread::sleep_for(std::chrono::milliseconds(300));
        }
        return on_frame(frame);
      });
    };
    ::_exit(work_on_shard(run, plan, 0, [&] { return Readers{stub, read}; }));
  }
  while (!std::filesystem::exists(at("waits"))) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ::kill(worker, SIGTERM);
  int status = 0;
  ::waitpid(worker, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), exit_try_again);
  EXPECT_FALSE(part_exists(run, 0));
  ASSERT_EQ(work_on_shard(run, plan, 0, stub_maker()), 0);
  EXPECT_EQ(read_part_facts(run, plan, 0).counts.faces, 7U);
  EXPECT_EQ(read_part_facts(run, plan, 0).counts.errors, 0U);
}

TEST_F(CorpusWork, PartIsNeverReplaced) {
  const Plan plan = plan_of(files(2), 1);
  std::optional<Journal> journal = Journal::open(run.journal(0));
  PartWriter part(run, plan, 0, {}, *journal);
  part.write(stub({.file = "a"}, {}), {.number = 0});
  part.write(stub({.file = "b"}, {}), {.number = 1});
  std::filesystem::create_directories(run.part(0));
  write_file(run.part(0) / facts_file, std::string("the first"));
  EXPECT_FALSE(part.publish());
  EXPECT_EQ(text_of(run.part(0) / facts_file), "the first");
  EXPECT_FALSE(std::filesystem::exists(run.partial(0)));
}

}  // namespace

}  // namespace mien::corpus
