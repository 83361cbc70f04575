#include "dataset/batch_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <set>
#include <stdexcept>

#include "dataset/drawn_pictures.h"
#include "mien/media/image_io.h"

namespace mien::dataset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::byte> picture_file(std::size_t index) {
  const auto i = static_cast<int>(index);
  return encode_png(smooth(12 + i % 3, 12, 17 * i));
}

std::string picture_name(std::size_t index) { return "picture" + std::to_string(index) + ".png"; }

EncodedPictures pictures(std::size_t count, const std::set<std::size_t>& corrupt = {}) {
  return {count,
          [corrupt](std::size_t index) {
            std::vector<std::byte> bytes = picture_file(index);
            if (corrupt.contains(index)) bytes.resize(bytes.size() / 2);
            return bytes;
          },
          picture_name};
}

LoaderOptions small_options() {
  LoaderOptions options;
  options.input = {.width = 8, .height = 10, .mean = {1, 2, 3}, .scale = {0.1F, 0.2F, 0.3F}};
  options.augment.geometry = {.flip = 0.5, .rotation = 20};
  options.augment.erase = {.probability = 0.5};
  options.batch_size = 4;
  options.threads = 2;
  options.seed = 11;
  return options;
}

std::vector<Batch> rest_of_epoch(BatchLoader& loader) {
  std::vector<Batch> batches;
  while (std::optional<Batch> batch = loader.next()) batches.push_back(*std::move(batch));
  return batches;
}

std::vector<Batch> epoch(BatchLoader& loader, std::size_t number, std::size_t first = 0) {
  loader.start_epoch(number, first);
  return rest_of_epoch(loader);
}

void expect_equal(const std::vector<Batch>& a, const std::vector<Batch>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].epoch, b[i].epoch);
    EXPECT_EQ(a[i].index, b[i].index);
    EXPECT_EQ(a[i].samples, b[i].samples);
    EXPECT_EQ(a[i].pixels, b[i].pixels);
  }
}

TEST(BatchLoader, ReadsEachPictureOnceAnEpoch) {
  BatchLoader loader(pictures(11), small_options());
  EXPECT_FALSE(loader.next());
  EXPECT_EQ(loader.batches(), 3U);
  const auto batches = epoch(loader, 0);
  ASSERT_EQ(batches.size(), 3U);
  std::vector<std::size_t> seen;
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(batches[i].index, i);
    EXPECT_EQ(batches[i].samples.size(), i < 2 ? 4U : 3U);
    EXPECT_EQ(batches[i].pixels.size(), batches[i].samples.size() * 8 * 10 * 3);
    seen.insert(seen.end(), batches[i].samples.begin(), batches[i].samples.end());
  }
  EXPECT_FALSE(std::ranges::is_sorted(seen));
  std::ranges::sort(seen);
  EXPECT_THAT(seen, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  EXPECT_FALSE(loader.next());
}

TEST(BatchLoader, WritesWhatInferenceFeeds) {
  LoaderOptions options = small_options();
  options.augment = {};
  options.shuffle = false;
  BatchLoader loader(pictures(5), options);
  const auto batches = epoch(loader, 3);
  for (const Batch& batch : batches) {
    for (std::size_t i = 0; i < batch.samples.size(); ++i) {
      const Image picture = decode_image(picture_file(batch.samples[i]), "reference");
      const Image small = resize(picture, {8, 10}, ResizeRule::bilinear);
      for (int y = 0; y < 10; ++y) {
        for (int x = 0; x < 8; ++x) {
          for (int c = 0; c < 3; ++c) {
            const float expected = (static_cast<float>(value(small, x, y, c)) -
                                    options.input.mean[static_cast<std::size_t>(c)]) *
                                   options.input.scale[static_cast<std::size_t>(c)];
            const auto place = static_cast<std::size_t>((y * 8 + x) * 3 + c);
            ASSERT_EQ(batch.pixels[i * 240 + place], expected);
          }
        }
      }
    }
  }
}

