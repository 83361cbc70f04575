#include "dataset/npy_scalar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/drawn_pictures.h"

namespace mien::dataset {
namespace {

using testing::HasSubstr;

/// A file as numpy.save writes it.
std::string npy(const std::string& type, const std::string& shape, const std::string& data) {
  std::string header =
      "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
  while ((10 + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size()) + '\0' + header +
         data;
}

std::string read(const std::string& file) {
  return npy_scalar(std::as_bytes(std::span(file)), "1_exp.npy");
}

std::string message(const std::string& file) {
  return error_of(ErrorCode::input, [&] { static_cast<void>(read(file)); });
}

TEST(NpyScalar, ReadsTextsAndNumbers) {
  EXPECT_EQ(read(npy("<U1", "", std::string("7\0\0\0", 4))), "7");
  EXPECT_EQ(read(npy("<U3", "",
                     std::string("1\0\0\0"
                                 "0\0\0\0"
                                 "\0\0\0\0",
                                 12))),
            "10");
  EXPECT_EQ(read(npy("|S4", "1,", std::string("-0.5", 4))), "-0.5");
  EXPECT_EQ(read(npy("<i8", "", std::string("\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8))), "-2");
  EXPECT_EQ(read(npy("|u1", "", "\xC8")), "200");
  EXPECT_EQ(read(npy("<i4", "", std::string("\x05\0\0\0", 4))), "5");
  const double value = -0.176846;
  EXPECT_EQ(read(npy("<f8", "", {reinterpret_cast<const char*>(&value), 8})), "-0.176846");
  const float small = 0.25F;
  EXPECT_EQ(read(npy("<f4", "", {reinterpret_cast<const char*>(&small), 4})), "0.25");
}

TEST(NpyScalar, RefusesWhatIsNone) {
  EXPECT_THAT(message(""), HasSubstr("1_exp.npy: expected a NumPy file of one text or number"));
  EXPECT_THAT(message("PK and more text"), HasSubstr("another format"));
  EXPECT_THAT(message(npy("|O", "", "cos\nsystem")), HasSubstr("found the type \"|O\""));
  EXPECT_THAT(message(npy(">i4", "", std::string(4, '\0'))), HasSubstr("found the type \">i4\""));
  EXPECT_THAT(message(npy("<i3", "", std::string(3, '\0'))), HasSubstr("found the type \"<i3\""));
  EXPECT_THAT(message(npy("<U99999999999999999999", "", "")), HasSubstr("found the type"));
  EXPECT_THAT(message(npy("<U4000000", "", "")), HasSubstr("found the type"));
  EXPECT_THAT(message(npy("<i4", "2,", std::string(8, '\0'))), HasSubstr("found the shape (2,)"));
  EXPECT_THAT(message(npy("<i4", "", "abc")), HasSubstr("another length"));
  EXPECT_THAT(message(npy("|S1", "", "\x80")), HasSubstr("not ASCII"));
  std::string version = npy("<i4", "", std::string(4, '\0'));
  version[6] = 9;
  EXPECT_THAT(message(version), HasSubstr("version 9"));
  const std::string whole = npy("<i4", "", std::string(4, '\0'));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THAT(message(whole.substr(0, length)), HasSubstr("found")) << length;
  }
}

}  // namespace
}  // namespace mien::dataset
