#include "corpus/run/journal.h"

#include "corpus/corpus_fixture.h"
#include "mien/core/error.h"

namespace mien::corpus {

namespace {

TEST_F(CorpusTest, JournalTellsWhatWasTried) {
  const std::filesystem::path path = at("journal");
  EXPECT_EQ(read_journal(path).attempts, 0U);
  {
    std::optional<Journal> journal = Journal::open(path);
    ASSERT_TRUE(journal);
    journal->begin_attempt();
    journal->begin_part();
    journal->opened({.input = 7, .bytes = {}});
    Checkpoint point{.input = 8, .bytes = {}};
    for (const PartFile file : part_files) {
      point.bytes[file] = 100 + static_cast<std::uint64_t>(file);
    }
    journal->opened(point);
    journal->killed(8, 11);
    journal->opened(point);
  }
  JournalState state = read_journal(path);
  EXPECT_EQ(state.attempts, 1U);
  EXPECT_EQ(state.end, AttemptEnd::none);
  EXPECT_EQ(state.opened, 3U);
  ASSERT_TRUE(state.last);
  EXPECT_EQ(state.last->input, 8U);
  EXPECT_EQ(state.last->bytes[PartFile::faces], 100U);
  EXPECT_EQ(state.last->bytes[PartFile::inputs], 104U);
  EXPECT_EQ(state.machine, this_machine());
  EXPECT_EQ(state.killed.at(8), 1);
  EXPECT_TRUE(state.abandoned.empty());  // nobody began after it
  {
    std::optional<Journal> journal = Journal::open(path);
    ASSERT_TRUE(journal);
    journal->begin_attempt();
    journal->end_attempt(AttemptEnd::failed, "no\nmodel");
  }
  state = read_journal(path);
  EXPECT_EQ(state.attempts, 2U);
  EXPECT_EQ(state.abandoned.at(8), 1);
  EXPECT_EQ(state.end, AttemptEnd::failed);
  EXPECT_THAT(state.reason, testing::StartsWith("no"));
}

TEST_F(CorpusTest, JournalThatWasCutOffLosesNoMoreThanALine) {
  const std::filesystem::path path = at("journal");
  write_file(path, std::string("\nattempt 5\npart here\nopen 3 1 1 1 1 1\nopen 4 2 2 2 2"));
  std::optional<Journal> journal = Journal::open(path);
  ASSERT_TRUE(journal);
  journal->begin_attempt();
  const JournalState state = read_journal(path);
  EXPECT_EQ(state.attempts, 2U);
  EXPECT_EQ(state.last->input, 3U);
  EXPECT_EQ(state.abandoned.at(3), 1);
}

TEST_F(CorpusTest, JournalHasOneWriterAtATime) {
  const std::filesystem::path path = at("journal");
  EXPECT_FALSE(journal_is_held(path));
  {
    const std::optional<Journal> journal = Journal::open(path);
    ASSERT_TRUE(journal);
    EXPECT_TRUE(journal_is_held(path));
    EXPECT_FALSE(Journal::open(path));
    EXPECT_TRUE(journal_is_held(path));
  }
  EXPECT_FALSE(journal_is_held(path));
  EXPECT_TRUE(Journal::open(path));
}

}  // namespace

}  // namespace mien::corpus
