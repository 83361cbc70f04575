// .tflite files that are damaged or hostile, and what is said of them.

#include "models/tflite/tensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/core/error.h"
#include "models/tflite/tiny_tflite.h"

namespace mien::models {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using tflite::Options;

std::string refusal(const Bytes& file) {
  return message_of([&] { (void)import_tflite(file, {}, "m"); });
}

TinyTflite convolution() {
  TinyTflite model({1, 2, 2, 1});
  const int weights = model.constant({1, 1, 1, 1}, {2});
  const auto options = tflite::CreateConv2DOptions(model.builder(), 0, 1, 1).Union();
  model.op(3, {0, weights}, {model.tensor("y")}, Options::Conv2DOptions, options);
  return model;
}

TEST(TfliteTensors, ComeFromAFileOfThisFormatAndVersion) {
  EXPECT_THAT(refusal({}), AllOf(HasSubstr("m: "), HasSubstr("TFL3"), HasSubstr("0 bytes")));
  EXPECT_THAT(refusal(bytes_of("no network at all")), HasSubstr("TFL3"));
  EXPECT_THAT(refusal(convolution().file(2)), HasSubstr("version 3, found 2"));
  EXPECT_THAT(refusal(convolution().file(3, 2)), HasSubstr("one network, found 2"));
}

TEST(TfliteTensors, AreRefusedInAFileThatIsCutAnywhere) {
  const Bytes whole = convolution().file();
  EXPECT_EQ(import_tflite(whole, {}, "m").nodes.size(), 1U);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    // The last bytes may be filling that nothing points to.
    try {
      (void)import_tflite(cut, {}, "m");
      EXPECT_GE(length + 16, whole.size()) << length;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::model) << length;
    }
  }
}

TEST(TfliteTensors, SurviveEachByteBeingAnother) {
  const Bytes whole = convolution().file();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const unsigned bits : {0xFFU, 0x01U, 0x80U}) {
      Bytes changed = whole;
      changed[i] ^= static_cast<std::byte>(bits);
      try {
        (void)import_tflite(changed, {}, "m");
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::model) << i;
      }
    }
  }
}

TEST(TfliteTensors, HaveNumbersOfAKnownTypeThatFitTheirShape) {
  const auto with = [](auto add) {
    TinyTflite model({1, 1, 1, 3});
    const int other = add(model);
    model.op(0, {0, other}, {model.tensor("y")});
    return refusal(model.file());
  };
  EXPECT_THAT(with([](TinyTflite& m) { return m.weight({3}, Bytes(6), 1); }),
              AllOf(HasSubstr("tensor w1"), HasSubstr("the type 1")));
  EXPECT_THAT(with([](TinyTflite& m) { return m.weight({3}, Bytes(3), 9); }),
              HasSubstr("the type 9"));
  EXPECT_THAT(with([](TinyTflite& m) { return m.weight({3}, Bytes(8), 0); }),
              HasSubstr("12 bytes for its shape, found 8"));
  EXPECT_THAT(with([](TinyTflite& m) { return m.weight({-3}, Bytes(12), 0); }), HasSubstr("-3"));
  EXPECT_THAT(with([](TinyTflite& m) {
                return m.weight({1 << 30, 1 << 30, 1 << 30}, Bytes(12), 0);
              }),
              HasSubstr("expected at most"));
  EXPECT_THAT(with([](TinyTflite& m) { return m.add("w", {3}, 0, 7); }),
              HasSubstr("a buffer of the 1 there are, found 7"));
  EXPECT_THAT(with([](TinyTflite& m) {
                (void)m.constant({3}, {1, 2, 3});
                return m.add("w", {3}, 0, 1, true);
              }),
              HasSubstr("a sparse tensor"));
}

