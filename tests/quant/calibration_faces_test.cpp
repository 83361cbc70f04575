#include "quant/calibration_faces.h"

#include <gmock/gmock.h>

#include "eval/drawn_source.h"
#include "models/bytes_of.h"
#include "quant/tiny_convolutions.h"

namespace mien::quant {
namespace {

using testing::HasSubstr;

TEST(CalibrationFaces, AreAsTheNetworkSeesThem) {
  const eval::DrawnSource source("path,split\nred1,valid\ngreen1,train\nblue1,valid\n");
  CalibrationOptions options;
  options.split = dataset::SplitColumn{"split", "valid"};
  const std::vector<Image> faces =
      calibration_faces(source, convolution_metadata(8, {"anger", "neutral"}), options);
  ASSERT_EQ(faces.size(), 2U);
  EXPECT_EQ(faces[0].size(), (Size{8, 8}));
  EXPECT_EQ(faces[0].row(3)[0], 255);
  EXPECT_EQ(faces[1].row(3)[2], 255);
}

TEST(CalibrationFaces, AreSpreadOverTheRecords) {
  const eval::DrawnSource source("path\nred1\nred2\nblue1\nblue2\n");
  CalibrationOptions options;
  options.count = 2;
  const std::vector<Image> faces =
      calibration_faces(source, convolution_metadata(8, {"anger", "neutral"}), options);
  ASSERT_EQ(faces.size(), 2U);
  EXPECT_EQ(faces[0].row(0)[0], 255);
  EXPECT_EQ(faces[1].row(0)[2], 255);
}

TEST(CalibrationFaces, PassOverDamagedPictures) {
  const ModelMetadata metadata = convolution_metadata(8, {"anger", "neutral"});
  EXPECT_EQ(calibration_faces(eval::DrawnSource("path\nred1\ndamaged\n"), metadata, {}).size(), 1U);
  EXPECT_THAT(
      models::message_of(
          [&] { (void)calibration_faces(eval::DrawnSource("path\ndamaged\n"), metadata, {}); },
          ErrorCode::input),
      HasSubstr("set: expected pictures with a face, found none that can be read among 1"));
}

}  // namespace
}  // namespace mien::quant
