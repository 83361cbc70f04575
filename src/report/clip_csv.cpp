#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "mien/report/clip_writer.h"
#include "report/clip_rows.h"
#include "report/csv.h"
#include "report/face_csv.h"
#include "report/headed_rows.h"
#include "report/values.h"

namespace mien {

namespace {

std::string seconds_field(double value) { return fixed(value, second_decimals); }

std::string share_columns() {
  std::string text;
  for (const std::string_view label : emotion_labels) text += fmt::format(",share_{}", label);
  return text;
}

/// What follows the columns of the clip.
std::string track_columns() {
  return fmt::format(
      "track,begin,end,seen,frames,detected,age,age_low,age_high,{},{},valence,arousal,{},dominant{"
      "},segments,"
      "changes,changes_per_minute",
      attribute_columns("gender", gender_labels), attribute_columns("emotion", emotion_labels),
      attribute_columns("ethnicity", ethnicity_labels), share_columns());
}

std::string track_fields(const TrackSummary& track) {
  std::string shares;
  for (const std::string_view label : emotion_labels) {
    const auto share = std::ranges::find(track.shares, label, &LabelProbability::label);
    const bool has_one = share != track.shares.end();
    // An expression that was not shown has share 0; without any there are no shares.
    shares += ",";
    if (!track.shares.empty())
      shares += fixed(has_one ? share->probability : 0, probability_decimals);
  }
  return fmt::format(
      "{},{},{},{},{},{},{},{},{},{},{},{}{},{},{},{}", track.track, seconds_field(track.begin),
      seconds_field(track.end), seconds_field(track.seen), track.frames, track.detected,
      age_fields(track.age, track.age_interval), attribute_fields(track.gender, gender_labels),
      attribute_fields(track.emotion, emotion_labels), affect_fields(track.affect),
      attribute_fields(track.ethnicity, ethnicity_labels), csv_text(track.dominant), shares,
      track.segments.size(), track.changes, fixed(track.changes_per_minute, rate_decimals));
}

class FrameCsvWriter final : public ClipWriter {
 public:
  explicit FrameCsvWriter(const std::filesystem::path& path) : rows_(path, frame_csv_header()) {}

  void write(const std::string& clip, const FrameFaces& frame) override {
    rows_.write(frame_csv_rows(clip, frame));
  }

  void write(const ClipSummary& clip) override {
    const std::string row = frame_csv_end(clip);
    if (!row.empty()) rows_.write(row);
  }

  void finish() override { rows_.finish(); }

 private:
  HeadedRows rows_;
};

class TrackCsvWriter final : public ClipWriter {
 public:
  explicit TrackCsvWriter(const std::filesystem::path& path) : rows_(path, track_csv_header()) {}

  void write(const std::string& /*clip*/, const FrameFaces& /*frame*/) override {}
  void write(const ClipSummary& clip) override { rows_.write(track_csv_rows(clip)); }
  void finish() override { rows_.finish(); }

 private:
  HeadedRows rows_;
};

}  // namespace

std::string frame_csv_header() {
  return fmt::format("clip,error,damage,frame,seconds,track,detected,{}\n", face_columns());
}

std::string frame_csv_rows(const std::string& clip, const FrameFaces& frame) {
  const std::string start =
      fmt::format("{},,,{},{}", csv_file_name(clip), frame.index, seconds_field(frame.seconds));
  if (frame.faces.empty()) return start + ",,," + no_face_fields() + "\n";
  std::string rows;
  for (const TrackedFace& face : frame.faces) {
    rows += fmt::format("{},{},{},{}\n", start, face.track, face.detected ? 1 : 0,
                        face_fields(face.face));
  }
  return rows;
}

std::string frame_csv_end(const ClipSummary& clip) {
  if (clip.error.empty() && clip.damage.empty()) return {};
  return fmt::format("{},{},{},,,,,{}\n", csv_file_name(clip.clip), csv_text(clip.error),
                     csv_text(clip.damage), no_face_fields());
}

std::string track_csv_header() {
  return fmt::format("clip,error,damage,clip_frames,clip_seconds,{}\n", track_columns());
}

std::string track_csv_rows(const ClipSummary& clip) {
  const std::string start =
      fmt::format("{},{},{},{},{}", csv_file_name(clip.clip), csv_text(clip.error),
                  csv_text(clip.damage), clip.frames, seconds_field(clip.seconds));
  if (clip.tracks.empty()) {
    const std::string columns = track_columns();
    return fmt::format(
        "{},{}\n", start,
        std::string(static_cast<std::size_t>(std::ranges::count(columns, ',')), ','));
  }
  std::string rows;
  for (const TrackSummary& track : clip.tracks)
    rows += fmt::format("{},{}\n", start, track_fields(track));
  return rows;
}

std::string segment_csv_header() { return "clip,track,begin,end,seen,label,confidence\n"; }

std::string segment_csv_rows(const ClipSummary& clip) {
  std::string rows;
  for (const TrackSummary& track : clip.tracks) {
    for (const ExpressionSegment& segment : track.segments) {
      rows += fmt::format("{},{},{},{},{},{},{}\n", csv_file_name(clip.clip), track.track,
                          seconds_field(segment.begin), seconds_field(segment.end),
                          seconds_field(segment.seen), csv_text(segment.label),
                          fixed(segment.confidence, probability_decimals));
    }
  }
  return rows;
}

std::unique_ptr<ClipWriter> make_frame_csv_writer(const std::filesystem::path& path) {
  return std::make_unique<FrameCsvWriter>(path);
}

std::unique_ptr<ClipWriter> make_track_csv_writer(const std::filesystem::path& path) {
  return std::make_unique<TrackCsvWriter>(path);
}

}  // namespace mien
