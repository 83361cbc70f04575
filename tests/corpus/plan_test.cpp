#include "corpus/run/plan.h"

#include "corpus/corpus_fixture.h"
#include "mien/core/error.h"

namespace mien::corpus {

namespace {

using testing::HasSubstr;

TEST_F(CorpusTest, PlanIsReadAsItWasWritten) {
  Plan plan;
  plan.version = "1.2.3";
  plan.folder = "/photos";
  plan.arguments = {"--model", "a b"};
  plan.identity = true;
  plan.models = {{"a b", "00ff"}};
  const std::vector<Input> inputs = {{.file = "a", .bytes = 1},
                                     {.file = "\xE4", .bytes = 2, .clip = true}};
  const Plan written = write_plan(run, plan, inputs, 2);
  const Plan read = read_plan(run);
  EXPECT_EQ(read.id, written.id);
  EXPECT_EQ(read.id.size(), 64U);
  EXPECT_EQ(read.version, "1.2.3");
  EXPECT_EQ(read.folder, "/photos");
  EXPECT_EQ(read.arguments, plan.arguments);
  EXPECT_TRUE(read.identity);
  EXPECT_EQ(read.models.at(0).sha256, "00ff");
  EXPECT_EQ(read.inputs, 2U);
  EXPECT_EQ(read.clips, 1U);
  EXPECT_EQ(read.bytes, 3U);
  ASSERT_EQ(read.shards.size(), 2U);
  EXPECT_EQ(read_shard(run, read, 1).at(0).file, "\xE4");
  EXPECT_TRUE(read_shard(run, read, 1).at(0).clip);
  EXPECT_THAT(message_of([&] { (void)read_shard(run, read, 2); }), HasSubstr("expected 0 to 1"));
}

TEST_F(CorpusTest, PlanOfTheSameInputsHasTheSameId) {
  const std::vector<Input> inputs = {file("a", 1), file("b", 2)};
  const Plan first = plan_of(inputs, 2);
  EXPECT_EQ(plan_of(inputs, 2).id, first.id);
  EXPECT_THAT(message_of([&] { (void)plan_of(inputs, 1); }), HasSubstr("found another plan"));
  EXPECT_THAT(message_of([&] { (void)plan_of({inputs[0]}, 2); }), HasSubstr("found another plan"));
  EXPECT_EQ(read_plan(run).id, first.id);
  EXPECT_EQ(read_shard(run, first, 1).size(), 1U);
}

TEST_F(CorpusTest, ChangedPlanIsRefused) {
  const Plan plan = plan_of({file("a", 1), file("b", 2)}, 2);
  const std::string text = text_of(run.plan());
  std::string changed = text;
  changed.replace(changed.find("1.2.3"), 5, "1.2.4");
  write_file(run.plan(), changed);
  EXPECT_THAT(message_of([&] { (void)read_plan(run); }), HasSubstr("found a changed one"));
  write_file(run.plan(), text.substr(0, text.size() / 2));
  EXPECT_THAT(message_of([&] { (void)read_plan(run); }), HasSubstr("no JSON object"));
  std::string list = text_of(run.list());
  list[list.find("bytes") + 7] = '9';
  write_file(run.list(), list);
  EXPECT_THAT(message_of([&] { (void)read_shard(run, plan, 0); }), HasSubstr("found changed ones"));
  EXPECT_EQ(read_shard(run, plan, 1).size(), 1U);
}

TEST_F(CorpusTest, PlanGoesIntoNoFolderOfOtherFiles) {
  std::filesystem::create_directories(run.path);
  write_file(run.path / "thesis.txt", std::string("text"));
  EXPECT_THAT(message_of([&] { (void)plan_of({file("a", 1)}, 1); }), HasSubstr("thesis.txt"));
  EXPECT_FALSE(std::filesystem::exists(run.plan()));
}

TEST_F(CorpusTest, PlanAfterAKilledPlanningIsWritten) {
  std::filesystem::create_directories(run.parts());
  write_file(run.list(), std::string("half a li"));
  EXPECT_EQ(read_shard(run, plan_of({file("a", 1)}, 1), 0).size(), 1U);
}

}  // namespace

}  // namespace mien::corpus
