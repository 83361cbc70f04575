// Milliseconds to fit a classifier on descriptors of the size of the paper's AFEW experiment.
//
//     mien_bench_learn KIND DATA.npy [THREADS]
//
// KIND is forest, forest-7 (depth 7), rbf or linear. The script scripts/bench-learn compares with
// scikit-learn on the same data.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include "mien/core/error.h"
#include "mien/learn/classifier.h"
#include "mien/learn/npy_file.h"

namespace {

mien::ClassifierOptions options_of(const std::string& kind) {
  if (kind == "forest") return mien::RandomForestOptions{};
  if (kind == "forest-7") return mien::RandomForestOptions{.depth = 7};
  if (kind == "rbf") return mien::RbfSvmOptions{.probabilities = false};
  if (kind == "linear") return mien::LinearSvcOptions{.c = 1.1};
  throw mien::Error(mien::ErrorCode::usage,
                    "expected forest, forest-7, rbf or linear, found " + kind);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 3) {
      fmt::print(stderr, "usage: mien_bench_learn KIND DATA.npy [THREADS]\n");
      return 2;
    }
    // The last column is the class.
    const mien::FeatureMatrix all = mien::read_npy(argv[2]);
    const int threads =
        argc > 3 ? std::atoi(argv[3]) : static_cast<int>(std::thread::hardware_concurrency());
    mien::FeatureMatrix samples{all.rows, all.columns - 1, {}};
    std::vector<std::uint32_t> classes;
    for (std::size_t r = 0; r < all.rows; ++r) {
      const auto row = all.row(r);
      samples.values.insert(samples.values.end(), row.begin(), row.end() - 1);
      classes.push_back(static_cast<std::uint32_t>(row.back()));
    }
    const auto start = std::chrono::steady_clock::now();
    const auto fitted = mien::fit_classifier(samples, classes, options_of(argv[1]), threads);
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - start;
    fmt::print("{:.0f}\n", taken.count());
    return fitted->features() == samples.columns ? 0 : 1;
  } catch (const mien::Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
