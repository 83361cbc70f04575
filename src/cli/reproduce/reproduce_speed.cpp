#include <fmt/format.h>

#include "cli/models/bench_networks.h"
#include "cli/models/bench_report.h"
#include "cli/reproduce/reproduce_tables.h"
#include "core/json_reader.h"
#include "core/regular_file.h"
#include "mien/core/error.h"
#include "reproduce/machine.h"
#include "reproduce/paper_tables.h"

namespace mien::cli {

namespace {

using Json = nlohmann::ordered_json;
constexpr double million = 1e6;

std::optional<double> number_at(const Json& json, const char* object, const char* key) {
  if (!json.contains(object) || !json.at(object).at(key).is_number()) return std::nullopt;
  return json.at(object).at(key).get<double>();
}

/// The networks of what `bench_json` wrote.
std::vector<reproduce::TableRow> rows_of_bench(const Json& json) {
  std::vector<reproduce::TableRow> rows;
  const std::string samples =
      fmt::format("{} passes", json.at("rounds").get<int>() * json.at("passes_a_round").get<int>());
  const std::string data =
      fmt::format("{}, {} threads at most", json.at("processor").get<std::string>(),
                  json.at("threads").get<int>());
  for (const Json& network : json.at("networks")) {
    const auto millions = [&](const char* key) {
      return reproduce::Cell{.value = network.at(key).get<double>() / million};
    };
    reproduce::TableRow row;
    row.what = network.at("network").get<std::string>();
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

std::vector<reproduce::TableRow> rows_of_file(const std::filesystem::path& file) {
  constexpr std::size_t largest = std::size_t{64} << 20;
  const std::string text =
      read_regular_text(file, largest, "a file of mien bench networks --json", ErrorCode::input);
  const auto fail = [&](const std::string& found) {
    throw Error(ErrorCode::input,
                fmt::format("--bench: {}: expected a file of mien bench networks --json, found {}",
                            file.string(), found));
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

reproduce::ReproducedTable reproduce_speed(Reproduction& run) {
  reproduce::ReproducedTable table = reproduce::paper_table(3);
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
  const Json key = {{"processor", reproduce::processor_name()},
                    {"threads", request.threads},
                    {"rounds", request.rounds}};
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

}  // namespace mien::cli
