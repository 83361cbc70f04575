#include "nn/prepared_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "mien/nn/network.h"
#include "nn/processor_instructions.h"
#include "temporary_folder.h"
#include "tiny_onnx.h"

namespace mien {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing::ThrowsMessage;

std::vector<std::byte> onnx() { return tiny_onnx(2, format_metadata(tiny_metadata(2))); }

class PreparedNetworkTest : public testing::Test {
 protected:
  [[nodiscard]] Network network() const { return Network::from_file(path); }

  TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "tiny.bin";
  std::vector<std::byte> file = prepared_file(prepare_network(onnx(), "tiny"), "a note");
};

TEST_F(PreparedNetworkTest, AnswersLikeTheOnnxToTheBit) {
  write_file(path, file);
  const Network prepared = network();
  const Network plain = Network::from_memory(onnx(), "tiny");
  EXPECT_EQ(format_metadata(prepared.metadata()), format_metadata(plain.metadata()));
  EXPECT_EQ(prepared.input().shape, plain.input().shape);
  std::vector<float> pixels(24);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = 0.1F * static_cast<float>(i);
  const std::array<std::int64_t, 4> shape = {2, 3, 2, 2};
  EXPECT_EQ(prepared.run({shape, pixels})[0].data, plain.run({shape, pixels})[0].data);
}

TEST_F(PreparedNetworkTest, OutlivesItsFile) {
  write_file(path, file);
  const Network prepared = network();
  std::filesystem::remove(path);
  const std::vector<float> pixels(12, 2.0F);
  const std::array<std::int64_t, 4> shape = {1, 3, 2, 2};
  EXPECT_EQ(prepared.run({shape, pixels})[0].data[0], 2.0F);
}

TEST_F(PreparedNetworkTest, HasItsPartsInItsFile) {
  const PreparedParts parts = prepared_parts(file);
  EXPECT_EQ(parts.note, "a note");
  EXPECT_EQ(parts.network.size() + 4096, file.size());
  EXPECT_TRUE(prepared_parts(onnx()).network.empty());
  EXPECT_TRUE(prepared_parts(std::span(file).first(4096)).network.empty());
  EXPECT_TRUE(prepared_parts({}).network.empty());
  EXPECT_THROW((void)prepared_file(file, std::string(2000, 'n')), Error);
}

TEST_F(PreparedNetworkTest, IsRefusedWhereItIsCutShort) {
  file.resize(4096 + (file.size() - 4096) / 2);
  write_file(path, file);
  EXPECT_THAT([&] { (void)network(); }, ThrowsMessage<Error>(StartsWith(path.string() + ": ")));
}

TEST(PreparedNetwork, IsNotMadeOfWhatIsNoNetwork) {
  EXPECT_THAT([] { (void)prepare_network(std::vector<std::byte>(100), "nothing"); },
              ThrowsMessage<Error>(HasSubstr("nothing: expected an .onnx that can be prepared")));
}

TEST(PreparedNetwork, IsOfOneEngineAndOneProcessor) {
#if defined(__x86_64__) || defined(__aarch64__)
  EXPECT_THAT(preparation_key(), HasSubstr("ONNX Runtime"));
  EXPECT_THAT(preparation_key(), HasSubstr(processor_instructions()));
  EXPECT_GT(processor_instructions().size(), 10U);
#else
  EXPECT_EQ(preparation_key(), "");
#endif
  EXPECT_EQ(preparation_key(), preparation_key());
}

}  // namespace
}  // namespace mien
