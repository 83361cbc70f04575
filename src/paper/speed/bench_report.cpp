#include "paper/speed/bench_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "paper/speed/machine.h"

namespace mien::paper {

namespace {

constexpr std::string_view yardstick = "resnet18";

std::optional<double> if_measured(double number) {
  return number > 0 ? std::optional(number) : std::nullopt;
}

/// A share of ResNet-18's time; nothing if either was not measured.
std::optional<double> ratio_to_reference(double time, double reference) {
  if (time <= 0 || reference <= 0) return std::nullopt;
  return time / reference;
}

/// All that is said of one network.
struct Row {
  const NetworkBench& network;
  std::optional<double> single_ratio;
  std::optional<double> several_ratio;
  std::optional<double> paper_ratio;
};

std::vector<Row> bench_rows(const NetworksBench& bench) {
  const auto reference = std::ranges::find(
      bench.networks, yardstick, [](const NetworkBench& n) { return n.architecture.name; });
  const bool measured = reference != bench.networks.end();
  const auto all = train::architectures();
  const double paper =
      std::ranges::find(all, yardstick, &train::Architecture::name)->paper_milliseconds;
  std::vector<Row> rows;
  for (const NetworkBench& network : bench.networks) {
    rows.push_back(
        {network,
         ratio_to_reference(network.single.median, measured ? reference->single.median : 0),
         ratio_to_reference(network.several.median, measured ? reference->several.median : 0),
         ratio_to_reference(network.architecture.paper_milliseconds, paper)});
  }
  return rows;
}

std::string number_text(std::optional<double> value, int decimals, std::string_view absent = "-") {
  return value ? fmt::format("{:.{}f}", *value, decimals) : std::string(absent);
}

double in_millions(std::int64_t count) { return static_cast<double>(count) / million; }

using Cells = std::vector<std::string>;

/// Columns as wide as their widest cell; the first to the left, the others to the right.
std::string aligned(const std::vector<Cells>& lines) {
  std::vector<std::size_t> widths(lines.front().size());
  for (const Cells& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string text;
  for (const Cells& line : lines) {
    text += fmt::format("{:<{}}", line.front(), widths.front());
    for (std::size_t i = 1; i < line.size(); ++i) {
      text += fmt::format("  {:>{}}", line[i], widths[i]);
    }
    text += '\n';
  }
  return text;
}

}  // namespace

std::string bench_text(const NetworksBench& bench) {
  const int threads = bench.options.threads;
  const bool both = threads > 1;
  Cells units = {"network", "picture", "M param.",     "paper", "M mult-adds",
                 "file MB", "peak MB", "ms, 1 thread", "ratio"};
  if (both) {
    units.push_back(fmt::format("ms, {} threads", threads));
    units.emplace_back("ratio");
  }
  units.emplace_back("paper ms");
  units.emplace_back("ratio");
  std::vector<Cells> lines = {units};
  for (const Row& row : bench_rows(bench)) {
    const NetworkBench& n = row.network;
    Cells line = {std::string(n.architecture.name),
                  fmt::format("{}", n.architecture.side),
                  number_text(in_millions(n.parameters), 2),
                  number_text(if_measured(n.architecture.paper_parameters), 1),
                  number_text(in_millions(n.multiply_adds), 0),
                  number_text(in_millions(n.file_bytes), 1),
                  number_text(in_millions(n.peak_bytes), 0),
                  number_text(n.single.median, 2),
                  number_text(row.single_ratio, 2)};
    if (both) {
      line.push_back(number_text(n.several.median, 2));
      line.push_back(number_text(row.several_ratio, 2));
    }
    line.push_back(number_text(if_measured(n.architecture.paper_milliseconds), 1));
    line.push_back(number_text(row.paper_ratio, 2));
    lines.push_back(line);
  }
  return aligned(lines) +
         fmt::format(
             "\n{}; batch 1, forward pass only, medians of {} passes in {} rounds in turns\n"
             "parameters: with {} classes; paper: table 3, on an i7-8750H (FaceNet: table 6)\n"
             "ratio: to the time of {}; peak MB: resident memory of a process of its own that "
             "loads "
             "the .onnx and runs one picture twice\nwith one thread, of which the program alone is "
             "{:.0f} MB\n",
             processor_name(), bench_passes * bench.options.rounds, bench.options.rounds,
             bench_classes, yardstick, in_millions(bench.program_bytes));
}

std::string bench_csv(const NetworksBench& bench) {
  std::string text =
      "network,picture_side,parameters,paper_parameters_millions,multiply_adds,file_bytes,"
      "peak_bytes,threads,single_ms,single_lowest_ms,single_ratio,several_ms,several_lowest_ms,"
      "several_ratio,paper_ms,paper_ratio\n";
  for (const Row& row : bench_rows(bench)) {
    const NetworkBench& n = row.network;
    const Cells cells = {std::string(n.architecture.name),
                         fmt::format("{}", n.architecture.side),
                         fmt::format("{}", n.parameters),
                         number_text(if_measured(n.architecture.paper_parameters), 1, ""),
                         fmt::format("{}", n.multiply_adds),
                         fmt::format("{}", n.file_bytes),
                         fmt::format("{}", n.peak_bytes),
                         fmt::format("{}", bench.options.threads),
                         number_text(n.single.median, 3),
                         number_text(n.single.lowest, 3),
                         number_text(row.single_ratio, 3, ""),
                         number_text(if_measured(n.several.median), 3, ""),
                         number_text(if_measured(n.several.lowest), 3, ""),
                         number_text(row.several_ratio, 3, ""),
                         number_text(if_measured(n.architecture.paper_milliseconds), 1, ""),
                         number_text(row.paper_ratio, 3, "")};
    text += fmt::format("{}\n", fmt::join(cells, ","));
  }
  return text;
}

std::string bench_json(const NetworksBench& bench) {
  using Json = nlohmann::ordered_json;
  const auto rounded = [](std::optional<double> value) {
    constexpr double thousand = 1000;
    return value ? Json(std::round(*value * thousand) / thousand) : Json(nullptr);
  };
  const auto times = [&](const Times& measured, const std::optional<double>& share) {
    return Json{{"median", rounded(if_measured(measured.median))},
                {"lowest", rounded(if_measured(measured.lowest))},
                {"ratio_to_resnet18", rounded(share)}};
  };
  Json networks = Json::array();
  for (const Row& row : bench_rows(bench)) {
    const NetworkBench& n = row.network;
    Json entry = {{"network", n.architecture.name},
                  {"picture_side", n.architecture.side},
                  {"parameters", n.parameters},
                  {"multiply_adds", n.multiply_adds},
                  {"file_bytes", n.file_bytes},
                  {"peak_bytes", n.peak_bytes},
                  {"single_thread_ms", times(n.single, row.single_ratio)}};
    if (bench.options.threads > 1) entry["threads_ms"] = times(n.several, row.several_ratio);
    entry["paper"] = {
        {"parameters_millions", rounded(if_measured(n.architecture.paper_parameters))},
        {"ms", rounded(if_measured(n.architecture.paper_milliseconds))},
        {"ratio_to_resnet18", rounded(row.paper_ratio)}};
    networks.push_back(std::move(entry));
  }
  const Json json = {{"processor", processor_name()},  {"threads", bench.options.threads},
                     {"rounds", bench.options.rounds}, {"passes_a_round", bench_passes},
                     {"classes", bench_classes},       {"program_peak_bytes", bench.program_bytes},
                     {"networks", std::move(networks)}};
  return json.dump(2) + "\n";
}

}  // namespace mien::paper
