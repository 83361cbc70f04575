#include "cli/models/networks_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "app/exit_code.h"
#include "core/console.h"
#include "mien/core/error.h"
#include "networks/networks.h"

namespace mien::cli {

namespace {

constexpr int most_classes = 1'000'000;
constexpr int largest_picture = 4096;

std::string millions(std::int64_t count, int decimals) {
  return fmt::format("{:.{}f} M", static_cast<double>(count) / 1e6, decimals);
}

std::string multiply_adds(const train::NetworkGraph& graph, int side) {
  try {
    return millions(count_multiply_adds(graph, side, side), 0);
  } catch (const Error&) {
    return "-";
  }
}

}  // namespace

std::string networks_table(const NetworksOptions& options) {
  std::size_t name_width = 0;
  for (const train::Architecture& architecture : train::architectures()) {
    name_width = std::max(name_width, architecture.name.size());
  }
  std::string text =
      fmt::format("{:{}}  {:>10}  {:>7}  {:>13}  {:>7}  {:>8}  {}\n", "network", name_width,
                  "parameters", "paper", "multiply-adds", "picture", "features", "from");
  for (const train::Architecture& architecture : train::architectures()) {
    const train::NetworkGraph graph = architecture.make({.classes = options.classes});
    const int side = options.size > 0 ? options.size : architecture.side;
    text += fmt::format(
        "{:{}}  {:>10}  {:>7}  {:>13}  {:>7}  {:>8}  {}\n", architecture.name, name_width,
        millions(count_parameters(graph), 2),
        architecture.paper_parameters > 0 ? fmt::format("{:.1f} M", architecture.paper_parameters)
                                          : "-",
        multiply_adds(graph, side), side, graph.feature_size, architecture.description);
  }
  return text + fmt::format(
                    "\ncounted with {} classes; paper: table 3, FaceNet (inception-resnet-v1): "
                    "table 6\n",
                    options.classes);
}

Command add_networks_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand("networks", "List the networks that mien can train");
  const auto options = std::make_shared<NetworksOptions>();
  app->add_option("--classes", options->classes, "Classes to count the classifier for")
      ->type_name("N")
      ->check(CLI::Range(1, most_classes))
      ->capture_default_str();
  app->add_option("--size", options->size,
                  "Side of the picture to count multiply-adds for (default: each network's own)")
      ->type_name("PIXELS")
      ->check(CLI::Range(1, largest_picture));
  return {app, [options] {
            show(networks_table(*options));
            return app::exit_ok;
          }};
}

}  // namespace mien::cli
