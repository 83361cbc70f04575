#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "corpus/run/input.h"
#include "corpus/run/shards.h"

namespace mien::corpus {

/// A model that the workers read faces with.
struct PlannedModel {
  std::string name;      ///< as the arguments name it
  std::string sha256{};  ///< of its file
};

/// A shard as the plan has it: its inputs are a piece of the list.
struct PlannedShard {
  ShardRange range;
  std::uint64_t offset = 0;  ///< of its first line in the list
  std::uint64_t length = 0;  ///< bytes of its lines
  std::string sha256{};      ///< of its lines
};

/// What a run does with which inputs. A plan never changes: its id is a digest of all of it.
struct Plan {
  std::string id;                      ///< SHA-256, 64 hexadecimal digits
  std::string version;                 ///< of the program
  std::string folder;                  ///< in which relative names begin
  std::vector<std::string> arguments;  ///< how faces are read, as options of `mien corpus plan`
  bool identity = false;               ///< whether identity features are kept
  std::vector<PlannedModel> models;
  std::uint64_t inputs = 0;
  std::uint64_t clips = 0;  ///< of the inputs
  std::uint64_t bytes = 0;
  std::vector<PlannedShard> shards;
};

/// The folders and files of a run.
struct RunFolder {
  std::filesystem::path path;

  [[nodiscard]] std::filesystem::path plan() const { return path / "plan.json"; }
  [[nodiscard]] std::filesystem::path list() const { return path / "inputs.jsonl"; }
  [[nodiscard]] std::filesystem::path parts() const { return path / "parts"; }
  [[nodiscard]] std::filesystem::path part(std::size_t shard) const;
  /// Where a part is before it is whole.
  [[nodiscard]] std::filesystem::path partial(std::size_t shard) const;
  [[nodiscard]] std::filesystem::path journals() const { return path / "attempts"; }
  [[nodiscard]] std::filesystem::path journal(std::size_t shard) const;
  [[nodiscard]] std::filesystem::path logs() const { return path / "logs"; }
};

/// The name of a shard in files: "00012".
[[nodiscard]] std::string shard_name(std::size_t shard);

/// Writes the list and, when that is in its place, the plan. The plan's id, counts and shards are
/// made of the inputs; the rest is taken as it is.
/// @return the plan as it was written. A run that has this very plan stays as it is.
/// @throws Error (ErrorCode::usage) if the folder has another plan or other files, (output) if it
/// cannot be written
[[nodiscard]] Plan write_plan(const RunFolder& run, Plan plan, std::span<const Input> inputs,
                              std::size_t shards);

/// @throws Error (ErrorCode::input) if there is none, or if it was changed
[[nodiscard]] Plan read_plan(const RunFolder& run);

/// The inputs of a shard.
/// @throws Error (ErrorCode::usage) if the plan has no such shard, (input) if the list was changed
[[nodiscard]] std::vector<Input> read_shard(const RunFolder& run, const Plan& plan,
                                            std::size_t shard);

}  // namespace mien::corpus
