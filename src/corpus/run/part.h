#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "corpus/run/journal.h"
#include "corpus/run/plan.h"
#include "mien/core/face.h"

namespace mien::corpus {

/// What a row of an input says beside the answer.
struct InputFacts {
  std::size_t number = 0;  ///< in the whole list
  std::uint64_t bytes = 0;
  std::string sha256{};  ///< of its bytes; empty if it could not be read
};

/// What a part says of itself.
struct PartFacts {
  std::string plan;  ///< id
  std::size_t shard = 0;
  std::uint64_t inputs = 0;
  std::uint64_t rows = 0;  ///< in the file of faces: one for each face, or one for an input without
  std::uint64_t faces = 0;
  std::uint64_t errors = 0;
  std::uint64_t face_bytes = 0;  ///< sizes and digests of the two files
  std::string face_sha256{};
  std::uint64_t input_bytes = 0;
  std::string input_sha256{};
};

/// The files of a part, in its folder. Neither has a line of names.
/// faces.csv: the number of the input, its identity feature (numbers with ";" between them, empty
/// if the plan does not ask for it), and the row of `mien analyze --csv`. inputs.csv: the columns
/// of `input_columns`.
inline constexpr const char* faces_file = "faces.csv";
inline constexpr const char* inputs_file = "inputs.csv";
inline constexpr const char* facts_file = "part.json";

/// Writes a part under another name, row by row, and puts it in its place as a whole.
class PartWriter {
 public:
  /// Begins anew, or goes on where a killed worker of this machine stopped.
  /// @param journal tells of a fresh start
  /// @throws Error (ErrorCode::output)
  PartWriter(const RunFolder& run, const Plan& plan, std::size_t shard, const JournalState& state,
             Journal& journal);
  ~PartWriter();
  PartWriter(const PartWriter&) = delete;
  PartWriter& operator=(const PartWriter&) = delete;

  /// How many inputs of the shard have their rows.
  [[nodiscard]] std::size_t done() const { return done_; }

  /// Where the next input begins.
  [[nodiscard]] Checkpoint checkpoint() const;

  void write(const ImageResult& result, const InputFacts& facts);

  /// Puts the part in its place, when all of it is on the disk.
  /// @return false if there is one already: then this one is dropped
  /// @throws Error (ErrorCode::output)
  bool publish();

 private:
  struct Rows {
    std::filesystem::path path;
    int descriptor = -1;
    std::uint64_t size = 0;
  };
  void open_rows(Rows& rows, std::uint64_t keep) const;
  static void append(Rows& rows, const std::string& text);

  RunFolder run_;
  std::string plan_id_;
  bool identity_;
  std::size_t shard_;
  std::size_t first_;
  std::size_t count_;
  std::filesystem::path folder_;
  Rows faces_;
  Rows inputs_;
  std::size_t done_ = 0;
};

/// The facts of a part that is in its place.
/// @throws Error (ErrorCode::input) if it is not of this plan and shard, or damaged
[[nodiscard]] PartFacts read_part_facts(const RunFolder& run, const Plan& plan, std::size_t shard);

/// Whether the part of a shard is in its place.
[[nodiscard]] bool part_exists(const RunFolder& run, std::size_t shard);

}  // namespace mien::corpus
