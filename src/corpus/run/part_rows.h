#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "corpus/run/clip_answer.h"
#include "mien/clip/frame_faces.h"
#include "mien/core/face.h"

namespace mien::corpus {

/// The names of the columns of inputs.csv. From `kind` on they are of clips, apart from `kind`.
inline constexpr std::string_view input_columns =
    "input_id,file,bytes,sha256,width,height,faces,error,kind,damage,frames,frames_used,frames_"
    "with_face,seconds,tracks,segments";

/// What a row of an input says beside the answer.
struct InputFacts {
  std::size_t number = 0;  ///< in the whole list
  std::uint64_t bytes = 0;
  std::string sha256{};  ///< of its bytes; empty if it is no file that could be read
};

/// What the rows of a clip's frames come to.
struct FrameCounts {
  std::uint64_t frames = 0;     ///< with rows
  std::uint64_t with_face = 0;  ///< of these
  std::uint64_t faces = 0;

  void add(const FrameFaces& frame);
};

/// The rows of a photo for faces.csv.
[[nodiscard]] std::string part_face_rows(const ImageResult& result, std::size_t number,
                                         bool identity);

/// The row of a photo for inputs.csv.
[[nodiscard]] std::string part_input_row(const ImageResult& result, const InputFacts& facts);

/// The rows of a frame for frames.csv.
[[nodiscard]] std::string part_frame_rows(const std::string& clip, const FrameFaces& frame,
                                          std::size_t number, bool identity);

/// The row behind a clip's frames in frames.csv; empty for a clip that is whole.
[[nodiscard]] std::string part_frame_end(const ClipSummary& clip, std::size_t number);

/// The rows of a clip for tracks.csv and segments.csv.
[[nodiscard]] std::string part_track_rows(const ClipSummary& clip, std::size_t number);
[[nodiscard]] std::string part_segment_rows(const ClipSummary& clip, std::size_t number);

/// The row of a clip for inputs.csv.
[[nodiscard]] std::string part_input_row(const ClipAnswer& answer, const FrameCounts& frames,
                                         const InputFacts& facts);

/// The length of the first record of a CSV text with its line end, which may stand inside quotes
/// before; 0 if the text has no whole record.
[[nodiscard]] std::size_t record_length(std::string_view text);

/// What lies behind the first `fields` fields of a record, none of which may be quoted.
[[nodiscard]] std::string_view behind_fields(std::string_view record, int fields);

/// The number at the beginning of a record.
/// @throws Error (ErrorCode::input) if there is none
[[nodiscard]] std::uint64_t record_number(std::string_view record, const std::string& source);

}  // namespace mien::corpus
