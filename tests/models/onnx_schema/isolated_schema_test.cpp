#include "models/onnx_schema/isolated_schema.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "models/graph/onnx_file.h"
#include "resources.h"
#include "tiny_onnx.h"

namespace mien::models {
namespace {

onnx::ModelProto tiny() { return parse_onnx(tiny_onnx(8, ""), "tiny"); }

TEST(IsolatedSchema, HasNoObjectionToAGoodModel) { EXPECT_EQ(schema_fault(tiny()), ""); }

TEST(IsolatedSchema, SaysWhatIsWrong) {
  onnx::ModelProto model = tiny();
  model.mutable_graph()->mutable_node(0)->set_op_type("Convolute");
  const std::string fault = schema_fault(model);
#if defined(__SANITIZE_ADDRESS__)
  // Where libonnx throws, the sanitizer opens a file, which the child may not.
  EXPECT_NE(fault, "");
#else
  EXPECT_NE(fault.find("Convolute"), std::string::npos) << fault;
#endif
}

TEST(IsolatedSchema, AddsShapesAndLeavesTheRest) {
  onnx::ModelProto model = tiny();
  const onnx::ModelProto before = model;
  model.mutable_graph()->mutable_output(0)->mutable_type()->mutable_tensor_type()->clear_shape();
  EXPECT_EQ(add_shapes(model), "");
  EXPECT_TRUE(model.graph().output(0).type().tensor_type().has_shape());
  EXPECT_EQ(model.graph().node_size(), before.graph().node_size());
  EXPECT_EQ(model.graph().initializer_size(), before.graph().initializer_size());
  EXPECT_EQ(model.graph().input(0).SerializeAsString(),
            before.graph().input(0).SerializeAsString());
}

// The importer's fuzz target found it: libonnx reads memory that is not its own, and may survive
// it.
TEST(IsolatedSchema, OutlivesAModelThatCrashesLibonnx) {
  const auto bytes = read_bytes(std::filesystem::path(MIEN_SOURCE_DIR) /
                                "fuzz/corpus/onnx_importer/shapes-that-crash-libonnx");
  onnx::ModelProto model = parse_onnx(bytes, "hostile");
  (void)add_shapes(model);
  EXPECT_EQ(schema_fault(tiny()), "");
}

}  // namespace
}  // namespace mien::models