TEST(BatchLoader, ThreadsQueueAndCacheMakeNoDifference) {
  LoaderOptions options = small_options();
  options.threads = 1;
  options.queue = 1;
  BatchLoader reference(pictures(23), options);
  const auto expected = epoch(reference, 2);
  for (const std::size_t threads : {1U, 2U, 5U}) {
    for (const std::size_t cache : {0U, 1000U, 1'000'000U}) {
      options.threads = threads;
      options.queue = threads + 1;
      options.cache_bytes = cache;
      BatchLoader loader(pictures(23), options);
      (void)epoch(loader, 0);
      expect_equal(epoch(loader, 2), expected);
    }
  }
}

TEST(BatchLoader, EpochsAndSeedsDiffer) {
  LoaderOptions options = small_options();
  options.shuffle = false;
  BatchLoader loader(pictures(4), options);
  const auto first = epoch(loader, 0);
  const auto second = epoch(loader, 1);
  EXPECT_EQ(first.front().samples, second.front().samples);
  EXPECT_NE(first.front().pixels, second.front().pixels);
  options.seed = 12;
  BatchLoader other(pictures(4), options);
  EXPECT_NE(epoch(other, 0).front().pixels, first.front().pixels);
}

TEST(BatchLoader, ContinuesInTheMiddleOfAnEpoch) {
  BatchLoader loader(pictures(30), small_options());
  auto all = epoch(loader, 5);
  all.erase(all.begin(), all.begin() + 3);
  loader.start_epoch(9);
  (void)loader.next();
  expect_equal(epoch(loader, 5, 3), all);
  EXPECT_TRUE(epoch(loader, 5, 8).empty());
  error_of(ErrorCode::usage, [&] { loader.start_epoch(0, 9); });
}

TEST(BatchLoader, DropsTheLastBatchIfTold) {
  LoaderOptions options = small_options();
  options.drop_last = true;
  BatchLoader loader(pictures(11), options);
  EXPECT_EQ(epoch(loader, 0).size(), 2U);
}

TEST(BatchLoader, TwoProcessesReadWhatOneOfTwiceTheBatchReads) {
  LoaderOptions options = small_options();
  options.batch_size = 8;
  BatchLoader whole(pictures(29), options);
  const auto expected = epoch(whole, 1);
  options.batch_size = 4;
  options.world_size = 2;
  std::vector<std::vector<Batch>> parts;
  for (options.rank = 0; options.rank < 2; ++options.rank) {
    BatchLoader loader(pictures(29), options);
    parts.push_back(epoch(loader, 1));
  }
  ASSERT_EQ(parts[0].size(), expected.size());
  ASSERT_EQ(parts[1].size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    Batch both = parts[0][i];
    const Batch& second = parts[1][i];
    both.samples.insert(both.samples.end(), second.samples.begin(), second.samples.end());
    both.pixels.insert(both.pixels.end(), second.pixels.begin(), second.pixels.end());
    expect_equal({both}, {expected[i]});
  }
}

TEST(BatchLoader, ARankMayGetNothingOfTheLastBatch) {
  LoaderOptions options = small_options();
  options.world_size = 2;
  BatchLoader loader(pictures(9), options);
  const auto batches = epoch(loader, 0);
  ASSERT_EQ(batches.size(), 2U);
  EXPECT_TRUE(batches[1].samples.empty());
  EXPECT_TRUE(batches[1].pixels.empty());
}

TEST(BatchLoader, GivesSeveralViewsAndACleanOne) {
  LoaderOptions options = small_options();
  BatchLoader single(pictures(8), options);
  const auto single_view = epoch(single, 1);
  options.views = 2;
  options.clean_view = true;
  BatchLoader loader(pictures(8), options);
  const auto three = epoch(loader, 1);
  options.augment = {};
  options.views = 1;
  options.clean_view = false;
  BatchLoader plain_loader(pictures(8), options);
  const auto clean = epoch(plain_loader, 1);
  for (std::size_t i = 0; i < 2; ++i) {
    const std::size_t size = single_view[i].pixels.size();
    EXPECT_EQ(three[i].views, 3U);
    EXPECT_EQ(three[i].samples, single_view[i].samples);
    ASSERT_EQ(three[i].pixels.size(), 3 * size);
    const auto view = [&](std::size_t number) {
      const auto* first = three[i].pixels.data() + number * size;
      return std::vector<float>(first, first + size);
    };
    EXPECT_EQ(view(0), single_view[i].pixels);
    EXPECT_NE(view(1), single_view[i].pixels);
    EXPECT_EQ(view(2), clean[i].pixels);
  }
}

