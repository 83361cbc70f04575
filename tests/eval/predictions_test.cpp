#include "eval/predictions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/drawn_pictures.h"
#include "eval/drawn_source.h"
#include "mien/face/heads.h"
#include "tiny_onnx.h"

namespace mien::eval {
namespace {

using dataset::error_of;
using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::Pointwise;
using State = PictureOutcome::State;

constexpr std::array<std::size_t, 1> emotion = {0};

Network tiny(const ModelMetadata& metadata = tiny_metadata(4)) {
  return Network::from_memory(tiny_onnx(4, format_metadata(metadata)), "tiny");
}

/// The tiny network, blind on the right half of the picture.
Network left_eyed() {
  const std::vector<std::byte> bytes = tiny_onnx(4, format_metadata(tiny_metadata(4)));
  onnx::ModelProto model;
  model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  onnx::GraphProto& graph = *model.mutable_graph();
  graph.mutable_node(0)->set_input(0, "left");
  onnx::NodeProto& slice = *graph.add_node();
  slice.set_op_type("Slice");
  slice.add_output("left");
  slice.add_input("pixels");
  const auto number = [&](const std::string& name, std::int64_t value) {
    onnx::TensorProto& tensor = *graph.add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::INT64);
    tensor.add_dims(1);
    tensor.add_int64_data(value);
    slice.add_input(name);
  };
  number("from", 0);
  number("to", 2);
  number("axis", 3);
  graph.mutable_node()->SwapElements(0, 1);
  const std::string text = model.SerializeAsString();
  return Network::from_memory(std::as_bytes(std::span(text)), "left-eyed");
}

/// Softmax of the shares of red, green and blue.
std::vector<float> seeing(float red, float green, float blue) {
  return softmax(std::vector<float>{red, green, blue});
}

std::vector<float> row(const Predictions& predictions, std::size_t picture) {
  const HeadOutputs& head = predictions.heads.front();
  const auto first = head.values.begin() + static_cast<std::ptrdiff_t>(picture * head.width);
  return {first, first + static_cast<std::ptrdiff_t>(head.width)};
}

/// Finds a face in the right half of every picture that is not green.
class RightHalf : public Detector {
 public:
  [[nodiscard]] std::vector<Detection> detect(const Image& image) const override {
    if (image.row(0)[1] == 255) return {};
    return {{.box = {0, 0, 1, 1}, .score = 1}, {.box = {8, 0, 8, 16}, .score = 0.5F}};
  }
};

TEST(Predictions, AreProbabilitiesOfEachPictureWhateverBatchAndThreads) {
  const dataset::PictureSet set = all_of("path\nred\ngreen\nblue\nhalf\nred2\n");
  const Network network = tiny();
  for (const int batch : {1, 2, 64}) {
    std::size_t done = 0;
    const Predictions result = predict(
        network, set, emotion,
        {.threads = batch, .batch = batch, .progress = [&](std::size_t now, std::size_t all) {
           EXPECT_GT(now, done);
           EXPECT_EQ(all, 5U);
           done = now;
         }});
    EXPECT_EQ(done, 5U);
    ASSERT_EQ(result.heads.size(), 1U);
    EXPECT_EQ(result.heads.front().width, 3U);
    EXPECT_THAT(row(result, 0), Pointwise(FloatNear(1e-6F), seeing(1, 0, 0)));
    EXPECT_THAT(row(result, 1), Pointwise(FloatNear(1e-6F), seeing(0, 1, 0)));
    EXPECT_THAT(row(result, 2), Pointwise(FloatNear(1e-6F), seeing(0, 0, 1)));
    EXPECT_THAT(row(result, 3), Pointwise(FloatNear(0.01F), seeing(0.5F, 0, 0.5F)));
    EXPECT_EQ(row(result, 4), row(result, 0));
  }
}

TEST(Predictions, FlipIsTheMeanWithTheMirrorImage) {
  const dataset::PictureSet set = all_of("path\nhalf\nred\n");
  const Network network = left_eyed();
  const std::vector<float> red = seeing(1, 0, 0);
  const std::vector<float> blue = seeing(0, 0, 1);
  EXPECT_THAT(row(predict(network, set, emotion, {}), 0), Pointwise(FloatNear(1e-6F), red));
  const Predictions flipped = predict(network, set, emotion, {.flip = true});
  const std::vector<float> mean = {(red[0] + blue[0]) / 2, red[1], (red[2] + blue[2]) / 2};
  EXPECT_THAT(row(flipped, 0), Pointwise(FloatNear(1e-6F), mean));
  EXPECT_THAT(row(flipped, 1), Pointwise(FloatNear(1e-6F), red));
}

TEST(Predictions, SeeTheBoxThenTheLargestFaceThenTheWholePicture) {
  const dataset::PictureSet set =
      all_of("path,x,y,width,height\nhalf,0,0,8,16\nhalf,,,,\ngreen,,,,\n");
  const Predictions whole = predict(tiny(), set, emotion, {});
  EXPECT_THAT(row(whole, 0), Pointwise(FloatNear(1e-6F), seeing(1, 0, 0)));
  EXPECT_THAT(row(whole, 1), Pointwise(FloatNear(0.01F), seeing(0.5F, 0, 0.5F)));
  const Predictions predictions =
      predict(tiny(), set, emotion, {.detector = std::make_shared<RightHalf>()});
  EXPECT_EQ(row(predictions, 0), row(whole, 0));
  EXPECT_THAT(row(predictions, 1), Pointwise(FloatNear(1e-6F), seeing(0, 0, 1)));
  EXPECT_EQ(predictions.outcomes[2].state, State::no_face);
  EXPECT_THAT(row(predictions, 2), ElementsAre(0, 0, 0));
}

TEST(Predictions, WholePicturesAreNotAlignedButBoxesNeedLandmarks) {
  ModelMetadata metadata = tiny_metadata(4);
  metadata.crop.alignment = Alignment::five_point;
  const Network network = tiny(metadata);
  const Predictions whole = predict(network, all_of("path\nred\n"), emotion, {});
  EXPECT_THAT(row(whole, 0), Pointwise(FloatNear(1e-6F), seeing(1, 0, 0)));
  (void)error_of(ErrorCode::usage, [&] {
    (void)predict(network, all_of("path,x,y,width,height\nred,0,0,8,8\n"), emotion, {});
  });
}

TEST(Predictions, FewPicturesMayBeDamaged) {
  const dataset::PictureSet set = all_of("path\nred\ndamaged\nblue\nred2\n");
  const Predictions result = predict(tiny(), set, emotion, {.batch = 2, .max_corrupt_share = 0.25});
  EXPECT_EQ(result.outcomes[1].state, State::unreadable);
  EXPECT_THAT(result.outcomes[1].message, HasSubstr("damaged"));
  EXPECT_EQ(result.outcomes[2].state, State::answered);
  EXPECT_THAT(row(result, 1), ElementsAre(0, 0, 0));
  EXPECT_THAT(row(result, 2), Pointwise(FloatNear(1e-6F), seeing(0, 0, 1)));
  EXPECT_THAT(error_of(ErrorCode::input,
                       [&] { (void)predict(tiny(), set, emotion, {.max_corrupt_share = 0.2}); }),
              HasSubstr("at most 20 % of 4 pictures to be unreadable, found 1"));
}

TEST(Predictions, StopWhenAsked) {
  const dataset::PictureSet set = all_of("path\nred\nblue\n");
  int calls = 0;
  EXPECT_EQ(error_of(ErrorCode::cancelled,
                     [&] {
                       (void)predict(tiny(), set, emotion,
                                     {.batch = 1, .stop = [&] { return ++calls == 2; }});
                     }),
            "interrupted after 1 of 2 pictures");
}

}  // namespace
}  // namespace mien::eval
