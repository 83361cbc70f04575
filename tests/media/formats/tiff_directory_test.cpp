#include "media/formats/tiff_directory.h"

#include <gtest/gtest.h>

#include "media/pictures.h"

namespace mien::media {
namespace {

TEST(ExifOrientation, ReadsBothByteOrders) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    EXPECT_EQ(exif_orientation(make_exif(static_cast<std::uint32_t>(orientation), true)),
              orientation);
    EXPECT_EQ(exif_orientation(make_exif(static_cast<std::uint32_t>(orientation), false)),
              orientation);
  }
}

TEST(ExifOrientation, TakesValuesOutOfRangeAsUpright) {
  for (const std::uint32_t value : {0U, 9U, 255U, 65535U}) {
    EXPECT_EQ(exif_orientation(make_exif(value, true)), 1);
  }
}

TEST(ExifOrientation, TakesABlockThatIsCutShortAsUpright) {
  const auto exif = make_exif(6, false);
  // The last four bytes only say that no directory follows.
  for (std::size_t length = 0; length + 4 < exif.size(); ++length) {
    EXPECT_EQ(exif_orientation(Bytes(exif).first(length)), 1) << length;
  }
  EXPECT_EQ(exif_orientation(Bytes(exif).first(exif.size() - 4)), 6);
}

TEST(ExifOrientation, TakesADirectoryBeyondTheBlockAsUpright) {
  ByteWriter exif(false);
  exif.text("II").number(42, 2).number(0xFFFFFFFF, 4);
  EXPECT_EQ(exif_orientation(exif.get()), 1);
}

TEST(TiffDirectory, ReadsAValueThatIsStoredElsewhere) {
  ByteWriter tiff(true);
  tiff.text("MM").number(42, 2).number(8, 4);
  tiff.number(1, 2).number(258, 2).number(3, 2).number(3, 4).number(26, 4).number(0, 4);
  tiff.number(16, 2).number(8, 2).number(8, 2);
  const auto directory = TiffDirectory::first(tiff.get());
  ASSERT_TRUE(directory);
  EXPECT_EQ(directory->value(258), 16U);
  EXPECT_EQ(directory->value(259), std::nullopt);
}

TEST(TiffDirectory, HasNoValueWhereTheDataEnd) {
  ByteWriter tiff(true);
  tiff.text("MM").number(42, 2).number(8, 4);
  tiff.number(1, 2).number(258, 2).number(3, 2).number(3, 4).number(0xFFFFFFFF, 4).number(0, 4);
  const auto directory = TiffDirectory::first(tiff.get());
  ASSERT_TRUE(directory);
  EXPECT_EQ(directory->value(258), std::nullopt);
}

}  // namespace
}  // namespace mien::media
