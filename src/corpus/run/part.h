#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "corpus/run/clip_answer.h"
#include "corpus/run/journal.h"
#include "corpus/run/part_files.h"
#include "corpus/run/part_rows.h"
#include "corpus/run/plan.h"
#include "mien/core/face.h"

namespace mien::corpus {

/// What a part or a data set holds.
struct RowCounts {
  std::uint64_t inputs = 0;
  std::uint64_t clips = 0;   ///< of the inputs
  std::uint64_t faces = 0;   ///< of photos, and of clips those of each frame
  std::uint64_t errors = 0;  ///< inputs that could not be read, and clips that are damaged
  std::uint64_t tracks = 0;  ///< people of clips
  std::uint64_t segments = 0;

  RowCounts& operator+=(const RowCounts& more);
};

struct PartFileFacts {
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::string sha256{};
};

/// What a part says of itself.
struct PartFacts {
  std::string plan;  ///< id
  std::size_t shard = 0;
  RowCounts counts;
  OfPartFiles<PartFileFacts> files;
};

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

  /// The rows of a photo.
  void write(const ImageResult& result, const InputFacts& facts);

  /// The rows of a frame of the clip that comes next.
  void write(const std::string& clip, const FrameFaces& frame);

  /// The other rows of that clip.
  void write(const ClipAnswer& answer, const InputFacts& facts);

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
  static void open_rows(Rows& rows, std::uint64_t keep);
  void append(PartFile file, const std::string& text);

  RunFolder run_;
  std::string plan_id_;
  bool identity_;
  std::size_t shard_;
  std::size_t first_;
  std::size_t count_;
  std::filesystem::path folder_;
  OfPartFiles<Rows> rows_;
  FrameCounts frames_;  ///< of the clip whose frames were written last
  std::size_t done_ = 0;
};

/// The facts of a part that is in its place.
/// @throws Error (ErrorCode::input) if it is not of this plan and shard, or damaged
[[nodiscard]] PartFacts read_part_facts(const RunFolder& run, const Plan& plan, std::size_t shard);

/// Whether the part of a shard is in its place.
[[nodiscard]] bool part_exists(const RunFolder& run, std::size_t shard);

}  // namespace mien::corpus