TEST(BatchLoader, SamplesByWeights) {
  LoaderOptions options = small_options();
  options.weights.assign(40, 0.0);
  options.weights[3] = 1;
  options.weights[7] = 1;
  BatchLoader loader(pictures(40), options);
  std::vector<int> counts(40);
  for (const Batch& batch : epoch(loader, 0)) {
    for (const std::size_t sample : batch.samples) ++counts.at(sample);
  }
  EXPECT_EQ(counts[3] + counts[7], 40);
  EXPECT_GT(counts[3], 5);
  EXPECT_GT(counts[7], 5);
  const auto varied = epoch(loader, 0).front();
  EXPECT_NE(std::vector<float>(varied.pixels.begin(), varied.pixels.begin() + 240),
            std::vector<float>(varied.pixels.end() - 240, varied.pixels.end()));
}

TEST(BatchLoader, CutsFacesAsInferenceDoes) {
  LoaderOptions options = small_options();
  options.augment = {};
  options.shuffle = false;
  options.crop.margin = 0.25F;
  const Image photo = smooth(60, 50);
  const Box box = {20, 10, 16, 20};
  const EncodedPictures set = {
      2, [&](std::size_t) { return encode_png(photo); }, picture_name,
      [&](std::size_t index) { return index == 0 ? std::optional(box) : std::nullopt; }};
  BatchLoader loader(set, options);
  const Batch batch = epoch(loader, 0).front();
  std::vector<float> expected(240);
  write_augmented({}, around(photo, box, options.crop), options.input, expected);
  EXPECT_EQ(std::vector<float>(batch.pixels.begin(), batch.pixels.begin() + 240), expected);
  write_augmented({}, whole(photo), options.input, expected);
  EXPECT_EQ(std::vector<float>(batch.pixels.begin() + 240, batch.pixels.end()), expected);
}

TEST(BatchLoader, ReplacesCorruptPicturesByTheNext) {
  LoaderOptions options = small_options();
  options.shuffle = false;
  options.max_corrupt_share = 0.25;
  BatchLoader loader(pictures(12, {2, 3, 11}), options);
  for (int round = 0; round < 2; ++round) {
    const auto batches = epoch(loader, 0);
    ASSERT_EQ(batches.size(), 3U);
    EXPECT_THAT(batches[0].samples, ElementsAre(0, 1, 4, 4));
    EXPECT_THAT(batches[1].samples, ElementsAre(4, 5, 6, 7));
    EXPECT_THAT(batches[2].samples, ElementsAre(8, 9, 10, 0));
    ASSERT_EQ(loader.corrupt().size(), 3U);
    EXPECT_EQ(loader.corrupt()[0].index, 2U);
    EXPECT_THAT(loader.corrupt()[0].message, HasSubstr("picture2.png"));
    EXPECT_EQ(loader.corrupt()[2].index, 11U);
  }
}

TEST(BatchLoader, GivesUpWhenTooManyAreCorrupt) {
  LoaderOptions options = small_options();
  options.shuffle = false;
  options.max_corrupt_share = 0.2;
  BatchLoader loader(pictures(10, {1, 6, 8}), options);
  loader.start_epoch(0);
  EXPECT_TRUE(loader.next());
  EXPECT_TRUE(loader.next());
  const std::string message = error_of(ErrorCode::input, [&] { (void)loader.next(); });
  EXPECT_THAT(message, HasSubstr("3 of 10 pictures cannot be read so far, expected at most 2"));
  EXPECT_THAT(message, HasSubstr("picture1.png"));
  EXPECT_THAT(message, HasSubstr("picture8.png"));
  EXPECT_FALSE(loader.next());
}

TEST(BatchLoader, ASetWithoutAnyGoodPictureIsAnError) {
  for (const double share : {0.0, 0.5, 1.0}) {
    LoaderOptions options = small_options();
    options.max_corrupt_share = share;
    BatchLoader loader(pictures(4, {0, 1, 2, 3}), options);
    loader.start_epoch(0);
    error_of(ErrorCode::input, [&] { (void)loader.next(); });
  }
}

