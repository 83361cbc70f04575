#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <regex>

#include "csv_reader.h"
#include "mien/core/error.h"
#include "mien/report/result_writer.h"
#include "sample_results.h"
#include "temporary_folder.h"

namespace mien {
namespace {

struct Array {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<float> values;
};

/// Reads the file as the NumPy format 1.0 describes it.
Array read_npy(const std::filesystem::path& path) {
  const std::string bytes = read_text(path);
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  const std::size_t length = std::uint8_t(bytes.at(8)) + 256U * std::uint8_t(bytes.at(9));
  EXPECT_EQ((10 + length) % 64, 0U);
  const std::string header = bytes.substr(10, length);
  EXPECT_EQ(header.back(), '\n');
  std::smatch match;
  EXPECT_TRUE(std::regex_match(
      header, match,
      std::regex(R"(\{'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\), \} *\n)")))
      << header;
  Array array{std::stoul(match[1]), std::stoul(match[2]), {}};
  array.values.resize((bytes.size() - 10 - length) / sizeof(float));
  // memcpy takes no null pointer, not even for nothing.
  if (!array.values.empty()) {
    std::memcpy(array.values.data(), bytes.data() + 10 + length,
                array.values.size() * sizeof(float));
  }
  EXPECT_EQ(array.values.size(), array.rows * array.columns);
  return array;
}

Face with_feature(std::vector<float> feature) {
  Face face = bare_face();
  face.identity = std::move(feature);
  return face;
}

TEST(NpyWriter, WritesFeaturesAndTheirIndex) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "faces.npy";
  const auto writer = make_npy_writer(path);
  writer->write(
      {"a,b.jpg", 9, 9, "", {with_feature({1, 2, 3}), bare_face(), with_feature({4, 5, 6})}});
  writer->write({"none.jpg", 9, 9, "", {}});
  writer->write({"bad.jpg", 0, 0, "bad", {}});
  writer->write({"c.jpg", 9, 9, "", {with_feature({-0.5F, 1e-30F, 3e30F})}});
  EXPECT_FALSE(std::filesystem::exists(path));
  writer->finish();
  const Array array = read_npy(path);
  EXPECT_EQ(array.rows, 3U);
  EXPECT_EQ(array.columns, 3U);
  EXPECT_THAT(array.values, testing::ElementsAre(1, 2, 3, 4, 5, 6, -0.5F, 1e-30F, 3e30F));
  EXPECT_EQ(read_text(folder.path() / "faces.npy.csv"),
            "row,file,face\n0,\"a,b.jpg\",0\n1,\"a,b.jpg\",2\n2,c.jpg,0\n");
}

TEST(NpyWriter, WritesAnEmptyArray) {
  const TemporaryFolder folder;
  make_npy_writer(folder.path() / "known.npy", 1024)->finish();
  EXPECT_EQ(read_npy(folder.path() / "known.npy").rows, 0U);
  EXPECT_EQ(read_npy(folder.path() / "known.npy").columns, 1024U);
  make_npy_writer(folder.path() / "unknown.npy")->finish();
  EXPECT_EQ(read_npy(folder.path() / "unknown.npy").columns, 0U);
}

TEST(NpyWriter, CountsManyRows) {
  const TemporaryFolder folder;
  const auto writer = make_npy_writer(folder.path() / "faces.npy");
  for (int i = 0; i < 300; ++i) writer->write(crowd());
  writer->finish();
  EXPECT_EQ(read_npy(folder.path() / "faces.npy").rows, 12000U);
  EXPECT_EQ(read_csv(read_text(folder.path() / "faces.npy.csv")).size(), 12001U);
}

TEST(NpyWriter, RefusesFeaturesOfAnotherLength) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "faces.npy";
  const auto writer = make_npy_writer(path);
  writer->write({"a.jpg", 9, 9, "", {with_feature({1, 2})}});
  try {
    writer->write({"b.jpg", 9, 9, "", {with_feature({3, 4}), with_feature({1, 2, 3})}});
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::model);
    EXPECT_THAT(error.what(),
                testing::HasSubstr("b.jpg: expected a feature of 2 numbers, found 3"));
  }
  writer->finish();
  EXPECT_EQ(read_npy(path).rows, 1U);
  EXPECT_THROW((void)make_npy_writer(path, -1), Error);
}

TEST(NpyWriterDeathTest, SaysThatThereIsNoRoom) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "faces.npy";
  // Only a process of its own can have a limit of its own.
  const auto write = [&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      const auto writer = make_npy_writer(path);
      for (int i = 0; i < 100; ++i) writer->write(crowd());
    } catch (const Error& error) {
      std::_Exit(error.code() == ErrorCode::output ? 7 : 8);
    }
    std::_Exit(9);
  };
  EXPECT_EXIT(write(), testing::ExitedWithCode(7), "");
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(NpyWriter, NeedsARegularFile) {
  for (const char* path : {"-", "/dev/full", "/dev/null"}) {
    try {
      (void)make_npy_writer(path);
      FAIL() << "accepted " << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::output);
    }
  }
}

}  // namespace
}  // namespace mien
