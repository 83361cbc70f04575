#include <fmt/format.h>

#include <algorithm>

#include "core/json_reader.h"
#include "core/regular_file.h"
#include "mien/core/error.h"
#include "networks/networks.h"
#include "paper/speed/bench_networks.h"
#include "paper/speed/bench_report.h"
#include "paper/speed/machine.h"
#include "paper/tables/paper_tables.h"
#include "paper/tables/published_row.h"
#include "paper/tables/tables.h"

namespace mien::paper {

namespace {

using Json = nlohmann::ordered_json;

std::optional<double> number_at(const Json& json, const char* object, const char* key) {
  if (!json.contains(object) || !json.at(object).at(key).is_number()) return std::nullopt;
  return json.at(object).at(key).get<double>();
}

/// The networks of what `bench_json` wrote.
std::vector<TableRow> rows_of_bench(const Json& json) {
  std::vector<TableRow> rows;
  const std::string samples =
      fmt::format("{} passes", json.at("rounds").get<int>() * json.at("passes_a_round").get<int>());
  const std::string data =
      fmt::format("{}, {} threads at most", json.at("processor").get<std::string>(),
                  json.at("threads").get<int>());
  for (const Json& network : json.at("networks")) {
    const auto millions = [&](const char* key) {
      return Cell{.value = network.at(key).get<double>() / million};
    };
    TableRow row;
    row.title = network.at("network").get<std::string>();
    row.samples = samples;
    row.data = data;
    row.measured = {{.value = number_at(network, "single_thread_ms", "median")},
                    {.value = number_at(network, "single_thread_ms", "ratio_to_resnet18")},
                    millions("parameters"),
                    {.value = number_at(network, "threads_ms", "median")},
                    millions("multiply_adds"),
                    millions("file_bytes"),
                    millions("peak_bytes")};
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<TableRow> rows_of_file(const std::filesystem::path& file) {
  constexpr std::size_t largest = std::size_t{64} << 20;
  const std::string text =
      read_regular_text(file, largest, "a file of mien bench networks --json", ErrorCode::input);
  const auto fail = [&](const std::string& actual) {
    throw Error(ErrorCode::input,
                fmt::format("--bench: {}: expected a file of mien bench networks --json, found {}",
                            file.string(), actual));
  };
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) fail("no JSON object");
  try {
    return rows_of_bench(json);
  } catch (const Json::exception& problem) {
    fail(problem.what());
  }
  return {};
}

}  // namespace

ReproducedTable published_table_3() {
  ReproducedTable table;
  table.id = "table-3";
  table.title = "Table 3: speed and size";
  table.caption =
      "One picture, forward pass only. The paper's times are of an i7-8750H; what can be compared "
      "are the ratios to ResNet-18.";
  table.columns = {{"time, one thread", "ms", 1},    {"ratio to ResNet-18", "", 2},
                   {"parameters", "millions", 1},    {"time, all threads", "ms", 1},
                   {"multiply-adds", "millions", 0}, {"file", "MB", 1},
                   {"peak memory", "MB", 0}};
  table.charted = 1;
  const auto all = train::architectures();
  const double reference =
      std::ranges::find(all, "resnet18", &train::Architecture::name)->paper_milliseconds;
  for (const train::Architecture& network : all) {
    const double ms = network.paper_milliseconds;
    const auto if_measured = [&](double number) { return ms > 0 ? Number(number) : Number(); };
    table.rows.push_back(published_row(
        "", std::string(network.name),
        {if_measured(ms), if_measured(ms / reference), if_measured(network.paper_parameters)},
        "Needs no data: --tables 3."));
    if (ms <= 0) table.rows.back().paper.clear();
  }
  return table;
}

ReproducedTable reproduce_speed(Reproduction& run) {
  ReproducedTable table = published_table_3();
  const ReproduceRequest& request = run.request();
  table.notes = {
      "Medians of passes in turns; weights are random, which speed does not depend on. Times hold "
      "for the machine that is named, when nothing else runs."};
  if (!request.bench.empty()) {
    merge_rows(table, rows_of_file(request.bench));
    return table;
  }
  // Without data and without being asked for, a run only says what could be measured.
  if (request.tables.empty() && request.data.empty() && request.afew.empty() &&
      request.vgaf.empty() && request.affectnet.empty() && request.lfw.empty() &&
      request.utkface.empty()) {
    return table;
  }
  const Json key = {
      {"processor", processor_name()}, {"threads", request.threads}, {"rounds", request.rounds}};
  merge_rows(table, run.rows("table-3", key, "Table 3: times of all networks", [&] {
    NetworkBenchOptions options;
    options.rounds = request.rounds;
    options.threads = request.threads;
    options.progress = run.progress("turns");
    options.stop = Reproduction::stop();
    return rows_of_bench(Json::parse(bench_json(bench_networks(options))));
  }));
  return table;
}

}  // namespace mien::paper
