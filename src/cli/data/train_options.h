#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// What `mien train` and mien-train are asked for.
struct TrainArguments {
  std::string recipe;
  std::string folder;  ///< empty: runs/NAME, NAME as the recipe says
  bool keys = false;   ///< print the keys of a recipe instead
  bool resume = false;
  bool quiet = false;
  int threads = 1;
  std::string device = "cpu";  ///< "cpu" or "cuda"
};

/// The summary of `mien train`.
inline constexpr const char* train_summary =
    "Train a network as a recipe says (docs/guides/training.md describes recipes)";

/// The options of both programs, defined once.
void add_train_options(CLI::App& app, TrainArguments& arguments);

/// @throws Error (ErrorCode::usage) without a recipe, unless the keys of recipes are asked for
void check_train_arguments(const TrainArguments& arguments);

/// The words that give a parsed command what it was given, in an order that parses again.
[[nodiscard]] std::vector<std::string> given_words(const CLI::App& app);

}  // namespace mien::cli
