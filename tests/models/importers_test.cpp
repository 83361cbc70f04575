#include "models/importers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/graph/onnx_file.h"
#include "tiny_tfjs.h"

namespace mien::models {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

Bytes import_file(std::string_view importer, const Bytes& bytes) {
  return import_model(
      {.importer = importer, .name = "m", .main_file = "m", .files = {{"m", bytes}}});
}

Bytes tiny_onnx() {
  TinyTfjs model(1, 1, 1);
  model.node("y", "Relu", {"x"});
  return model.onnx("y");
}

TEST(Importers, NameWhatTheyKnow) {
  EXPECT_THAT(message_of([] { (void)import_file("pickle", {}); }, ErrorCode::usage),
              AllOf(HasSubstr("pickle"), HasSubstr("tfjs-graph")));
}

TEST(Importers, ReplaceTheMetadataOfAnOnnxFile) {
  const Bytes bare = import_file("onnx", tiny_onnx());
  EXPECT_EQ(parse_onnx(bare, "bare").metadata_props_size(), 0);
  EXPECT_EQ(parse_onnx(tiny_onnx(), "tiny").metadata_props_size(), 1);
  EXPECT_EQ(import_file("onnx", bare), bare);
}

TEST(Importers, RefuseWhatIsNoOnnxFile) {
  EXPECT_THAT(message_of([] { (void)import_file("onnx", bytes_of("text")); }), HasSubstr("m: "));
  EXPECT_THAT(message_of([] { (void)import_file("onnx", {}); }), HasSubstr(".onnx"));
  Bytes cut = tiny_onnx();
  cut.resize(cut.size() / 2);
  EXPECT_THAT(message_of([&] { (void)import_file("onnx", cut); }), HasSubstr("m: "));
}

TEST(Importers, RefuseWeightsInOtherFiles) {
  onnx::ModelProto model = parse_onnx(tiny_onnx(), "tiny");
  onnx::TensorProto* tensor = model.mutable_graph()->add_initializer();
  tensor->set_name("w");
  tensor->set_data_type(onnx::TensorProto::FLOAT);
  tensor->set_data_location(onnx::TensorProto::EXTERNAL);
  EXPECT_THAT(message_of([&] { (void)import_file("onnx", serialise_onnx(model)); }),
              HasSubstr("in another file"));
}

TEST(Importers, RefuseWeightsInOtherFilesWhereverTheyAre) {
  const auto external = [](onnx::TensorProto& tensor) {
    tensor.set_name("w");
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    tensor.set_data_location(onnx::TensorProto::EXTERNAL);
  };
  const auto refusal = [](const onnx::ModelProto& model) {
    return message_of([&] { (void)import_file("onnx", serialise_onnx(model)); });
  };
  const onnx::ModelProto plain = parse_onnx(tiny_onnx(), "tiny");
  onnx::ModelProto constant = plain;
  external(*constant.mutable_graph()->add_node()->add_attribute()->mutable_t());
  EXPECT_THAT(refusal(constant), HasSubstr("found \"w\" in another file"));
  onnx::ModelProto branch = plain;
  external(*branch.mutable_graph()->add_node()->add_attribute()->mutable_g()->add_initializer());
  EXPECT_THAT(refusal(branch), HasSubstr("found \"w\" in another file"));
  onnx::ModelProto function = plain;
  external(*function.add_functions()->add_node()->add_attribute()->add_tensors());
  EXPECT_THAT(refusal(function), HasSubstr("found \"w\" in another file"));
}

TEST(Importers, ListTheFilesThatAModelNames) {
  const Bytes manifest = bytes_of(R"([{"paths": ["a", "b"], "weights": []}])");
  EXPECT_THAT(further_files("mtcnn-pnet", manifest, "m"), ElementsAre("a", "b"));
  EXPECT_THAT(further_files("onnx", {}, "m"), ElementsAre());
}

TEST(MtcnnImporter, NamesTheTensorThatIsMissingOrOfAnotherShape) {
  EXPECT_THAT(message_of([] { (void)import_file("mtcnn-rnet", bytes_of("[]")); }),
              HasSubstr("rnet/conv1/weights"));
  const SourceFiles files = {{"m", bytes_of(R"([{"paths": ["w"], "weights":
           [{"name": "pnet/conv1/weights", "shape": [2], "dtype": "float32"}]}])")},
                             {"w", Bytes(8)}};
  EXPECT_THAT(message_of([&] {
                (void)import_model(
                    {.importer = "mtcnn-pnet", .name = "m", .main_file = "m", .files = files});
              }),
              AllOf(HasSubstr("pnet/conv1/weights"), HasSubstr("[3,3,3,10]"), HasSubstr("[2]")));
}

}  // namespace
}  // namespace mien::models
