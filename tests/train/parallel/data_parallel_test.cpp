#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "train/parallel/processes.h"
#include "train/run/tiny_run.h"
#include "train/run/trainer.h"

namespace mien::train {
namespace {

std::string stage(int batch) {
  return "[[stages]]\nname = \"all\"\ntrain = \"all\"\nepochs = 1\nbatch = " +
         std::to_string(batch) +
         "\nlearning_rate = 0.01\nhead_learning_rate = 0.05\noptimizer = \"sgd\"\n"
         "bfloat16 = false\n";
}

TrainingResult train(const TinyRun& files, int batch, const std::string& folder,
                     const ProcessGroup* group) {
  Recipe recipe = files.recipe(TinyRun::recipe_text(stage(batch)));
  // What dropout draws depends on the process.
  recipe.network.dropout = 0;
  TrainingOptions options;
  options.folder = files.at(folder);
  options.threads = 1;
  options.group = group;
  return run_training(recipe, options);
}

// The reference is one process with the doubled batch. Sums in another order differ by rounding,
// which a few steps of training make larger.
TEST(DataParallel, TwoProcessesLearnAsOneWithTheDoubledBatch) {
  const TinyRun files;
  const int code = testing::run_pair(
      [&](const ProcessPlace& place) {
        NamedTensors together;
        {
          const ProcessGroup group(place);
          together = train(files, 8, "together", &group).weights;
        }
        const NamedTensors alone = train(files, 16, "alone", nullptr).weights;
        ASSERT_EQ(together.size(), alone.size());
        double largest = 0;
        double difference = 0;
        for (const auto& [name, tensor] : alone) {
          const std::vector<float>& other = together.at(name).values;
          for (std::size_t i = 0; i < other.size(); ++i) {
            largest = std::max<double>(largest, std::abs(tensor.values[i]));
            difference = std::max<double>(difference, std::abs(tensor.values[i] - other[i]));
          }
        }
        EXPECT_LE(difference, 1e-3 * largest);
      },
      [&](const ProcessPlace& place) {
        const ProcessGroup group(place);
        (void)train(files, 8, "together", &group);
      });
  EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace mien::train
