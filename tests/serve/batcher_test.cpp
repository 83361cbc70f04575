#include "serve/batcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "mien/core/error.h"
#include "serve/problem.h"
#include "serve/serve_fixture.h"

namespace mien::serve {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// A gate that keeps the threads of a batcher busy until it is opened.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
  }
  void wait_for(int waiting) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= waiting; });
  }
  void open() {
    const std::scoped_lock lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

class BatcherTest : public testing::Test {
 protected:
  TinyModels models;
  ServeOptions options = models.options();
  Metrics metrics;
};

std::vector<PictureJob> single_job(std::string bytes, AttributeChoice choice = {}) {
  std::vector<PictureJob> jobs(1);
  jobs.front().bytes = std::move(bytes);
  jobs.front().name = "a";
  jobs.front().choice = std::move(choice);
  return jobs;
}

TEST_F(BatcherTest, AnswersConcurrentCallersAsTheAnalyzerDoes) {
  const Networks networks(options);
  Batcher batcher(networks, options, metrics);
  FaceAnalyzerOptions analyzer = options.analyzer;
  const FaceAnalyzer alone(analyzer);
  for (const std::string& picture : {red(), blue(), plain_png({10, 200, 90})}) {
    const ImageResult answer = batcher.submit(single_job(picture)).front().get();
    const std::vector<Face> expected =
        alone.analyze(decode_image(std::as_bytes(std::span(picture)), "a"));
    ASSERT_THAT(answer.faces, SizeIs(1));
    EXPECT_EQ(answer.width, 30);
    EXPECT_EQ(answer.height, 20);
    EXPECT_EQ(answer.faces[0].emotion->label, expected[0].emotion->label);
    EXPECT_EQ(answer.faces[0].emotion->probabilities[0].probability,
              expected[0].emotion->probabilities[0].probability);
    EXPECT_THAT(answer.faces[0].identity, IsEmpty());
  }
}

TEST_F(BatcherTest, ReadsWhatEachPictureWants) {
  const Networks networks(options);
  Batcher batcher(networks, options, metrics);
  std::vector<PictureJob> jobs = single_job(red(), {.only_identity = true, .identity = true});
  jobs.push_back(single_job(blue()).front());
  jobs.push_back(single_job(blue(), {.attributes = {"emotion"}, .identity = true}).front());
  auto answers = batcher.submit(std::move(jobs));
  const Face identity = answers[0].get().faces.at(0);
  EXPECT_FALSE(identity.emotion);
  EXPECT_THAT(identity.identity, SizeIs(3));
  const Face emotion = answers[1].get().faces.at(0);
  EXPECT_EQ(emotion.emotion->label, "happiness");
  EXPECT_THAT(emotion.identity, IsEmpty());
  const Face both = answers[2].get().faces.at(0);
  EXPECT_EQ(both.emotion->label, "happiness");
  EXPECT_THAT(both.identity, SizeIs(3));
}

TEST_F(BatcherTest, LetsFacesOfSeveralPicturesShareAPass) {
  options.threads = 1;
  options.analyzer.batch = 8;
  options.batch_wait = std::chrono::seconds(5);
  const Networks networks(options);
  Batcher batcher(networks, options, metrics);
  Gate gate;
  auto first = single_job(red());
  first.front().look = [&](const Image&, const ImageResult&) { gate.pass(); };
  auto held = batcher.submit(std::move(first));
  gate.wait_for(1);
  std::vector<std::future<ImageResult>> answers;
  for (int i = 0; i < 5; ++i)
    answers.push_back(std::move(batcher.submit(single_job(blue())).front()));
  gate.open();
  for (auto& answer : answers) EXPECT_EQ(answer.get().faces.at(0).emotion->label, "happiness");
  // Two batches: the one that held the thread, and one of all the others, which waited no longer
  // than until nobody else came.
  EXPECT_THAT(metrics.text(), HasSubstr("mien_batch_faces_count 2\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("mien_batch_faces_sum 6\n"));
}

TEST_F(BatcherTest, RefusesWhatItHasNoRoomFor) {
  options.threads = 1;
  options.limits.queue = 3;
  const Networks networks(options);
  Batcher batcher(networks, options, metrics);
  Gate gate;
  auto first = single_job(red());
  first.front().look = [&](const Image&, const ImageResult&) { gate.pass(); };
  auto held = batcher.submit(std::move(first));
  gate.wait_for(1);
  auto second = batcher.submit(single_job(red()));
  std::vector<PictureJob> two = single_job(red());
  two.push_back(single_job(red()).front());
  try {
    static_cast<void>(batcher.submit(std::move(two)));
    ADD_FAILURE() << "expected a refusal";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.status(), 503);
  }
  EXPECT_FALSE(batcher.full());
  auto third = batcher.submit(single_job(red()));
  EXPECT_TRUE(batcher.full());
  EXPECT_FALSE(batcher.idle());
  gate.open();
  for (auto* answers : {&held, &second, &third})
    EXPECT_THAT(answers->front().get().faces, SizeIs(1));
}

TEST_F(BatcherTest, DoesNoWorkForWhoWaitsNoLonger) {
  options.threads = 1;
  options.limits.queue = 2;
  const Networks networks(options);
  Batcher batcher(networks, options, metrics);
  Gate gate;
  auto first = single_job(red());
  first.front().look = [&](const Image&, const ImageResult&) { gate.pass(); };
  auto held = batcher.submit(std::move(first));
  gate.wait_for(1);
  bool looked = false;
  auto second = single_job(red());
  second.front().look = [&](const Image&, const ImageResult&) { looked = true; };
  try {
    static_cast<void>(batcher.answers(std::move(second), std::chrono::milliseconds(50)));
    ADD_FAILURE() << "expected a refusal";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.status(), 503);
  }
  // Its turn in the queue is free for another one.
  EXPECT_FALSE(batcher.full());
  auto third = batcher.submit(single_job(blue()));
  gate.open();
  EXPECT_EQ(third.front().get().faces.at(0).emotion->label, "happiness");
  EXPECT_TRUE(batcher.idle());
  EXPECT_FALSE(looked);
}

TEST_F(BatcherTest, SaysWhatIsWrongWithAPictureAlone) {
  options.limits.pixels = 1000;
  const Networks networks(options);
  Batcher batcher(networks, options, metrics);
  std::string cut = red();
  cut.resize(cut.size() / 2);
  std::vector<PictureJob> jobs = single_job("no picture");
  jobs.push_back(single_job(cut).front());
  jobs.push_back(single_job(plain_png({1, 2, 3}, 40, 26)).front());
  jobs.push_back(single_job(red()).front());
  jobs.back().min_face = 31;
  jobs.push_back(single_job(red()).front());
  auto answers = batcher.submit(std::move(jobs));
  for (const std::size_t i : {0U, 1U}) EXPECT_THROW(answers[i].get(), Error) << i;
  try {
    answers[2].get();
    ADD_FAILURE() << "expected a refusal";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.status(), 413);
    EXPECT_THAT(problem.what(), HasSubstr("at most 1000 pixels, found one of 40 x 26"));
  }
  EXPECT_THAT(answers[3].get().faces, IsEmpty());
  EXPECT_THAT(answers[4].get().faces, SizeIs(1));
}

TEST_F(BatcherTest, HoldsNoMorePixelsThanItMay) {
  // Each picture fills the bound: they come one after the other, and all do.
  options.limits.held_pixels = 600;
  options.batch_wait = std::chrono::seconds(5);
  const Networks networks(options);
  Batcher batcher(networks, options, metrics);
  std::vector<PictureJob> jobs;
  for (int i = 0; i < 20; ++i) jobs.push_back(single_job(red()).front());
  for (auto& answer : batcher.submit(std::move(jobs))) EXPECT_THAT(answer.get().faces, SizeIs(1));
}

}  // namespace
}  // namespace mien::serve
