#include "train/run/checkpoint.h"

#include <fmt/format.h>
#include <torch/serialize.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <sstream>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "models/digest.h"

namespace mien::train {

namespace {

using Json = nlohmann::json;

constexpr int format_version = 2;
constexpr std::string_view mark = "mien checkpoint\n";
constexpr std::size_t digest_length = 64;

// JSON has no number for what is not finite, such as the score before the first epoch's.
Json to_json(double number) {
  if (std::isfinite(number)) return number;
  return std::isnan(number) ? "nan" : (number > 0 ? "inf" : "-inf");
}

double number_from(const Json& json) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (!json.is_string()) return json.get<double>();
  if (json == "nan") return std::numeric_limits<double>::quiet_NaN();
  return json == "inf" ? infinity : -infinity;
}

Json to_json(const RunProgress& progress) {
  return {{"stage", progress.stage},
          {"epoch", progress.epoch},
          {"batch", progress.batch},
          {"steps", progress.steps},
          {"epochs_since_best", progress.epochs_since_best},
          {"best_score", to_json(progress.best_score)},
          {"loss_sum", to_json(progress.loss_sum)},
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
          .best_score = number_from(json.at("best_score")),
          .loss_sum = number_from(json.at("loss_sum")),
          .right_sum = json.at("right_sum"),
          .seconds = json.at("seconds"),
          .pictures = json.at("pictures")};
}

Json to_json(const std::vector<EpochRow>& rows) {
  Json list = Json::array();
  for (const EpochRow& row : rows) {
    Json values = Json::object();
    for (const auto& [name, value] : row.values) values[name] = to_json(value);
    list.push_back({{"stage", row.stage},
                    {"epoch", row.epoch},
                    {"seconds", row.seconds},
                    {"pictures_per_second", row.pictures_per_second},
                    {"values", values}});
  }
  return list;
}

std::vector<EpochRow> rows_from(const Json& json) {
  std::vector<EpochRow> rows;
  for (const Json& row : json) {
    std::map<std::string, double> values;
    for (const auto& [name, value] : row.at("values").items()) {
      values.emplace(name, number_from(value));
    }
    rows.push_back({.stage = row.at("stage"),
                    .epoch = row.at("epoch"),
                    .seconds = row.at("seconds"),
                    .pictures_per_second = row.at("pictures_per_second"),
                    .values = std::move(values)});
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

std::string digest_of(std::string_view text) {
  return models::sha256_hex(std::as_bytes(std::span(text)));
}

// The archive behind the mark and the digest. LibTorch itself does not notice changed numbers.
std::string checked_archive(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream stream;
  if (!file || !(stream << file.rdbuf())) {
    throw Error(
        ErrorCode::input,
        fmt::format("{}: expected a checkpoint, found no file that can be read", path.string()));
  }
  std::string text = std::move(stream).str();
  const std::size_t header = mark.size() + digest_length + 1;
  if (!text.starts_with(mark) || text.size() < header) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected a checkpoint, found something else", path.string()));
  }
  const std::string digest = text.substr(mark.size(), digest_length);
  text.erase(0, header);
  if (digest_of(text) != digest) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected a checkpoint, found a damaged one: its SHA-256 is not "
                            "the one it was written with",
                            path.string()));
  }
  return text;
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
  OutputFile file(path, {.durable = true});
  file.write(fmt::format("{}{}\n", mark, digest_of(text.view())));
  file.write(text.view());
  file.commit();
}

Checkpoint load_checkpoint(const std::filesystem::path& path) {
  const std::string text = checked_archive(path);
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(text.data(), text.size());
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
