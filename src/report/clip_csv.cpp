#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "mien/report/clip_writer.h"
#include "report/csv.h"
#include "report/face_csv.h"
#include "report/headed_rows.h"
#include "report/values.h"

namespace mien {

namespace {

std::string seconds_field(double value) { return fixed(value, second_decimals); }

class FrameCsvWriter final : public ClipWriter {
 public:
  explicit FrameCsvWriter(const std::filesystem::path& path)
      : rows_(path,
              fmt::format("clip,error,damage,frame,seconds,track,detected,{}\n", face_columns())) {}

  void write(const std::string& clip, const FrameFaces& frame) override {
    const std::string start =
        fmt::format("{},,,{},{}", csv_file_name(clip), frame.index, seconds_field(frame.seconds));
    std::string rows;
    if (frame.faces.empty()) rows = start + ",,," + no_face_fields() + "\n";
    for (const TrackedFace& face : frame.faces) {
      rows += fmt::format("{},{},{},{}\n", start, face.track, face.detected ? 1 : 0,
                          face_fields(face.face));
    }
    rows_.write(rows);
  }

  void write(const ClipSummary& clip) override {
    if (clip.error.empty() && clip.damage.empty()) return;
    rows_.write(fmt::format("{},{},{},,,,,{}\n", csv_file_name(clip.clip), csv_text(clip.error),
                            csv_text(clip.damage), no_face_fields()));
  }

  void finish() override { rows_.finish(); }

 private:
  HeadedRows rows_;
};

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

class TrackCsvWriter final : public ClipWriter {
 public:
  explicit TrackCsvWriter(const std::filesystem::path& path)
      : rows_(path,
              fmt::format("clip,error,damage,clip_frames,clip_seconds,{}\n", track_columns())) {}

  void write(const std::string& /*clip*/, const FrameFaces& /*frame*/) override {}

  void write(const ClipSummary& clip) override {
    const std::string start =
        fmt::format("{},{},{},{},{}", csv_file_name(clip.clip), csv_text(clip.error),
                    csv_text(clip.damage), clip.frames, seconds_field(clip.seconds));
    std::string rows;
    if (clip.tracks.empty()) {
      const std::string columns = track_columns();
      rows =
          fmt::format("{},{}\n", start,
                      std::string(static_cast<std::size_t>(std::ranges::count(columns, ',')), ','));
    }
    for (const TrackSummary& track : clip.tracks)
      rows += fmt::format("{},{}\n", start, track_fields(track));
    rows_.write(rows);
  }

  void finish() override { rows_.finish(); }

 private:
  HeadedRows rows_;
};

}  // namespace

std::unique_ptr<ClipWriter> make_frame_csv_writer(const std::filesystem::path& path) {
  return std::make_unique<FrameCsvWriter>(path);
}

std::unique_ptr<ClipWriter> make_track_csv_writer(const std::filesystem::path& path) {
  return std::make_unique<TrackCsvWriter>(path);
}

}  // namespace mien
