#include "train/run/checkpoint/checkpoint_text.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <map>
#include <system_error>

namespace mien::train {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t most_stages = 1'000;
constexpr std::int64_t most_steps = std::int64_t{1} << 39;  // they share 64 bits with the stage

std::string text_of(double number) { return fmt::format("{}", number); }

double number_in(JsonReader& reader, std::string_view key) {
  const std::string text = reader.text(key);
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || stop != end) {
    reader.fail(key, "a number as a text", fmt::format("\"{}\"", text));
  }
  return number;
}

}  // namespace

Json progress_json(const RunProgress& progress) {
  return {{"stage", progress.stage},
          {"epoch", progress.epoch},
          {"batch", progress.batch},
          {"steps", progress.steps},
          {"epochs_since_best", progress.epochs_since_best},
          {"best_score", text_of(progress.best_score)},
          {"loss_sum", text_of(progress.loss_sum)},
          {"right_sum", text_of(progress.right_sum)},
          {"seconds", text_of(progress.seconds)},
          {"pictures", progress.pictures}};
}

Json rows_json(const std::vector<EpochRow>& rows) {
  Json list = Json::array();
  for (const EpochRow& row : rows) {
    Json values = Json::object();
    for (const auto& [name, value] : row.values) values[name] = text_of(value);
    list.push_back({{"stage", row.stage},
                    {"epoch", row.epoch},
                    {"seconds", text_of(row.seconds)},
                    {"pictures_per_second", text_of(row.pictures_per_second)},
                    {"values", values}});
  }
  return list;
}

RunProgress read_progress(JsonReader reader) {
  RunProgress progress;
  progress.stage = reader.integer("stage", 0, most_stages);
  progress.epoch = reader.integer("epoch", 0, most_steps);
  progress.batch = reader.integer("batch", 0, most_steps);
  progress.steps = reader.integer("steps", 0, most_steps);
  progress.epochs_since_best = reader.integer("epochs_since_best", 0, most_steps);
  progress.best_score = number_in(reader, "best_score");
  progress.loss_sum = number_in(reader, "loss_sum");
  progress.right_sum = number_in(reader, "right_sum");
  progress.seconds = number_in(reader, "seconds");
  progress.pictures = reader.integer("pictures", 0, std::int64_t{1} << 52);
  reader.finish();
  return progress;
}

EpochRow read_row(JsonReader reader) {
  EpochRow row;
  row.stage = reader.text("stage");
  row.epoch = reader.integer("epoch", 0, most_steps);
  row.seconds = number_in(reader, "seconds");
  row.pictures_per_second = number_in(reader, "pictures_per_second");
  JsonReader values = reader.object("values");
  for (const std::string& name : values.keys()) row.values.emplace(name, number_in(values, name));
  reader.finish();
  return row;
}

}  // namespace mien::train
