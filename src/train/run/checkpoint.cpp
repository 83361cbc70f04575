#include "train/run/checkpoint.h"

#include <fmt/format.h>
#include <torch/serialize.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/output_file.h"
#include "mien/core/error.h"

namespace mien::train {

namespace {

using Json = nlohmann::json;

constexpr int format_version = 1;

Json to_json(const RunProgress& progress) {
  return {{"stage", progress.stage},
          {"epoch", progress.epoch},
          {"batch", progress.batch},
          {"steps", progress.steps},
          {"epochs_since_best", progress.epochs_since_best},
          {"best_score", progress.best_score},
          {"loss_sum", progress.loss_sum},
          {"right_sum", progress.right_sum},
          {"seconds", progress.seconds},
          {"pictures", progress.pictures}};
}

RunProgress progress_from(const Json& json) {
  return {.stage = json.at("stage"),
          .epoch = json.at("epoch"),
          .batch = json.at("batch"),
          .steps = json.at("steps"),
          .epochs_since_best = json.at("epochs_since_best"),
          .best_score = json.at("best_score"),
          .loss_sum = json.at("loss_sum"),
          .right_sum = json.at("right_sum"),
          .seconds = json.at("seconds"),
          .pictures = json.at("pictures")};
}

Json to_json(const std::vector<EpochRow>& rows) {
  Json list = Json::array();
  for (const EpochRow& row : rows) {
    list.push_back({{"stage", row.stage},
                    {"epoch", row.epoch},
                    {"seconds", row.seconds},
                    {"pictures_per_second", row.pictures_per_second},
                    {"values", row.values}});
  }
  return list;
}

std::vector<EpochRow> rows_from(const Json& json) {
  std::vector<EpochRow> rows;
  for (const Json& row : json) {
    rows.push_back({.stage = row.at("stage"),
                    .epoch = row.at("epoch"),
                    .seconds = row.at("seconds"),
                    .pictures_per_second = row.at("pictures_per_second"),
                    .values = row.at("values")});
  }
  return rows;
}

torch::Tensor bytes_tensor(const std::string& text) {
  torch::Tensor bytes = torch::empty({std::ssize(text)}, torch::kByte);
  if (!text.empty()) std::memcpy(bytes.data_ptr(), text.data(), text.size());
  return bytes;
}

std::string text_of(const torch::Tensor& bytes) {
  const torch::Tensor plain = bytes.contiguous();
  return {static_cast<const char*>(plain.data_ptr()), static_cast<std::size_t>(plain.numel())};
}

torch::Tensor read(torch::serialize::InputArchive& archive, const std::string& key) {
  torch::Tensor tensor;
  archive.read(key, tensor);
  return tensor;
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  Json about = {{"version", format_version},
                {"recipe", checkpoint.recipe},
                {"progress", to_json(checkpoint.progress)},
                {"rows", to_json(checkpoint.rows)},
                {"tensors", Json::array()}};
  torch::serialize::OutputArchive archive;
  std::size_t number = 0;
  for (const auto& [name, tensor] : checkpoint.tensors) {
    about["tensors"].push_back(name);
    archive.write(fmt::format("tensor{}", number++), tensor.detach());
  }
  archive.write("about", bytes_tensor(about.dump()));
  archive.write("optimizer", bytes_tensor(checkpoint.optimizer));
  std::ostringstream text;
  archive.save_to(text);
  write_file(path, std::string_view(text.view()));
}

Checkpoint load_checkpoint(const std::filesystem::path& path) {
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(path.string());
    const Json about = Json::parse(text_of(read(archive, "about")));
    if (about.at("version") != format_version) {
      throw Error(ErrorCode::input,
                  fmt::format("{}: expected a checkpoint of version {}, found {}", path.string(),
                              format_version, about.at("version").dump()));
    }
    Checkpoint checkpoint{.recipe = about.at("recipe"),
                          .progress = progress_from(about.at("progress")),
                          .rows = rows_from(about.at("rows")),
                          .tensors = {},
                          .optimizer = text_of(read(archive, "optimizer"))};
    std::size_t number = 0;
    for (const std::string name : about.at("tensors")) {
      checkpoint.tensors.emplace(name, read(archive, fmt::format("tensor{}", number++)));
    }
    return checkpoint;
  } catch (const c10::Error& error) {
    throw Error(ErrorCode::input, fmt::format("{}: expected a checkpoint, found: {}", path.string(),
                                              error.what_without_backtrace()));
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected a checkpoint, found: {}", path.string(), error.what()));
  }
}

}  // namespace mien::train
