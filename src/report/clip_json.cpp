#include <nlohmann/json.hpp>
#include <span>

#include "core/base64.h"
#include "core/utf8.h"
#include "mien/report/clip_writer.h"
#include "report/face_json.h"
#include "report/left_out_json.h"
#include "report/row_file.h"
#include "report/values.h"

namespace mien {

namespace {

using Json = nlohmann::ordered_json;

Json seconds_json(double value) { return number_json(value, second_decimals); }

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(to_utf8(text));
}

Json object_of(std::string_view type, const std::string& clip) {
  Json object = Json::object();
  object["type"] = type;
  object["clip"] = to_utf8(clip);
  if (!is_utf8(clip)) object["clip_bytes"] = base64_encode(std::as_bytes(std::span(clip)));
  return object;
}

std::string folder_line(const std::string& folder, const LeftOut& left_out) {
  Json object = object_of("folder", folder);
  object["left_out"] = left_out_json(left_out);
  return object.dump() + "\n";
}

class FrameLinesWriter final : public ClipWriter {
 public:
  explicit FrameLinesWriter(const std::filesystem::path& path) : file_(path) {}
  void write(const std::string& clip, const FrameFaces& frame) override {
    file_.write(to_json(clip, frame) + "\n");
  }
  void write(const ClipSummary& clip) override { file_.write(to_json(clip) + "\n"); }
  void write_left_out(const std::string& folder, const LeftOut& left_out) override {
    file_.write(folder_line(folder, left_out));
  }
  void finish() override { file_.finish(); }

 private:
  RowFile file_;
};

class TrackLinesWriter final : public ClipWriter {
 public:
  explicit TrackLinesWriter(const std::filesystem::path& path) : file_(path) {}
  void write(const std::string& /*clip*/, const FrameFaces& /*frame*/) override {}
  void write(const ClipSummary& clip) override {
    for (const TrackSummary& track : clip.tracks) file_.write(to_json(clip.clip, track) + "\n");
    file_.write(to_json(clip) + "\n");
  }
  void write_left_out(const std::string& folder, const LeftOut& left_out) override {
    file_.write(folder_line(folder, left_out));
  }
  void finish() override { file_.finish(); }

 private:
  RowFile file_;
};

}  // namespace

void ClipWriter::write_left_out(const std::string& /*folder*/, const LeftOut& /*left_out*/) {}

std::string to_json(const std::string& clip, const FrameFaces& frame) {
  Json object = object_of("frame", clip);
  object["frame"] = frame.index;
  object["seconds"] = seconds_json(frame.seconds);
  Json faces = Json::array();
  for (const TrackedFace& tracked : frame.faces) {
    Json face = {{"track", tracked.track}, {"detected", tracked.detected}};
    face.update(face_json(tracked.face));
    faces.push_back(std::move(face));
  }
  object["faces"] = std::move(faces);
  return object.dump();
}

std::string to_json(const std::string& clip, const TrackSummary& track) {
  Json object = object_of("track", clip);
  object["track"] = track.track;
  object["begin"] = seconds_json(track.begin);
  object["end"] = seconds_json(track.end);
  object["seen"] = seconds_json(track.seen);
  object["frames"] = track.frames;
  object["detected"] = track.detected;
  add_attributes(object, track.age, track.age_interval, track.gender, track.emotion,
                 track.ethnicity);
  add_affect(object, track.affect);
  object["dominant"] = text_or_null(track.dominant);
  object["shares"] = probabilities_json(track.shares, emotion_labels);
  object["changes"] = track.changes;
  object["changes_per_minute"] = number_json(track.changes_per_minute, rate_decimals);
  Json segments = Json::array();
  for (const ExpressionSegment& segment : track.segments) {
    segments.push_back({{"begin", seconds_json(segment.begin)},
                        {"end", seconds_json(segment.end)},
                        {"seen", seconds_json(segment.seen)},
                        {"label", to_utf8(segment.label)},
                        {"confidence", number_json(segment.confidence, probability_decimals)}});
  }
  object["segments"] = std::move(segments);
  return object.dump();
}

std::string to_json(const ClipSummary& clip) {
  Json object = object_of("clip", clip.clip);
  object["error"] = text_or_null(clip.error);
  object["damage"] = text_or_null(clip.damage);
  if (clip.rotation != 0) object["rotation"] = clip.rotation;
  object["frames"] = clip.frames;
  object["frames_used"] = clip.frames_used;
  object["frames_with_face"] = clip.frames_with_face;
  object["begin"] = seconds_json(clip.begin);
  object["seconds"] = seconds_json(clip.seconds);
  object["tracks"] = clip.tracks.size();
  if (clip.emotion) object["emotion"] = classification_json(*clip.emotion, emotion_labels);
  if (clip.group_emotion)
    object["group_emotion"] = classification_json(*clip.group_emotion, emotion_labels);
  object["dominant"] = text_or_null(clip.dominant);
  object["shares"] = probabilities_json(clip.shares, emotion_labels);
  object["changes"] = clip.changes;
  object["changes_per_minute"] = number_json(clip.changes_per_minute, rate_decimals);
  return object.dump();
}

std::unique_ptr<ClipWriter> make_frame_lines_writer(const std::filesystem::path& path) {
  return std::make_unique<FrameLinesWriter>(path);
}

std::unique_ptr<ClipWriter> make_track_lines_writer(const std::filesystem::path& path) {
  return std::make_unique<TrackLinesWriter>(path);
}

}  // namespace mien
