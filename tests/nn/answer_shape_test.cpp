#include "nn/answer_shape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "hostile_onnx.h"
#include "mien/core/error.h"

namespace mien {
namespace {

using testing::HasSubstr;

HeadSpec head_of(HeadKind kind) {
  HeadSpec head = tiny_metadata(2).heads[0];
  head.kind = kind;
  if (kind == HeadKind::binary) head.labels = {"male", "female"};
  if (kind != HeadKind::binary && kind != HeadKind::classes) head.labels.clear();
  return head;
}

std::string refusal(const std::vector<std::int64_t>& actual,
                    const std::vector<std::int64_t>& declared, HeadKind kind,
                    std::int64_t batch = 2) {
  try {
    check_answer(actual, {"means", declared}, head_of(kind), batch, "m.onnx");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::model);
    return error.what();
  }
  return "";
}

TEST(AnswerShape, IsAsThePromiseOfTheFile) {
  EXPECT_EQ(refusal({2, 3}, {-1, 3}, HeadKind::classes), "");
  EXPECT_EQ(refusal({2, 1}, {-1, 1}, HeadKind::binary), "");
  EXPECT_EQ(refusal({2, 7}, {-1, -1}, HeadKind::age), "");
  EXPECT_EQ(refusal({2, 512}, {2, 512}, HeadKind::identity), "");
  EXPECT_EQ(refusal({2, 8, 5, 7}, {-1, 8, -1, -1}, HeadKind::tensor), "");
}

TEST(AnswerShape, IsRefusedIfRowsColumnsOrAxesAreOthers) {
  EXPECT_EQ(refusal({1, 3}, {-1, 3}, HeadKind::classes),
            "m.onnx: head \"emotion\": expected an answer of shape [2, 3], found [1, 3]");
  EXPECT_THAT(refusal({2, 0}, {-1, 3}, HeadKind::classes), HasSubstr("found [2, 0]"));
  EXPECT_THAT(refusal({2, 4}, {-1, 3}, HeadKind::classes), HasSubstr("found [2, 4]"));
  EXPECT_THAT(refusal({6}, {-1, 3}, HeadKind::classes), HasSubstr("found [6]"));
  EXPECT_THAT(refusal({2, 3, 1}, {-1, 3}, HeadKind::classes), HasSubstr("found [2, 3, 1]"));
  EXPECT_THAT(refusal({2, 0}, {-1, 1}, HeadKind::binary), HasSubstr("found [2, 0]"));
  EXPECT_THAT(refusal({2, 0}, {-1, -1}, HeadKind::identity), HasSubstr("shape [2, any]"));
  EXPECT_THAT(refusal({2, 0}, {-1, -1}, HeadKind::age), HasSubstr("found [2, 0]"));
  EXPECT_THAT(refusal({1, 8, 5, 7}, {-1, 8, -1, -1}, HeadKind::tensor), HasSubstr("[2, 8, any"));
  EXPECT_THAT(refusal({}, {}, HeadKind::tensor), HasSubstr("found []"));
}

/// Runs two pictures of white, the mean of which is 1.
std::string refusal_of(const HostileOnnx& onnx) {
  const std::vector<float> pixels(24, 1);
  const std::array<std::int64_t, 4> shape = {2, 3, 2, 2};
  try {
    (void)Network::from_memory(onnx.bytes(), "hostile").run({shape, pixels});
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::model);
    return error.what();
  }
  return "";
}

HostileOnnx hostile(HeadKind kind) {
  ModelMetadata metadata = tiny_metadata(2);
  const Activation activation = metadata.heads[0].activation;
  metadata.heads[0] = head_of(kind);
  metadata.heads[0].activation = kind == HeadKind::binary     ? Activation::sigmoid
                                 : kind == HeadKind::identity ? Activation::none
                                                              : activation;
  return {2, format_metadata(metadata)};
}

TEST(AnswerShape, IsCheckedInEachForwardPass) {
  EXPECT_THAT(refusal_of(hostile(HeadKind::classes).one_row()), HasSubstr("found [1, 3]"));
  EXPECT_THAT(refusal_of(hostile(HeadKind::identity).one_row()), HasSubstr("found [1, 3]"));
  EXPECT_THAT(refusal_of(hostile(HeadKind::classes).repeated(0)), HasSubstr("found [2, 0]"));
  EXPECT_THAT(refusal_of(hostile(HeadKind::classes).repeated(500)), HasSubstr("found [2, 1500]"));
  EXPECT_THAT(refusal_of(hostile(HeadKind::binary).declare_width(1).repeated(0)),
              HasSubstr("expected an answer of shape [2, 1], found [2, 0]"));
  EXPECT_THAT(refusal_of(hostile(HeadKind::age).repeated(0)), HasSubstr("found [2, 0]"));
  EXPECT_NE(refusal_of(hostile(HeadKind::classes).flat()), "");
  EXPECT_EQ(refusal_of(hostile(HeadKind::classes).repeated(1)), "");
}

TEST(AnswerShape, HasTheSameLengthInEachPass) {
  const Network network = Network::from_memory(
      hostile(HeadKind::identity).declare_width(-1).repeated_by_pixels().bytes(), "hostile");
  const std::array<std::int64_t, 4> shape = {1, 3, 2, 2};
  const auto width = [&](float value) {
    const std::vector<float> pixels(12, value);
    return network.run({shape, pixels})[0].data.size();
  };
  EXPECT_EQ(width(1), 6U);
  EXPECT_THROW((void)width(4), Error);
  EXPECT_EQ(width(1), 6U);
}

TEST(AnswerShape, OfAFixedBatchHasALimit) {
  const std::vector<std::byte> bytes = tiny_onnx(2, format_metadata(tiny_metadata(2)));
  onnx::ModelProto model;
  model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  const auto fix = [](onnx::ValueInfoProto& value) {
    value.mutable_type()->mutable_tensor_type()->mutable_shape()->mutable_dim(0)->set_dim_value(
        2'000'000'000);
  };
  fix(*model.mutable_graph()->mutable_input(0));
  fix(*model.mutable_graph()->mutable_output(0));
  const std::string text = model.SerializeAsString();
  try {
    (void)Network::from_memory(std::as_bytes(std::span(text)), "large");
    ADD_FAILURE() << "expected an Error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("found 2000000000 times 12"));
  }
}

}  // namespace
}  // namespace mien