TEST(BatchLoader, OtherExceptionsArriveAtTheConsumer) {
  EncodedPictures set = pictures(12);
  set.bytes = [](std::size_t index) {
    if (index >= 5) throw std::runtime_error("disk " + std::to_string(index));
    return picture_file(index);
  };
  LoaderOptions options = small_options();
  options.shuffle = false;
  options.threads = 4;
  BatchLoader loader(set, options);
  for (int round = 0; round < 2; ++round) {
    loader.start_epoch(0);
    EXPECT_TRUE(loader.next());
    try {
      (void)loader.next();
      ADD_FAILURE() << "expected an exception";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "disk 5");
    }
    EXPECT_FALSE(loader.next());
  }
}

TEST(BatchLoader, ReadsNoFurtherAheadThanTheQueue) {
  const auto reads = std::make_shared<std::atomic<int>>(0);
  EncodedPictures set = pictures(100);
  set.bytes = [reads](std::size_t index) {
    ++*reads;
    return picture_file(index);
  };
  LoaderOptions options = small_options();
  options.queue = 2;
  BatchLoader loader(set, options);
  loader.start_epoch(0);
  while (*reads < 8) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(*reads, 8);
  (void)loader.next();
  while (*reads < 12) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(*reads, 12);
}

TEST(BatchLoader, DecodesOnceWithACache) {
  const auto reads = std::make_shared<std::atomic<int>>(0);
  EncodedPictures set = pictures(10);
  set.bytes = [reads](std::size_t index) {
    ++*reads;
    return picture_file(index);
  };
  LoaderOptions options = small_options();
  options.cache_bytes = 1'000'000;
  BatchLoader loader(set, options);
  for (std::size_t i = 0; i < 3; ++i) (void)epoch(loader, i);
  EXPECT_EQ(*reads, 10);
}

TEST(BatchLoader, EndsInTheMiddle) {
  LoaderOptions options = small_options();
  options.threads = 3;
  for (int round = 0; round < 20; ++round) {
    BatchLoader loader(pictures(50), options);
    loader.start_epoch(0);
    if (round % 2 == 0) (void)loader.next();
    if (round % 3 == 0) loader.start_epoch(1);
  }
}

TEST(BatchLoader, RefusesOptionsThatMakeNoSense) {
  const auto refused = [](const auto& change, std::size_t count = 4) {
    LoaderOptions options = small_options();
    change(options);
    return error_of(ErrorCode::usage, [&] { const BatchLoader loader(pictures(count), options); });
  };
  EXPECT_THAT(refused([](auto& o) { o.batch_size = 0; }), HasSubstr("batch_size"));
  EXPECT_THAT(refused([](auto& o) { o.threads = 0; }), HasSubstr("threads"));
  EXPECT_THAT(refused([](auto& o) { o.queue = 0; }), HasSubstr("queue"));
  EXPECT_THAT(refused([](auto& o) { o.rank = 1; }), HasSubstr("rank"));
  EXPECT_THAT(refused([](auto& o) { o.world_size = 0; }), HasSubstr("world_size"));
  EXPECT_THAT(refused([](auto& o) { o.views = 0; }), HasSubstr("views"));
  EXPECT_THAT(refused([](auto& o) { o.weights = {1}; }), HasSubstr("weights"));
  EXPECT_THAT(refused([](auto& o) { o.weights = {0, 0, 0, 0}; }), HasSubstr("weights"));
  EXPECT_THAT(refused([](auto& o) { o.max_corrupt_share = -1; }), HasSubstr("max_corrupt_share"));
  EXPECT_THAT(refused([](auto& o) { o.input.width = 0; }), HasSubstr("input.width"));
  EXPECT_THAT(refused([](auto& o) { o.input.mean = {1}; }), HasSubstr("mean"));
  EXPECT_THAT(refused([](auto& o) { o.augment.colour.hue = -1; }), HasSubstr("colour.hue"));
  EXPECT_THAT(refused([](auto& o) { o.crop.alignment = Alignment::five_point; }),
              HasSubstr("alignment"));
  EXPECT_THAT(refused([](auto&) {}, 0), HasSubstr("at least one picture"));
}

}  // namespace
}  // namespace mien::dataset
