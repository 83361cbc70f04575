#include "core/npy_format.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mien {
namespace {

std::span<const std::byte> bytes(const std::string& text) { return std::as_bytes(std::span(text)); }

TEST(NpyFormat, TheStartOfAFileSaysWhatItHolds) {
  const std::string start = npy_file_start(12, 345);
  ASSERT_EQ(start.size(), 128U);  // NumPy asks for a multiple of 64
  EXPECT_TRUE(is_npy(bytes(start)));
  EXPECT_EQ(npy_version(bytes(start)), 1);
  const auto place = npy_header_place(bytes(start));
  ASSERT_TRUE(place);
  EXPECT_EQ(place->begin, 10U);
  EXPECT_EQ(place->begin + place->length, start.size());
  const NpyHeader header = parse_npy_header(start.substr(place->begin, place->length));
  EXPECT_EQ(header.type, "<f4");
  EXPECT_EQ(header.shape, (std::vector<std::size_t>{12, 345}));
  EXPECT_FALSE(header.fortran_order);
}

TEST(NpyFormat, TheLengthOfLaterVersionsHasFourBytes) {
  const std::string start("\x93NUMPY\x02\x00\x01\x02\x03\x04", 12);
  const auto place = npy_header_place(bytes(start));
  ASSERT_TRUE(place);
  EXPECT_EQ(place->begin, 12U);
  EXPECT_EQ(place->length, 0x04030201U);
  EXPECT_FALSE(npy_header_place(bytes(start.substr(0, 11))));
}

TEST(NpyFormat, AShapeIsWholeNumbersOrNothing) {
  const auto shape = [](const std::string& text) {
    return parse_npy_header("{'descr': '<f4', 'fortran_order': False, 'shape': (" + text + "), }")
        .shape;
  };
  EXPECT_EQ(shape(""), std::vector<std::size_t>{});
  EXPECT_EQ(shape("7,"), std::vector<std::size_t>{7});
  EXPECT_EQ(shape("2, 3"), (std::vector<std::size_t>{2, 3}));
  EXPECT_FALSE(shape("-1, 3"));
  EXPECT_FALSE(shape("two"));
  EXPECT_FALSE(shape("99999999999999999999999"));
}

TEST(NpyFormat, AHeaderThatSaysNothingIsNotTakenForNumbersInCOrder) {
  const NpyHeader header = parse_npy_header("nothing of use");
  EXPECT_EQ(header.type, "");
  EXPECT_FALSE(header.shape);
  EXPECT_TRUE(header.fortran_order);
}

TEST(NpyFormat, OtherFilesAreNone) {
  EXPECT_FALSE(is_npy(bytes("")));
  EXPECT_FALSE(is_npy(bytes("PK and more")));
}

}  // namespace
}  // namespace mien
