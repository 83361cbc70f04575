#include "mien/learn/npy_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "resources.h"
#include "temporary_folder.h"

namespace mien {
namespace {

std::string file_of(std::string header, const std::string& numbers) {
  header.resize(118, ' ');
  return std::string("\x93NUMPY\x01\x00", 8) + char(118) + '\0' + header + numbers;
}

TEST(NpyFile, ComesBackAsItWasWritten) {
  const TemporaryFolder folder;
  const FeatureMatrix matrix{2, 3, {1, 2, 3, -4, 0.5F, 1e-30F}};
  write_npy(folder.path() / "a.npy", matrix);
  const FeatureMatrix read = read_npy(folder.path() / "a.npy");
  EXPECT_EQ(read.rows, 2U);
  EXPECT_EQ(read.columns, 3U);
  EXPECT_EQ(read.values, matrix.values);
  EXPECT_EQ(read_bytes(folder.path() / "a.npy").size(), 128 + 6 * 4U);  // NumPy aligns to 64
}

TEST(NpyFile, ReadsDoubles) {
  const TemporaryFolder folder;
  const double numbers[] = {1.5, -2};
  std::string bytes(sizeof numbers, '\0');
  std::memcpy(bytes.data(), numbers, sizeof numbers);
  write_file(folder.path() / "a.npy",
             file_of("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }", bytes));
  EXPECT_EQ(read_npy(folder.path() / "a.npy").values, (std::vector<float>{1.5F, -2}));
}

TEST(NpyFile, RefusesWhatItCannotBe) {
  const TemporaryFolder folder;
  const std::string eight(8, '\0');
  const std::string start = "{'descr': '<f4', 'fortran_order': False, 'shape': ";
  const std::string bad[] = {
      "",
      "no NumPy file at all",
      std::string("\x93NUMPY\x01\x00", 8),
      std::string("\x93NUMPY\x02\x00\xff\xff\xff\xff", 12),
      file_of(start + "(3, 1), }", eight),
      file_of(start + "(1, 1), }", eight),
      file_of(start + "(0, 2), }", ""),
      file_of(start + "(2,), }", eight),
      file_of(start + "(999999999999999, 999999999999999), }", eight),
      file_of("{'descr': '<i4', 'fortran_order': False, 'shape': (1, 2), }", eight),
      file_of("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2), }", eight),
  };
  for (const std::string& bytes : bad) {
    write_file(folder.path() / "bad.npy", bytes);
    EXPECT_THROW((void)read_npy(folder.path() / "bad.npy"), Error) << bytes;
  }
  EXPECT_THROW((void)read_npy(folder.path()), Error);
  EXPECT_THROW((void)read_npy(folder.path() / "absent.npy"), Error);
}

}  // namespace
}  // namespace mien
