#include "mien/report/clip_writer.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "core/utf8.h"
#include "csv_reader.h"
#include "mien/core/error.h"
#include "sample_clips.h"
#include "temporary_folder.h"

namespace mien {
namespace {

using Json = nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;
using Maker = std::unique_ptr<ClipWriter> (*)(const std::filesystem::path&);

/// Three frames for each clip that could be read, and the clip.
std::string text_of(Maker make, const std::vector<ClipSummary>& clips) {
  const TemporaryFolder folder;
  const auto writer = make(folder.path() / "out");
  for (const ClipSummary& clip : clips) {
    if (clip.error.empty()) {
      writer->write(clip.clip, FrameFaces{0, 0, {{1, true, full_face()}, {2, false, bare_face()}}});
      writer->write(clip.clip, FrameFaces{1, 0.04, {}});
      writer->write(clip.clip, FrameFaces{2, 0.08, {{2, true, sample_results().back().faces[0]}}});
    }
    writer->write(clip);
  }
  writer->finish();
  writer->finish();
  EXPECT_THROW(writer->write(ClipSummary{.clip = "late", .error = "late"}), Error);
  return read_text(folder.path() / "out");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// What the documented schema has against a line; empty if it is valid.
std::string objections(const std::string& line) {
  static const Json source = Json::parse(read_text(std::filesystem::path(MIEN_SOURCE_DIR) / "docs" /
                                                   "reference" / "clip.schema.json"));
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(Adapter(source), schema);
  valijson::ValidationResults results;
  const Json value = Json::parse(line);
  if (valijson::Validator().validate(schema, Adapter(value), &results)) return {};
  return "invalid: " + line;
}

TEST(ClipJson, WritesTheDocumentedFrame) {
  EXPECT_EQ(to_json("a.mp4", FrameFaces{7, 0.28, {{3, false, bare_face()}}}),
            R"({"type":"frame","clip":"a.mp4","frame":7,"seconds":0.28,"faces":[{"track":3,)"
            R"("detected":false,"box":[1.0,2.0,3.0,4.0],"score":0.5,"landmarks":null}]})");
}

TEST(ClipJson, WritesTheDocumentedTrackAndClip) {
  TrackSummary track = person(2, {segment(0.5, 2, "fear")});
  EXPECT_EQ(to_json("a.mp4", track),
            R"({"type":"track","clip":"a.mp4","track":2,"begin":0.5,"end":2.0,"seen":1.5,)"
            R"("frames":50,"detected":10,"dominant":"fear","shares":{"fear":1.0},"changes":0,)"
            R"("changes_per_minute":0.0,"segments":[{"begin":0.5,"end":2.0,"seen":1.5,)"
            R"("label":"fear","confidence":0.8}]})");
  EXPECT_EQ(to_json(clip_of("a.mp4", 2.5, {})),
            R"({"type":"clip","clip":"a.mp4","error":null,"damage":null,"frames":100,)"
            R"("frames_used":100,"frames_with_face":0,"begin":0.0,"seconds":2.5,"tracks":0,)"
            R"("dominant":null,"shares":{},"changes":0,"changes_per_minute":0.0})");
}

TEST(ClipJson, IsValidByTheSchemaWhateverIsInIt) {
  for (const Maker make : {make_frame_lines_writer, make_track_lines_writer}) {
    const std::string text = text_of(make, sample_clips());
    EXPECT_TRUE(is_utf8(text));
    for (const std::string& line : lines_of(text)) EXPECT_EQ(objections(line), "");
  }
  EXPECT_NE(objections(R"({"type":"frame"})"), "");
  EXPECT_NE(objections(R"({"type":"clip","clip":"a"})"), "");
}

TEST(ClipJson, EndsEachClipWithItsLine) {
  const auto clips = sample_clips();
  std::size_t frames = 0;
  std::vector<std::string> ends;
  for (const std::string& line : lines_of(text_of(make_frame_lines_writer, clips))) {
    const Json object = Json::parse(line);
    if (object["type"] == "frame") ++frames;
    if (object["type"] == "clip") ends.push_back(object["clip"]);
  }
  EXPECT_EQ(frames, 3 * (clips.size() - 1));
  ASSERT_EQ(ends.size(), clips.size());
  EXPECT_EQ(ends[0], "two.mp4");
  const auto lines = lines_of(text_of(make_track_lines_writer, {clips[0]}));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(Json::parse(lines[0])["segments"].size(), 2U);
  EXPECT_EQ(Json::parse(lines[0])["gender"]["label"], "female");
  EXPECT_EQ(Json::parse(lines[2])["tracks"], 2);
}

TEST(ClipCsv, HasARowForEachFaceOfEachFrame) {
  const auto records = read_csv(text_of(make_frame_csv_writer, {sample_clips()[0]}));
  ASSERT_EQ(records.size(), 5U);
  for (const auto& record : records) EXPECT_EQ(record.size(), records[0].size());
  EXPECT_EQ(std::vector(records[0].begin(), records[0].begin() + 9),
            (std::vector<std::string>{"clip", "error", "damage", "frame", "seconds", "track",
                                      "detected", "x", "y"}));
  EXPECT_EQ(std::vector(records[2].begin(), records[2].begin() + 9),
            (std::vector<std::string>{"two.mp4", "", "", "0", "0.000", "2", "0", "1.0", "2.0"}));
  EXPECT_EQ(records[3][3], "1");
  EXPECT_EQ(records[3][5], "");
  EXPECT_EQ(records[4][4], "0.080");
}

TEST(ClipCsv, SaysErrorsAndDamageInARowAtTheEnd) {
  const auto clips = sample_clips();
  const auto records = read_csv(text_of(make_frame_csv_writer, {clips[2], clips[3]}));
  ASSERT_EQ(records.size(), 1U + 1 + 4 + 1);
  EXPECT_EQ(records[1][1], "sound.mp3: expected pictures, found sound");
  EXPECT_EQ(records[1][3], "");
  EXPECT_EQ(records.back()[2], "cut short: 31 of 250 frames could be read");
}

TEST(ClipCsv, HasARowForEachPerson) {
  const auto clips = sample_clips();
  const auto records = read_csv(text_of(make_track_csv_writer, {clips[0], clips[1], clips[2]}));
  ASSERT_EQ(records.size(), 1U + 2 + 1 + 1);
  const auto field = [&](std::size_t row, const std::string& column) {
    const auto at = std::ranges::find(records[0], column) - records[0].begin();
    return records.at(row).at(static_cast<std::size_t>(at));
  };
  for (const auto& record : records) EXPECT_EQ(record.size(), records[0].size());
  EXPECT_EQ(field(1, "clip_seconds"), "2.000");
  EXPECT_EQ(field(1, "track"), "1");
  EXPECT_EQ(field(1, "end"), "2.000");
  EXPECT_EQ(field(1, "age"), "31.3");
  EXPECT_EQ(field(1, "p_happiness"), "0.9700");
  EXPECT_EQ(field(1, "dominant"), "happiness");
  EXPECT_EQ(field(1, "share_happiness"), "0.6250");
  EXPECT_EQ(field(1, "share_anger"), "0.0000");
  EXPECT_EQ(field(1, "segments"), "2");
  EXPECT_EQ(field(1, "changes_per_minute"), "30.00");
  EXPECT_EQ(field(2, "share_happiness"), "");
  EXPECT_EQ(field(3, "track"), "");
  EXPECT_EQ(field(4, "error"), "sound.mp3: expected pictures, found sound");
}

TEST(ClipCsv, IsReadableAndHarmlessWhateverIsInIt) {
  for (const Maker make : {Maker(make_frame_csv_writer), Maker(make_track_csv_writer)}) {
    const std::string text = text_of(make, sample_clips());
    EXPECT_TRUE(is_utf8(text));
    const auto records = read_csv(text);
    for (const auto& record : records) {
      EXPECT_EQ(record.size(), records[0].size());
      for (const std::string& field : record) {
        const bool is_number = field.size() > 1 && field[0] == '-' &&
                               field.find_first_not_of("0123456789.", 1) == std::string::npos;
        EXPECT_TRUE(is_number || field.empty() ||
                    std::string("=+-@\t\r").find(field[0]) == std::string::npos)
            << field;
      }
    }
    const std::string empty = text_of(make, {});
    EXPECT_EQ(read_csv(empty).size(), 1U);
  }
}

TEST(ClipWriter, WritesRowsAsTheyComeAndTheFileWhenItIsComplete) {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "out.jsonl";
  const auto writer = make_frame_lines_writer(path);
  writer->write("a.mp4", FrameFaces{0, 0, {{1, true, full_face()}}});
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_GT(std::filesystem::file_size(std::filesystem::directory_iterator(folder.path())->path()),
            500U);
  writer->finish();
  EXPECT_TRUE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace mien
