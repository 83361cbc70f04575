#pragma once

#include <limits>
#include <string>
#include <vector>

#include "mien/clip/summary.h"
#include "sample_results.h"

namespace mien {

/// A segment of which nothing was missed.
inline ExpressionSegment segment(double begin, double end, std::string label) {
  return {begin, end, end - begin, std::move(label), 0.8F};
}

/// A person with these segments.
inline TrackSummary person(int number, std::vector<ExpressionSegment> segments) {
  TrackSummary track;
  track.track = number;
  track.frames = 50;
  track.detected = 10;
  if (!segments.empty()) {
    track.begin = segments.front().begin;
    track.end = segments.back().end;
    track.dominant = segments.front().label;
    track.shares = {{track.dominant, 1}};
  }
  for (const ExpressionSegment& s : segments) track.seen += s.seen;
  track.segments = std::move(segments);
  return track;
}

inline ClipSummary clip_of(std::string name, double seconds, std::vector<TrackSummary> tracks) {
  ClipSummary clip;
  clip.clip = std::move(name);
  clip.frames = clip.frames_used = 100;
  clip.frames_with_face = tracks.empty() ? 0 : 90;
  clip.seconds = seconds;
  clip.tracks = std::move(tracks);
  return clip;
}

/// A person with all attributes.
inline TrackSummary full_person(int number = 1) {
  TrackSummary track = person(number, {segment(0, 1.25, "happiness"), segment(1.25, 2, "neutral")});
  const Face face = full_face();
  track.age = face.age;
  track.age_interval = face.age_interval;
  track.gender = face.gender;
  track.emotion = face.emotion;
  track.ethnicity = face.ethnicity;
  track.affect = face.affect;
  track.affect_curve = {{.begin = 0, .end = 1, .affect = {.valence = 0.5F, .arousal = 0}},
                        {.begin = 1, .end = 2, .affect = {.valence = 1, .arousal = -0.5F}}};
  track.shares = {{"neutral", 0.375F}, {"happiness", 0.625F}};
  track.dominant = "happiness";
  track.changes = 1;
  track.changes_per_minute = 30;
  return track;
}

/// Clips of every kind: with people, without, with an error, cut short, with names and numbers that
/// are none.
inline std::vector<ClipSummary> sample_clips() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<ClipSummary> clips;
  clips.push_back(clip_of("two.mp4", 2, {full_person(1), person(2, {})}));
  clips[0].emotion = clips[0].group_emotion = full_face().emotion;
  clips.push_back(clip_of("empty.mp4", 4, {}));
  clips.push_back({});
  clips.back().clip = "sound.mp3";
  clips.back().error = "sound.mp3: expected pictures, found sound";
  clips.push_back(clip_of("cut.mp4", 2, {full_person(3)}));
  clips.back().damage = "cut short: 31 of 250 frames could be read";
  for (const char* name : {"<script>alert(1)</script>.mp4", "=1+1.mp4", "a\"b'c&d,e;f\n.mp4",
                           "not utf-8 \xff\xc3(.mp4", "\u202E4pm.exe", ""}) {
    clips.push_back(clip_of(name, 2, {person(1, {segment(0, 2, name)})}));
    clips.back().damage = name;
  }
  TrackSummary odd = person(
      1, {segment(nan, 1, "fear"), segment(0.5, nan, "fear"), segment(-1e308, 1e308, "anger")});
  odd.age = static_cast<float>(nan);
  odd.changes_per_minute = nan;
  odd.affect = Affect{.valence = static_cast<float>(nan), .arousal = 1e30F};
  odd.affect_curve = {{.begin = nan, .end = 1, .affect = {}},
                      {.begin = 0, .end = 1, .affect = *odd.affect},
                      {.begin = 1, .end = 1e308, .affect = {}}};
  clips.push_back(clip_of("odd.mp4", nan, {odd}));
  return clips;
}

}  // namespace mien
