#include "corpus/run/plan.h"

#include <fmt/format.h>

#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "core/counted.h"
#include "core/json_reader.h"
#include "core/output_file.h"
#include "core/regular_file.h"
#include "core/utf8.h"
#include "dataset/input_file.h"
#include "mien/core/error.h"
#include "models/digest.h"

namespace mien::corpus {

namespace fs = std::filesystem;

namespace {

using PlanJson = nlohmann::ordered_json;

constexpr const char* plan_format = "mien corpus plan 2";
constexpr std::size_t longest_plan = std::size_t{256} << 20;

/// The plan without its id, of which the id is the digest.
PlanJson plan_body(const Plan& plan) {
  PlanJson models = PlanJson::array();
  for (const PlannedModel& model : plan.models) {
    models.push_back({{"name", model.name}, {"sha256", model.sha256}});
  }
  PlanJson shards = PlanJson::array();
  for (const PlannedShard& shard : plan.shards) {
    shards.push_back({{"inputs", shard.range.count},
                      {"cost", shard.range.cost},
                      {"length", shard.length},
                      {"sha256", shard.sha256}});
  }
  return {{"format", plan_format},     {"mien", plan.version},
          {"folder", plan.folder},     {"arguments", plan.arguments},
          {"identity", plan.identity}, {"models", models},
          {"inputs", plan.inputs},     {"clips", plan.clips},
          {"bytes", plan.bytes},       {"shards", shards}};
}

std::string plan_id(const PlanJson& body) {
  const std::string text = body.dump();
  return models::sha256_hex(std::as_bytes(std::span(text)));
}

/// What a planning that was killed may have left is no obstacle.
void refuse_other_files(const RunFolder& run) {
  std::error_code ignored;
  remove_leftovers(run.path);
  for (const fs::directory_entry& entry : fs::directory_iterator(run.path, ignored)) {
    const bool own_folder = entry.path() == run.parts() || entry.path() == run.journals() ||
                            entry.path() == run.path / "partial";
    if (entry.path() == run.list()) continue;
    if (own_folder && fs::is_empty(entry.path(), ignored)) continue;
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected a new or an empty folder, found {} in it",
                            run.path.string(), entry.path().filename().string()));
  }
}

/// Writes the lines of all shards, and says in them where these are.
void write_list(OutputFile& file, std::span<const Input> inputs, Plan& plan) {
  std::uint64_t offset = 0;
  for (PlannedShard& shard : plan.shards) {
    std::string lines;
    for (const Input& input : inputs.subspan(shard.range.first, shard.range.count)) {
      lines += input_line(input);
      plan.bytes += input.bytes;
      if (input.clip) ++plan.clips;
    }
    shard.offset = offset;
    shard.length = lines.size();
    shard.sha256 = models::sha256_hex(std::as_bytes(std::span(lines)));
    file.write(lines);
    offset += lines.size();
  }
}

Plan parse_plan(JsonReader reader) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const auto count = [](JsonReader& from, std::string_view key) {
    return static_cast<std::uint64_t>(from.integer(key, 0, most));
  };
  Plan plan;
  if (const std::string format = reader.text("format"); format != plan_format) {
    reader.fail("format", plan_format, format);
  }
  plan.id = reader.text("id");
  plan.version = reader.text("mien");
  plan.folder = reader.text("folder");
  plan.arguments = reader.texts("arguments");
  plan.identity = reader.boolean("identity");
  for (JsonReader& model : reader.objects("models")) {
    plan.models.push_back({model.text("name"), model.text("sha256")});
  }
  plan.inputs = count(reader, "inputs");
  plan.clips = count(reader, "clips");
  plan.bytes = count(reader, "bytes");
  std::size_t first = 0;
  std::uint64_t offset = 0;
  for (JsonReader& entry : reader.objects("shards")) {
    PlannedShard shard;
    shard.range = {first, count(entry, "inputs"), count(entry, "cost")};
    shard.offset = offset;
    shard.length = count(entry, "length");
    shard.sha256 = entry.text("sha256");
    first += shard.range.count;
    offset += shard.length;
    plan.shards.push_back(std::move(shard));
  }
  reader.finish();
  return plan;
}

}  // namespace

