#include "corpus/run/part_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "mien/core/error.h"
#include "report/clip_rows.h"
#include "report/csv.h"
#include "report/result_csv.h"
#include "report/values.h"

namespace mien::corpus {

namespace {

std::string identity_field(const std::vector<float>& feature) {
  std::string text;
  for (const float value : feature) {
    if (!text.empty()) text += ';';
    // The shortest text from which the same number is read.
    fmt::format_to(std::back_inserter(text), "{}", value);
  }
  return text;
}

/// The rows, each behind its own fields.
/// @param fields_of gives these for the row of this index
template <typename FieldsOf>
std::string behind_own_fields(std::string_view rows, const FieldsOf& fields_of) {
  std::string text;
  for (std::size_t row = 0; !rows.empty(); ++row) {
    const std::size_t length = record_length(rows);
    text += fields_of(row);
    text += rows.substr(0, length);
    rows.remove_prefix(length);
  }
  return text;
}

std::string numbered(std::string_view rows, std::size_t number) {
  return behind_own_fields(rows, [&](std::size_t) { return fmt::format("{},", number); });
}

}  // namespace

void FrameCounts::add(const FrameFaces& frame) {
  ++frames;
  faces += frame.faces.size();
  if (!frame.faces.empty()) ++with_face;
}

std::string part_face_rows(const ImageResult& result, std::size_t number, bool identity) {
  return behind_own_fields(result_csv_rows(result), [&](std::size_t face) {
    const bool kept = identity && face < result.faces.size();
    return fmt::format("{},{},", number,
                       kept ? identity_field(result.faces[face].identity) : std::string());
  });
}

std::string part_input_row(const ImageResult& result, const InputFacts& facts) {
  return fmt::format("{},{},{},{},{},{},{},{},photo,,,,,,,\n", facts.number,
                     csv_file_name(result.file), facts.bytes, facts.sha256, result.width,
                     result.height, result.faces.size(), csv_text(result.error));
}

std::string part_frame_rows(const std::string& clip, const FrameFaces& frame, std::size_t number,
                            bool identity) {
  return behind_own_fields(frame_csv_rows(clip, frame), [&](std::size_t face) {
    const bool kept = identity && face < frame.faces.size();
    return fmt::format("{},{},", number,
                       kept ? identity_field(frame.faces[face].face.identity) : std::string());
  });
}

std::string part_frame_end(const ClipSummary& clip, std::size_t number) {
  const std::string row = frame_csv_end(clip);
  return row.empty() ? row : fmt::format("{},,{}", number, row);
}

std::string part_track_rows(const ClipSummary& clip, std::size_t number) {
  return numbered(track_csv_rows(clip), number);
}

std::string part_segment_rows(const ClipSummary& clip, std::size_t number) {
  return numbered(segment_csv_rows(clip), number);
}

std::string part_input_row(const ClipAnswer& answer, const FrameCounts& frames,
                           const InputFacts& facts) {
  const ClipSummary& clip = answer.summary;
  std::size_t segments = 0;
  for (const TrackSummary& track : clip.tracks) segments += track.segments.size();
  return fmt::format("{},{},{},{},{},{},{},{},clip,{},{},{},{},{},{},{}\n", facts.number,
                     csv_file_name(clip.clip), facts.bytes, facts.sha256, answer.size.width,
                     answer.size.height, frames.faces, csv_text(clip.error), csv_text(clip.damage),
                     clip.frames, frames.frames, frames.with_face,
                     fixed(clip.seconds, second_decimals), clip.tracks.size(), segments);
}

std::size_t record_length(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == '\n' && !quoted) return i + 1;
  }
  return 0;
}

std::string_view behind_fields(std::string_view record, int fields) {
  for (int i = 0; i < fields; ++i) {
    const std::size_t comma = record.find(',');
    record.remove_prefix(comma == std::string_view::npos ? record.size() : comma + 1);
  }
  return record;
}

std::uint64_t record_number(std::string_view record, const std::string& source) {
  std::uint64_t number = 0;
  const auto [end, failure] = std::from_chars(record.data(), record.data() + record.size(), number);
  if (failure != std::errc{} || end == record.data() + record.size() || *end != ',') {
    throw Error(
        ErrorCode::input,
        fmt::format("{}: expected a record that begins with a number, found another", source));
  }
  return number;
}

}  // namespace mien::corpus
