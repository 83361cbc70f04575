#include "mien/nn/metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "mien/core/error.h"

namespace mien {
namespace {

using Json = nlohmann::ordered_json;
using testing::AllOf;
using testing::HasSubstr;

ModelMetadata example() {
  ModelMetadata metadata;
  metadata.id = "example";
  metadata.task = "age, gender, emotion, identity";
  metadata.licence = "MIT";
  metadata.data_terms = "made up";
  metadata.input = {.width = 4,
                    .height = 3,
                    .colour = ColourOrder::bgr,
                    .layout = TensorLayout::nhwc,
                    .mean = {103.939F, 116.779F, 123.68F},
                    .scale = {1, 1, 0.5F},
                    .resize = ResizeRule::area};
  metadata.crop = {.margin = 0.25F, .shape = CropShape::square, .alignment = Alignment::five_point};
  HeadSpec age;
  age.output = "a";
  age.attribute = "age";
  age.kind = HeadKind::age;
  age.activation = Activation::softmax;
  age.age_first = 0;
  age.age_top = 100;
  HeadSpec gender;
  gender.output = "g";
  gender.attribute = "gender";
  gender.kind = HeadKind::binary;
  gender.activation = Activation::sigmoid;
  gender.labels = {"male", "female"};
  gender.threshold = 0.6F;
  HeadSpec identity;
  identity.output = "i";
  identity.attribute = "identity";
  identity.kind = HeadKind::identity;
  identity.operating_points = {{0.75, 0.001, 0.9, 1000, 20000, "drawn pairs"}};
  identity.crop = {.margin = 0.125F, .shape = CropShape::square, .alignment = Alignment::none};
  age.interval_scale = 1.25;
  HeadSpec emotion;
  emotion.output = "e";
  emotion.attribute = "emotion";
  emotion.kind = HeadKind::classes;
  emotion.activation = Activation::softmax;
  emotion.labels = {"neutral", "anger"};
  emotion.offset = 0;
  emotion.prior = {0.75F, 0.25F};
  emotion.sure_from = 0.5F;
  HeadSpec affect;
  affect.output = "e";
  affect.attribute = "affect";
  affect.kind = HeadKind::affect;
  affect.activation = Activation::tanh;
  affect.offset = 2;
  metadata.heads = {age, gender, identity, emotion, affect};
  metadata.scores = {{"age MAE (years)", "UTKFace", 8000, 6.1, "measured", "make bench"}};
  return metadata;
}

Json example_json() { return Json::parse(format_metadata(example())); }

std::string error_of(const Json& json) {
  try {
    (void)parse_metadata(json.dump(), "net.onnx");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::model);
    return error.what();
  }
  return "no error";
}

TEST(Metadata, ReadsBackWhatItWrites) {
  const ModelMetadata read = parse_metadata(format_metadata(example()), "net.onnx");
  EXPECT_EQ(format_metadata(read), format_metadata(example()));
  EXPECT_EQ(read.input.colour, ColourOrder::bgr);
  EXPECT_EQ(read.input.layout, TensorLayout::nhwc);
  EXPECT_EQ(read.input.mean, example().input.mean);
  EXPECT_EQ(read.crop.shape, CropShape::square);
  EXPECT_EQ(read.crop.alignment, Alignment::five_point);
  ASSERT_EQ(read.heads.size(), 5U);
  EXPECT_EQ(read.heads[0].age_top, 100);
  EXPECT_EQ(read.heads[0].age_first, 0);
  EXPECT_FLOAT_EQ(read.heads[1].threshold, 0.6F);
  EXPECT_EQ(read.heads[1].labels, example().heads[1].labels);
  EXPECT_EQ(read.heads[2].crop, example().heads[2].crop);
  EXPECT_EQ(read.heads[0].interval_scale, 1.25);
  EXPECT_FALSE(read.heads[1].offset);
  EXPECT_EQ(read.heads[3].prior, example().heads[3].prior);
  EXPECT_EQ(read.heads[3].sure_from, 0.5F);
  EXPECT_EQ(read.heads[1].sure_from, 0);
  EXPECT_EQ(read.heads[4].kind, HeadKind::affect);
  EXPECT_EQ(read.heads[4].activation, Activation::tanh);
  EXPECT_EQ(read.heads[4].offset, 2);
  EXPECT_EQ(read.scores[0].samples, 8000);
}

TEST(Metadata, FacesAreComparedAsTheIdentityHeadSaysElseAsTheModelDoes) {
  ModelMetadata metadata = example();
  EXPECT_FLOAT_EQ(identity_crop(metadata).margin, 0.125F);
  metadata.heads[2].crop.reset();
  EXPECT_EQ(identity_crop(metadata), metadata.crop);
  metadata.heads.erase(metadata.heads.begin() + 2);
  EXPECT_EQ(identity_crop(metadata), metadata.crop);
}

TEST(Metadata, MayHoldTheGraphOverLabels) {
  ModelMetadata metadata = example();
  metadata.graph = {
      {"anger", "valence"}, {"angry", "pleasant"}, {1, -0.25F, -0.25F, 1}, {1, 0, 0.5F, 1}};
  EXPECT_EQ(parse_metadata(format_metadata(metadata), "net.onnx").graph, metadata.graph);
  metadata.graph->correlations.clear();
  const std::string without = format_metadata(metadata);
  EXPECT_EQ(parse_metadata(without, "net.onnx").graph, metadata.graph);
  EXPECT_FALSE(parse_metadata(format_metadata(example()), "net.onnx").graph);
  const auto with = [&](const char* key, Json value) {
    Json json = Json::parse(without);
    json["graph"][key] = std::move(value);
    return error_of(json);
  };
  EXPECT_THAT(with("labels", {"anger"}), HasSubstr("\"graph.labels\": expected 2 to 1000 names"));
  EXPECT_THAT(with("words", {"a"}), HasSubstr("\"graph.words\": expected 2 words"));
  EXPECT_THAT(with("adjacency", {1, 2}), HasSubstr("\"graph.adjacency\": expected 4 numbers"));
  EXPECT_THAT(with("correlations", Json::array({1})),
              HasSubstr("\"graph.correlations\": expected 4"));
  EXPECT_THAT(with("colour", "red"), HasSubstr("graph.colour"));
}

TEST(Metadata, NamesEveryMissingKey) {
  const Json original = example_json();
  for (const auto& [key, value] : original.items()) {
    Json json = example_json();
    json.erase(key);
    EXPECT_THAT(error_of(json), AllOf(HasSubstr("net.onnx"), HasSubstr("\"" + key + "\"")));
  }
  for (const std::string section : {"input", "crop"}) {
    for (const auto& [key, value] : original[section].items()) {
      Json json = example_json();
      json[section].erase(key);
      EXPECT_THAT(error_of(json), HasSubstr("\"" + section + "." + key + "\""));
    }
  }
}

struct Impossible {
  const char* pointer;
  Json value;
  const char* key;
};

class ImpossibleMetadata : public testing::TestWithParam<Impossible> {};

TEST_P(ImpossibleMetadata, IsAnErrorThatNamesTheKey) {
  Json json = example_json();
  json[Json::json_pointer(GetParam().pointer)] = GetParam().value;
  EXPECT_THAT(error_of(json), AllOf(HasSubstr(std::string("\"") + GetParam().key + "\""),
                                    HasSubstr("expected"), HasSubstr("found")));
}

INSTANTIATE_TEST_SUITE_P(
    Values, ImpossibleMetadata,
    testing::Values(
        Impossible{"/version", 2, "version"}, Impossible{"/id", "", "id"},
        Impossible{"/licence", 7, "licence"}, Impossible{"/input/width", -1, "input.width"},
        Impossible{"/heads/2/crop/margin", 3, "heads[2].crop.margin"},
        Impossible{"/heads/2/operating_points/0/distance", 3,
                   "heads[2].operating_points[0].distance"},
        Impossible{"/heads/2/operating_points/0/genuine_pairs", 0,
                   "heads[2].operating_points[0].genuine_pairs"},
        Impossible{"/heads/2/operating_points/0/data", "", "heads[2].operating_points[0].data"},
        Impossible{"/input/width", 1e12, "input.width"},
        Impossible{"/input/width", 2.5, "input.width"},
        Impossible{"/input/height", 0, "input.height"},
        Impossible{"/input/colour", "purple", "input.colour"},
        Impossible{"/input/mean", Json::array({1, 2}), "input.mean"},
        Impossible{"/input/mean", Json::array({1, 2, "x"}), "input.mean"},
        Impossible{"/input/scale", Json::array({1, 0, 1}), "input.scale"},
        Impossible{"/crop/margin", 3, "crop.margin"},
        Impossible{"/crop/alignment", "banana", "crop.alignment"},
        Impossible{"/heads", Json::array(), "heads"}, Impossible{"/heads", "none", "heads"},
        Impossible{"/heads/0", 3, "heads[0]"},
        Impossible{"/heads/0/kind", "oracle", "heads[0].kind"},
        Impossible{"/heads/0/age_top", 0, "heads[0].age_top"},
        Impossible{"/heads/1/labels", Json::array({"male"}), "heads[1].labels"},
        Impossible{"/heads/1/labels", Json::array({"male", "male"}), "heads[1].labels"},
        Impossible{"/heads/1/threshold", 1.5, "heads[1].threshold"},
        Impossible{"/heads/1/activation", "softmax", "heads[1].activation"},
        Impossible{"/heads/0/interval_scale", 0, "heads[0].interval_scale"},
        Impossible{"/heads/0/activation", "tanh", "heads[0].activation"},
        Impossible{"/heads/0/offset", 1, "heads[0].offset"},
        Impossible{"/heads/3/prior", Json::array({1}), "heads[3].prior"},
        Impossible{"/heads/3/sure_from", 1.5, "heads[3].sure_from"},
        Impossible{"/heads/3/prior", Json::array({1, 0}), "heads[3].prior"},
        Impossible{"/heads/3/prior", Json::array({0.5, 0.6}), "heads[3].prior"},
        Impossible{"/heads/4/activation", "softmax", "heads[4].activation"},
        Impossible{"/heads/4/offset", -1, "heads[4].offset"},
        Impossible{"/heads/4/labels", Json::array({"a", "b"}), "heads[4].labels"},
        Impossible{"/scores/0/source", "hearsay", "scores[0].source"},
        Impossible{"/colour", "rgb", "colour"}, Impossible{"/input/bias", 1, "input.bias"}));

TEST(Metadata, RefusesWhatIsNotAJsonObject) {
  for (const std::string text : {"", "{", "[]", "7", "\"x\"", "\xff\xfe"}) {
    EXPECT_THROW((void)parse_metadata(text, "net.onnx"), Error) << text;
  }
  EXPECT_THROW((void)parse_metadata(std::string(100000, '['), "net.onnx"), Error);
  std::string nested;
  for (int i = 0; i < 100000; ++i) nested += "{\"a\":";
  EXPECT_THROW((void)parse_metadata(nested, "net.onnx"), Error);
}

}  // namespace
}  // namespace mien
