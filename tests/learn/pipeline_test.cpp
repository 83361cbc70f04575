#include "mien/learn/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <limits>

#include "core/output_file.h"
#include "learn/decision_tree.h"
#include "mien/core/error.h"
#include "reference_data.h"
#include "temporary_folder.h"

namespace mien {
namespace {

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

class PipelineFiles : public testing::TestWithParam<ClassifierOptions> {
 protected:
  std::vector<std::byte> saved() {
    const Pipeline pipeline = fit_pipeline(
        train_rows(), {{StepKind::standard_scaling, StepKind::l2}, GetParam()}, 2, "x");
    save_pipeline(pipeline, path());
    return read_bytes(path());
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "c.mienclf"; }

 private:
  TemporaryFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(
    Kinds, PipelineFiles,
    testing::Values(LinearSvcOptions{}, RbfSvmOptions{}, RbfSvmOptions{.probabilities = false},
                    RandomForestOptions{.trees = 20},
                    NearestNeighboursOptions{.metric = DistanceMetric::cosine}));

TEST_P(PipelineFiles, AnswerAsWhatWasSaved) {
  const Pipeline pipeline =
      fit_pipeline(train_rows(), {{StepKind::standard_scaling, StepKind::l2}, GetParam()}, 2, "x");
  save_pipeline(pipeline, path());
  const Pipeline loaded = load_pipeline(path());
  const ClassPredictions before = pipeline.predict(test_rows());
  const ClassPredictions after = loaded.predict(test_rows(), 2);
  EXPECT_EQ(before.chosen, after.chosen);
  EXPECT_EQ(before.probabilities, after.probabilities);
  EXPECT_EQ(loaded.names(), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(loaded.descriptors(), "x");
  EXPECT_EQ(loaded.classifier().kind(), pipeline.classifier().kind());
}

TEST_P(PipelineFiles, CutAnywhereGiveAnError) {
  const std::vector<std::byte> bytes = saved();
  for (std::size_t length = 0; length < bytes.size(); length += 1 + bytes.size() / 200) {
    EXPECT_THROW((void)decode_pipeline(std::span(bytes).first(length), "cut"), Error) << length;
  }
  EXPECT_NO_THROW((void)decode_pipeline(bytes, "whole"));
}

TEST_P(PipelineFiles, DamagedAnywhereNeverCrash) {
  const std::vector<std::byte> bytes = saved();
  const FeatureMatrix rows = test_rows();
  for (std::size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 500) {
    std::vector<std::byte> damaged = bytes;
    damaged[at] ^= std::byte{0xFF};
    try {
      (void)decode_pipeline(damaged, "damaged").predict(rows);
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()), "");
    }
  }
}

TEST_P(PipelineFiles, LongerThanTheySayGiveAnError) {
  std::vector<std::byte> bytes = saved();
  bytes.push_back(std::byte{0});
  EXPECT_THAT(message_of([&] { (void)decode_pipeline(bytes, "long"); }),
              testing::HasSubstr("1 more bytes"));
}

TEST(PipelineFile, OfAnotherVersionGivesAnError) {
  const Pipeline pipeline = fit_pipeline(train_rows(), {{}, LinearSvcOptions{}});
  const TemporaryFolder folder;
  save_pipeline(pipeline, folder.path() / "c");
  std::vector<std::byte> bytes = read_bytes(folder.path() / "c");
  bytes[8] = std::byte{2};
  EXPECT_EQ(message_of([&] { (void)decode_pipeline(bytes, "new.mienclf"); }),
            "new.mienclf: expected version 1 of the format, found 2; write the file anew with mien "
            "fit");
}

std::vector<std::byte> file_of(const std::string& text, const std::string& arrays) {
  const auto length = static_cast<std::uint32_t>(text.size());
  std::string bytes = "MIENCLF\n";
  for (const std::uint32_t number : {1U, length}) {
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
  }
  bytes += text + arrays;
  std::vector<std::byte> result(bytes.size());
  std::memcpy(result.data(), bytes.data(), bytes.size());
  return result;
}

TEST(PipelineFile, HostileSizesGiveAnError) {
  for (const char* shape : {"[4000000000, 4000000000]", "[9223372036854775807]", "[-1]", "[0, 7]",
                            "[1, 2, 3]", "[]", "[4294967296, 4294967296]"}) {
    const std::string text = std::string(R"({"kind": "linear-svc", "classes": ["a", "b"],
      "descriptors": "", "steps": [], "classifier": {}, "arrays": [{"name": "coefficients",
      "type": "f64", "shape": )") +
                             shape + "}]}";
    EXPECT_THROW((void)decode_pipeline(file_of(text, "12345678"), "hostile"), Error) << shape;
  }
  std::vector<std::byte> bytes = file_of("{}", "");
  std::memset(bytes.data() + 12, 0xFF, 4);
  EXPECT_THAT(message_of([&] { (void)decode_pipeline(bytes, "hostile"); }),
              testing::HasSubstr("cut short"));
}

TEST(PipelineFile, TreesThatRunInCirclesGiveAnError) {
  const std::string text = R"({"kind": "random-forest", "classes": ["a", "b"], "descriptors": "",
    "steps": [], "classifier": {"features": 1}, "arrays": [
    {"name": "node_counts", "type": "u32", "shape": [1]},
    {"name": "node_features", "type": "u32", "shape": [3]},
    {"name": "node_thresholds", "type": "f32", "shape": [3]},
    {"name": "node_next", "type": "u32", "shape": [3]},
    {"name": "leaf_shares", "type": "f32", "shape": [2, 2]}]})";
  const auto arrays = [](std::uint32_t second_child) {
    const std::uint32_t leaf = TreeNode::leaf;
    const std::vector<std::uint32_t> numbers = {3, 0, leaf, leaf, 0, 0, 0, second_child,
                                                0, 1, 0,    0,    0, 0};
    return std::string(reinterpret_cast<const char*>(numbers.data()), numbers.size() * 4);
  };
  EXPECT_NO_THROW((void)decode_pipeline(file_of(text, arrays(2)), "tree"));
  for (const std::uint32_t child : {0U, 1U, 3U, 4'000'000'000U}) {
    EXPECT_THROW((void)decode_pipeline(file_of(text, arrays(child)), "tree"), Error) << child;
  }
}

TEST(PipelineFile, ThatIsNoneGivesAnError) {
  const TemporaryFolder folder;
  write_file(folder.path() / "picture.png", std::string_view("\x89PNG and so on and on"));
  EXPECT_THAT(message_of([&] { (void)load_pipeline(folder.path() / "picture.png"); }),
              testing::HasSubstr("expected a classifier that mien fit wrote"));
  EXPECT_THROW((void)load_pipeline(folder.path()), Error);
  EXPECT_THROW((void)load_pipeline(folder.path() / "absent"), Error);
}

TEST(Pipeline, LeavesOutNamesWithoutRows) {
  LabelledFeatures rows = train_rows();
  rows.names = {"a", "b", "unused", "c"};
  for (std::uint32_t& c : rows.classes) c = c == 2 ? 3 : c;
  const Pipeline pipeline = fit_pipeline(rows, {{}, LinearSvcOptions{}});
  EXPECT_EQ(pipeline.names(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(Pipeline, RefusesOtherColumnsAndNumbersThatAreNone) {
  const Pipeline pipeline = fit_pipeline(train_rows(), {{}, LinearSvcOptions{}});
  EXPECT_THAT(message_of([&] {
                (void)pipeline.predict({1, 3, {1, 2, 3}});
              }),
              testing::HasSubstr("10 numbers, which the classifier was fitted on, found 3"));
  FeatureMatrix rows = test_rows();
  rows.row(2)[4] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(message_of([&] { (void)pipeline.predict(rows); }),
              testing::HasSubstr("row 2, column 4: expected a finite number"));
}

TEST(FitClassifier, RefusesImpossibleOptionsAndClasses) {
  const LabelledFeatures rows = train_rows();
  const auto fit = [&](const ClassifierOptions& options) {
    return message_of([&] { (void)fit_classifier(rows.features, rows.classes, options); });
  };
  EXPECT_EQ(fit(LinearSvcOptions{.c = 0}), "linear-svc: C: expected a number above 0, found 0");
  EXPECT_THAT(fit(RbfSvmOptions{.gamma = -1}), testing::HasSubstr("gamma"));
  EXPECT_THAT(fit(RandomForestOptions{.trees = 0}), testing::HasSubstr("1 to 100,000"));
  EXPECT_THAT(fit(RandomForestOptions{.depth = 0}), testing::HasSubstr("depth"));
  EXPECT_THAT(fit(NearestNeighboursOptions{.neighbours = 0}), testing::HasSubstr("neighbours"));
  const std::vector<std::uint32_t> one_class(90, 0);
  EXPECT_THROW((void)fit_classifier(rows.features, one_class, LinearSvcOptions{}), Error);
  std::vector<std::uint32_t> gap(90, 0);
  gap[1] = 2;
  EXPECT_THAT(message_of([&] { (void)fit_classifier(rows.features, gap, LinearSvcOptions{}); }),
              testing::HasSubstr("found none of class 1"));
  gap[1] = 4'000'000'000U;
  EXPECT_THROW((void)fit_classifier(rows.features, gap, LinearSvcOptions{}), Error);
}

}  // namespace
}  // namespace mien