std::string shard_name(std::size_t shard) { return fmt::format("{:05}", shard); }

fs::path RunFolder::part(std::size_t shard) const { return parts() / shard_name(shard); }

fs::path RunFolder::partial(std::size_t shard) const {
  return path / "partial" / shard_name(shard);
}

fs::path RunFolder::journal(std::size_t shard) const {
  return journals() / (shard_name(shard) + ".log");
}

Plan write_plan(const RunFolder& run, Plan plan, std::span<const Input> inputs,
                std::size_t shards) {
  if (!is_utf8(plan.folder)) {
    throw Error(ErrorCode::usage, fmt::format("{}: expected a folder whose name is UTF-8, found "
                                              "other bytes in it",
                                              to_utf8(plan.folder)));
  }
  const bool planned = fs::exists(run.plan());
  if (!planned) refuse_other_files(run);
  std::error_code failure;
  for (const fs::path& folder : {run.path, run.parts(), run.path / "partial", run.journals()}) {
    fs::create_directories(folder, failure);
    if (failure) {
      throw Error(ErrorCode::output, fmt::format("{}: cannot make this folder: {}", folder.string(),
                                                 failure.message()));
    }
  }
  plan.inputs = inputs.size();
  plan.clips = 0;
  plan.bytes = 0;
  plan.shards.clear();
  for (const ShardRange& range : cut_shards(inputs, shards))
    plan.shards.push_back({.range = range});
  OutputFile list(run.list());
  write_list(list, inputs, plan);
  PlanJson body = plan_body(plan);
  plan.id = plan_id(body);
  if (planned) {
    if (read_plan(run).id == plan.id) return plan;
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected a new folder or one with this very plan, found another "
                            "plan; a plan never changes",
                            run.path.string()));
  }
  list.commit();
  body["id"] = plan.id;
  write_file(run.plan(), body.dump(1) + "\n");
  return plan;
}

Plan read_plan(const RunFolder& run) {
  const std::string source = run.plan().string();
  const std::string text =
      read_regular_text(run.plan(), longest_plan, "a plan of mien corpus plan", ErrorCode::input);
  PlanJson json = PlanJson::parse(text, nullptr, false);
  if (!json.is_object()) {
    throw Error(ErrorCode::input, fmt::format("{}: expected a plan of mien corpus plan, found "
                                              "no JSON object",
                                              source));
  }
  Plan plan = parse_plan(JsonReader(json, source, "", ErrorCode::input));
  json.erase("id");
  if (plan_id(json) != plan.id) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected the plan that its id is a digest of, found a changed one",
                            source));
  }
  return plan;
}

std::vector<Input> read_shard(const RunFolder& run, const Plan& plan, std::size_t shard) {
  if (shard >= plan.shards.size()) {
    throw Error(ErrorCode::usage,
                fmt::format("--shard: expected 0 to {}, found {}", plan.shards.size() - 1, shard));
  }
  const PlannedShard& piece = plan.shards[shard];
  const std::vector<std::byte> bytes =
      dataset::InputFile(run.list()).read(piece.offset, piece.length);
  const std::string source = fmt::format("{}: shard {}", run.list().string(), shard);
  if (models::sha256_hex(bytes) != piece.sha256) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected the lines of the plan, found changed ones", source));
  }
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::vector<Input> inputs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    inputs.push_back(parse_input_line(text.substr(0, end), source));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (inputs.size() != piece.range.count) {
    throw Error(ErrorCode::input, fmt::format("{}: expected {}, found {}", source,
                                              counted(piece.range.count, "line"), inputs.size()));
  }
  return inputs;
}

}  // namespace mien::corpus
