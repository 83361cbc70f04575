#include <gtest/gtest.h>

#include <map>

#include "core/utf8.h"
#include "csv_reader.h"
#include "mien/report/result_writer.h"
#include "sample_results.h"
#include "temporary_folder.h"

namespace mien {
namespace {

std::string csv_of(const std::vector<ImageResult>& results) {
  const TemporaryFolder folder;
  const auto writer = make_csv_writer(folder.path() / "out.csv");
  for (const ImageResult& result : results) writer->write(result);
  writer->finish();
  return read_text(folder.path() / "out.csv");
}

constexpr std::string_view documented_header =
    "file,width,height,error,face,x,y,box_width,box_height,score,age,age_low,age_high,gender,p_"
    "male,p_female,"
    "emotion,"
    "p_neutral,p_happiness,p_surprise,p_sadness,p_anger,p_disgust,p_fear,p_contempt,valence,"
    "arousal,"
    "ethnicity,"
    "p_white,p_black,p_asian,p_indian,p_other,left_eye_x,left_eye_y,right_eye_x,right_eye_y,nose_x,"
    "nose_y,mouth_left_x,mouth_left_y,mouth_right_x,mouth_right_y,quality,yaw,pitch,roll,"
    "left_eye_open,right_eye_open,looking\n";

TEST(CsvWriter, WritesTheHeaderEvenWithoutRows) { EXPECT_EQ(csv_of({}), documented_header); }

TEST(CsvWriter, WritesOneRowAFace) {
  const std::string text =
      csv_of({{"a.jpg", 640, 480, "", {full_face(), bare_face()}}, {"b.jpg", 1, 2, "", {}}});
  EXPECT_EQ(
      text,
      std::string(documented_header) +
          "a.jpg,640,480,,0,10.0,20.1,30.0,40.0,0.9877,31.3,24.0,38.5,female,0.0200,0.9800,"
          "happiness,"
          "0.0100,0.9700,0.0200,0.0000,0.0000,0.0000,0.0000,0.0000,0.7234,-0.2500,asian,0."
          "1000,0.2000,0.6000,"
          "0.1000,0.0000,15.0,30.0,30.0,30.0,22.3,40.0,16.0,50.0,29.0,50.0,3.46,-12.3,4.0,0.5,,,\n"
          "a.jpg,640,480,,1,1.0,2.0,3.0,4.0,0.5000" +
          std::string(40, ',') + "\nb.jpg,1,2," + std::string(46, ',') + "\n");
}

TEST(CsvWriter, HasAWordForAnUnsureAnswer) {
  Face face = full_face();
  face.gender->sure_from = 0.99F;
  EXPECT_NE(csv_of({{"a.jpg", 640, 480, "", {face}}}).find(",unsure,0.0200,0.9800,"),
            std::string::npos);
}

TEST(CsvWriter, SaysHowOpenTheEyesAreAndWhereTheyLook) {
  Face face = bare_face();
  face.mesh.emplace();
  const auto end = [&face] {
    const std::string text = csv_of({{"a.jpg", 1, 2, "", {face}}});
    return text.substr(text.size() - 12);
  };
  EXPECT_EQ(end(), ",,,,,,,,,,,\n");
  face.mesh->openness = EyeOpenness{0.284F, 0.1F};
  EXPECT_EQ(end(), ",0.28,0.10,\n");
  face.mesh->looking = Looking::left;
  EXPECT_EQ(end(), "8,0.10,left\n");
}

TEST(CsvWriter, GivesEveryRowEveryColumn) {
  const std::vector<ImageResult> results = sample_results();
  const std::string text = csv_of(results);
  EXPECT_TRUE(is_utf8(text));
  const auto records = read_csv(text);
  std::size_t row = 1;
  for (const ImageResult& result : results) {
    for (std::size_t i = 0; i < std::max<std::size_t>(result.faces.size(), 1); ++i, ++row) {
      ASSERT_LT(row, records.size());
      EXPECT_EQ(records[row].size(), records[0].size()) << result.file;
      EXPECT_EQ(records[row][1], std::to_string(result.width));
      EXPECT_EQ(records[row][4], result.faces.empty() ? "" : std::to_string(i));
      for (const std::string& field : records[row]) {
        EXPECT_EQ(field.find("nan"), std::string::npos);
        EXPECT_EQ(field.find("inf"), std::string::npos);
      }
    }
  }
  EXPECT_EQ(row, records.size());
}

TEST(CsvWriter, KeepsNamesReadable) {
  const auto records =
      read_csv(csv_of({{"=1,\"x\"\n.jpg", 1, 1, "", {}}, {"b\xff", 1, 1, "=oh", {}}}));
  EXPECT_EQ(records[1][0], "./=1,\"x\"\n.jpg");
  EXPECT_EQ(records[2][0], "b\uFFFD");
  EXPECT_EQ(records[2][3], "'=oh");
}

}  // namespace
}  // namespace mien