TEST(TfliteTensors, HaveNamesOfTheirOwn) {
  TinyTflite model({1, 1, 1, 3});
  const int first = model.tensor("x");
  const int second = model.tensor("a\xff");
  model.op(19, {0}, {first}).op(101, {first}, {second}).op(19, {second}, {model.tensor("")});
  const Bytes bytes = model.file();
  const Graph graph = import_tflite(bytes, {}, "m");
  EXPECT_EQ(graph.input.name, "x");
  ASSERT_EQ(graph.nodes.size(), 3U);
  EXPECT_EQ(graph.nodes[0].output, "x_");
  EXPECT_EQ(graph.nodes[1].output, "tensor_2");
  EXPECT_EQ(graph.outputs[0].name, "tensor_3");
}

TEST(TfliteOperators, AreRefusedByPlaceAndName) {
  const auto of = [](auto add) {
    TinyTflite model({1, 1, 1, 3});
    add(model);
    return refusal(model.file());
  };
  EXPECT_THAT(of([](TinyTflite& m) { m.op(98, {0}, {m.tensor("y")}); }),
              AllOf(HasSubstr("m: operator 0"), HasSubstr("CONV_2D"), HasSubstr("number 98")));
  EXPECT_THAT(of([](TinyTflite& m) { m.op(300, {0}, {m.tensor("y")}); }), HasSubstr("number 300"));
  EXPECT_THAT(of([](TinyTflite& m) { m.op(0, {0}, {m.tensor("y")}); }),
              HasSubstr("operator 0 (ADD): expected 2 inputs, found 1"));
  EXPECT_THAT(of([](TinyTflite& m) {
                m.op(19, {0}, {m.tensor("y"), m.tensor("z")});
              }),
              HasSubstr("expected one output, found 2"));
  EXPECT_THAT(of([](TinyTflite& m) { m.op(19, {77}, {m.tensor("y")}); }),
              HasSubstr("a tensor of 0 to 1, found 77"));
  EXPECT_THAT(of([](TinyTflite& m) { m.op(19, {-1}, {m.tensor("y")}); }), HasSubstr("found -1"));
  EXPECT_THAT(of([](TinyTflite& m) {
                m.op(3, {0, m.constant({1, 1, 1, 3}, {1, 2, 3})}, {0});
              }),
              HasSubstr("operator 0 (CONV_2D): expected its options, found none"));
  EXPECT_THAT(of([](TinyTflite& m) {
                const int y = m.tensor("y");
                m.op(19, {0}, {y}).op(101, {0}, {y});
              }),
              HasSubstr("\"y\" again"));
  EXPECT_THAT(of([](TinyTflite& m) {
                const int a = m.tensor("a");
                const int b = m.tensor("b");
                m.op(19, {b}, {a}).op(19, {a}, {b});
              }),
              HasSubstr("without cycles"));
  EXPECT_THAT(of([](TinyTflite& m) { m.op(19, {m.tensor("a")}, {m.tensor("y")}); }),
              HasSubstr("\"a\", which is missing"));
  EXPECT_THAT(of([](TinyTflite& m) {
                m.op(22, {0, m.integers({1}, {3})}, {m.tensor("y")});
              }),
              HasSubstr("whose first axis stays"));
}

TEST(TfliteOperators, RefuseOptionsThatMienDoesNotKnow) {
  const auto of = [](std::int8_t padding, std::int8_t activation, int stride) {
    TinyTflite model({1, 1, 1, 3});
    const int weights = model.constant({1, 1, 1, 3}, {1, 2, 3});
    const auto options =
        tflite::CreateConv2DOptions(model.builder(), padding, stride, stride, activation).Union();
    model.op(3, {0, weights}, {model.tensor("y")}, Options::Conv2DOptions, options);
    return refusal(model.file());
  };
  EXPECT_THAT(of(2, 0, 1), HasSubstr("a padding of SAME (0) or VALID (1), found 2"));
  EXPECT_THAT(of(0, 4, 1), HasSubstr("ReLU6 (3), found 4"));
  EXPECT_THAT(of(0, 0, 0), HasSubstr("strides"));
  EXPECT_THAT(of(0, 0, -5), HasSubstr("strides"));
}

}  // namespace
}  // namespace mien::models
