#include <gmock/gmock.h>

#include <charconv>
#include <map>
#include <numbers>

#include "../csv_reader.h"
#include "../sample_clips.h"
#include "../sample_results.h"
#include "core/utf8.h"
#include "mien/core/error.h"
#include "mien/report/csv_names.h"
#include "temporary_folder.h"

namespace mien {
namespace {

using Row = std::map<std::string, std::string>;

std::string photos_csv(const std::vector<ImageResult>& results, CsvNames names) {
  const TemporaryFolder folder;
  const auto writer = make_csv_writer(folder.path() / "out.csv", names);
  for (const ImageResult& result : results) writer->write(result);
  writer->finish();
  writer->finish();
  EXPECT_THROW(writer->write({}), Error);
  return read_text(folder.path() / "out.csv");
}

/// Three frames for each clip that could be read, and the clip.
std::string clips_csv(const std::vector<ClipSummary>& clips, CsvNames names) {
  const TemporaryFolder folder;
  const auto writer = make_frame_csv_writer(folder.path() / "out.csv", names);
  for (const ClipSummary& clip : clips) {
    if (clip.error.empty()) {
      writer->write(clip.clip, FrameFaces{0, 0, {{1, true, full_face()}, {2, false, bare_face()}}});
      writer->write(clip.clip, FrameFaces{1, 0.04, {}});
      writer->write(clip.clip, FrameFaces{7, 0.28, {{2, true, full_face()}}});
    }
    writer->write(clip);
  }
  writer->finish();
  EXPECT_THROW(writer->write(ClipSummary{.clip = "late", .error = "late"}), Error);
  return read_text(folder.path() / "out.csv");
}

/// The rows below the header, with the names of their columns; each has all of them.
std::vector<Row> rows_of(const std::string& text) {
  const auto records = read_csv(text);
  std::vector<Row> rows;
  for (std::size_t r = 1; r < records.size(); ++r) {
    EXPECT_EQ(records[r].size(), records[0].size()) << "row " << r;
    if (records[r].size() != records[0].size()) continue;
    Row& row = rows.emplace_back();
    for (std::size_t c = 0; c < records[0].size(); ++c) row[records[0][c]] = records[r][c];
  }
  return rows;
}

double number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  EXPECT_TRUE(error == std::errc() && end == text.data() + text.size()) << text;
  return value;
}

/// The columns of mien and of py-feat that say the same.
const std::map<std::string, std::string> same_in_feat = {{"x", "FaceRectX"},
                                                         {"y", "FaceRectY"},
                                                         {"box_width", "FaceRectWidth"},
                                                         {"box_height", "FaceRectHeight"},
                                                         {"score", "FaceScore"},
                                                         {"pitch", "Pitch"},
                                                         {"roll", "Roll"},
                                                         {"yaw", "Yaw"},
                                                         {"valence", "valence"},
                                                         {"arousal", "arousal"}};

/// Holds for a face: of mien's eight probabilities seven remain, divided by their sum.
void expect_same_expressions(const Row& mine, const Row& theirs) {
  double sum = 0;
  bool whole = true;
  for (const std::string_view label : emotion_labels) {
    const std::string& probability = mine.at("p_" + std::string(label));
    whole = whole && !probability.empty();
    if (label != "contempt" && !probability.empty()) sum += number(probability);
  }
  for (const std::string_view label : emotion_labels) {
    if (label == "contempt") continue;
    const std::string& probability = mine.at("p_" + std::string(label));
    const std::string& field = theirs.at(std::string(label));
    // One that is not a number spoils the sum of all.
    ASSERT_EQ(field.empty(), !whole) << label;
    // Half a digit of the quotient, and what eight rounded numbers may change in it.
    if (!field.empty()) {
      EXPECT_NEAR(number(field), number(probability) / sum, 5e-4) << label;
    }
  }
}

void expect_same_radians(const std::string& degrees, const std::string& radians, int sign) {
  ASSERT_EQ(degrees.empty(), radians.empty());
  // A twentieth of a degree and half of the third digit of the radians.
  if (!degrees.empty()) {
    EXPECT_NEAR(number(radians), sign * number(degrees) * std::numbers::pi / 180, 1.4e-3);
  }
}

/// A face with contempt, beside those of the other tests.
std::vector<ImageResult> photos() {
  std::vector<ImageResult> results = sample_results();
  Face face = full_face();
  face.emotion =
      classification(emotion_labels, {0.1F, 0.2F, 0.05F, 0.05F, 0.1F, 0.05F, 0.05F, 0.4F});
  face.pose = Pose{30, -20, 45};
  results.push_back({"contempt.jpg", 640, 480, "", {face, bare_face()}});
  return results;
}

TEST(NamedCsv, HasTheColumnsOfPyFeat) {
  EXPECT_EQ(photos_csv({}, CsvNames::feat),
            "FaceRectX,FaceRectY,FaceRectWidth,FaceRectHeight,FaceScore,Pitch,Roll,Yaw,anger,"
            "disgust,fear,happiness,sadness,surprise,neutral,valence,arousal,input,frame,"
            "FrameHeight,FrameWidth,error\n");
  EXPECT_EQ(clips_csv({}, CsvNames::feat),
            "FaceRectX,FaceRectY,FaceRectWidth,FaceRectHeight,FaceScore,Pitch,Roll,Yaw,anger,"
            "disgust,fear,happiness,sadness,surprise,neutral,valence,arousal,Identity,input,frame,"
            "error\n");
}

TEST(NamedCsv, HasTheColumnsOfOpenFace) {
  const std::string columns =
      "frame,face_id,timestamp,confidence,success,pose_Rx,pose_Ry,pose_Rz,input,error\n";
  EXPECT_EQ(photos_csv({}, CsvNames::openface), columns);
  EXPECT_EQ(clips_csv({}, CsvNames::openface), columns);
}

TEST(NamedCsv, OfPhotosForPyFeatSaysWhatMiensColumnsSay) {
  const auto mine = rows_of(photos_csv(photos(), CsvNames::mien));
  const auto theirs = rows_of(photos_csv(photos(), CsvNames::feat));
  ASSERT_EQ(mine.size(), theirs.size());
  for (std::size_t r = 0; r < mine.size(); ++r) {
    for (const auto& [name, feat] : same_in_feat) EXPECT_EQ(mine[r].at(name), theirs[r].at(feat));
    expect_same_expressions(mine[r], theirs[r]);
    EXPECT_EQ(mine[r].at("file"), theirs[r].at("input"));
    EXPECT_EQ(mine[r].at("error"), theirs[r].at("error"));
    EXPECT_EQ(mine[r].at("width"), theirs[r].at("FrameWidth"));
    EXPECT_EQ(mine[r].at("height"), theirs[r].at("FrameHeight"));
  }
  EXPECT_EQ(theirs.back().at("frame"), std::to_string(photos().size() - 1));
  EXPECT_EQ(theirs[theirs.size() - 2].at("happiness"), "0.3333");
}

TEST(NamedCsv, OfPhotosForOpenFaceSaysWhatMiensColumnsSay) {
  const auto mine = rows_of(photos_csv(photos(), CsvNames::mien));
  const auto theirs = rows_of(photos_csv(photos(), CsvNames::openface));
  ASSERT_EQ(mine.size(), theirs.size());
  for (std::size_t r = 0; r < mine.size(); ++r) {
    const bool face = !mine[r].at("face").empty();
    EXPECT_EQ(theirs[r].at("success"), face ? "1" : "0");
    EXPECT_EQ(theirs[r].at("face_id"), face ? mine[r].at("face") : "0");
    EXPECT_EQ(theirs[r].at("confidence"), face ? mine[r].at("score") : "0");
    EXPECT_EQ(theirs[r].at("timestamp"), "0.000");
    expect_same_radians(mine[r].at("pitch"), theirs[r].at("pose_Rx"), -1);
    expect_same_radians(mine[r].at("yaw"), theirs[r].at("pose_Ry"), -1);
    expect_same_radians(mine[r].at("roll"), theirs[r].at("pose_Rz"), 1);
    EXPECT_EQ(mine[r].at("file"), theirs[r].at("input"));
  }
  const Row& turned = theirs[theirs.size() - 2];
  EXPECT_EQ(turned.at("pose_Rx"), "0.349");
  EXPECT_EQ(turned.at("pose_Ry"), "-0.524");
  EXPECT_EQ(turned.at("pose_Rz"), "0.785");
  EXPECT_EQ(turned.at("frame"), std::to_string(photos().size()));
}

TEST(NamedCsv, OfClipsSaysWhatMiensColumnsSay) {
  const auto mine = rows_of(clips_csv(sample_clips(), CsvNames::mien));
  const auto feat = rows_of(clips_csv(sample_clips(), CsvNames::feat));
  const auto openface = rows_of(clips_csv(sample_clips(), CsvNames::openface));
  ASSERT_EQ(mine.size(), feat.size());
  ASSERT_EQ(mine.size(), openface.size());
  for (std::size_t r = 0; r < mine.size(); ++r) {
    for (const auto& [name, theirs] : same_in_feat) EXPECT_EQ(mine[r].at(name), feat[r].at(theirs));
    expect_same_expressions(mine[r], feat[r]);
    const std::string& frame = mine[r].at("frame");
    const std::string& track = mine[r].at("track");
    const std::string problem =
        mine[r].at("error").empty() ? mine[r].at("damage") : mine[r].at("error");
    EXPECT_EQ(feat[r].at("frame"), frame);
    EXPECT_EQ(feat[r].at("Identity"), track.empty() ? "" : "Person_" + track);
    EXPECT_EQ(openface[r].at("frame"), frame.empty() ? "" : std::to_string(std::stoi(frame) + 1));
    EXPECT_EQ(openface[r].at("face_id"),
              track.empty() ? "0" : std::to_string(std::stoi(track) - 1));
    if (!frame.empty()) {
      EXPECT_EQ(openface[r].at("timestamp"), mine[r].at("seconds"));
    }
    EXPECT_EQ(openface[r].at("success"), track.empty() ? "0" : "1");
    expect_same_radians(mine[r].at("yaw"), openface[r].at("pose_Ry"), -1);
    for (const Row& theirs : {feat[r], openface[r]}) {
      EXPECT_EQ(theirs.at("input"), mine[r].at("clip"));
      EXPECT_EQ(theirs.at("error"), problem);
    }
  }
}

TEST(NamedCsv, IsTextWithoutOddNumbers) {
  for (const CsvNames names : {CsvNames::feat, CsvNames::openface}) {
    const std::string text = photos_csv(photos(), names) + clips_csv(sample_clips(), names);
    EXPECT_TRUE(is_utf8(text));
    for (const auto& record : read_csv(text)) {
      for (const std::string& field : record) {
        EXPECT_NE(field, "nan");
        EXPECT_NE(field, "inf");
      }
    }
  }
}

TEST(NamedCsv, KnowsItsNames) {
  EXPECT_EQ(csv_names("mien"), CsvNames::mien);
  EXPECT_EQ(csv_names("feat"), CsvNames::feat);
  EXPECT_EQ(csv_names("openface"), CsvNames::openface);
  try {
    static_cast<void>(csv_names("deepface"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_THAT(error.what(), testing::HasSubstr("found deepface"));
  }
}

}  // namespace
}  // namespace mien
