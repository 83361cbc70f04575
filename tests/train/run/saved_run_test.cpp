#include "train/run/saved_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "networks/graph_builder.h"
#include "train/finite_differences.h"
#include "train/run/initial_network.h"
#include "train/run/tiny_run.h"

namespace mien::train {
namespace {

using testing::HasSubstr;

TrainableNetwork small_network(std::uint64_t seed, int channels = 4) {
  GraphBuilder builder("small");
  const int x = builder.convolution("stem", GraphBuilder::picture, {.out = channels, .kernel = 3});
  const int features = builder.flatten(builder.global_average_pool(x));
  NetworkGraph graph = std::move(builder).finish(features, {.name = "fc", .classes = 2});
  const NamedTensors weights = random_weights(graph, seed);
  return {std::move(graph), weights};
}

TEST(SavedRun, GivesANetworkTheTensorsThatWereSaved) {
  const TrainableNetwork saved = small_network(1);
  const TensorMap tensors = saved_tensors(saved, "best.");
  ASSERT_EQ(tensors.size(), saved.tensors().size());
  TrainableNetwork restored = small_network(2);
  restore_tensors(restored, tensors, "best.", "run/checkpoint.pt");
  for (std::size_t i = 0; i < saved.tensors().size(); ++i) {
    EXPECT_EQ(apart(saved.tensors()[i], restored.tensors()[i]), 0);
  }
}

TEST(SavedRun, RefusesTensorsOfAnotherNetwork) {
  const TensorMap tensors = saved_tensors(small_network(1), "best.");
  const auto refusal = [&](TrainableNetwork network, const std::string& prefix) {
    return error_of(ErrorCode::input,
                    [&] { restore_tensors(network, tensors, prefix, "run/checkpoint.pt"); });
  };
  EXPECT_EQ(refusal(small_network(1), "average."),
            "run/checkpoint.pt: expected \"average.stem.weight\" of the network's type and shape, "
            "found none");
  EXPECT_THAT(refusal(small_network(1, 5), "best."), HasSubstr("\"best.stem.weight\""));
  EXPECT_THAT(refusal(small_network(1, 5), "best."), HasSubstr("found another"));
}

TEST(SavedRun, IsNothingInANewFolder) {
  const TemporaryFolder folder;
  EXPECT_EQ(checkpoint_file(folder.path()), folder.path() / "checkpoint.pt");
  EXPECT_FALSE(unfinished_run(folder.path(), Recipe{}, true));
  EXPECT_FALSE(unfinished_run(folder.path(), Recipe{}, false));
}

}  // namespace
}  // namespace mien::train
