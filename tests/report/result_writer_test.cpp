#include "mien/report/result_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <functional>

#include "mien/core/error.h"
#include "sample_results.h"
#include "temporary_folder.h"

namespace mien {
namespace {

namespace fs = std::filesystem;

struct Format {
  const char* name;
  std::function<std::unique_ptr<ResultWriter>(const fs::path&)> make;
};

void PrintTo(const Format& format, std::ostream* stream) { *stream << format.name; }

class EveryWriter : public testing::TestWithParam<Format> {};

class EveryTextWriter : public testing::TestWithParam<Format> {};

TEST_P(EveryWriter, PutsTheFileInItsPlaceWhenFinished) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "out";
  const auto writer = GetParam().make(path);
  for (const ImageResult& result : sample_results()) writer->write(result);
  EXPECT_FALSE(fs::exists(path));
  writer->finish();
  const std::string text = read_text(path);
  EXPECT_FALSE(text.empty());
  writer->finish();
  EXPECT_EQ(read_text(path), text);
}

TEST_P(EveryWriter, LeavesNothingWhenUnfinished) {
  const TemporaryFolder folder;
  {
    const auto writer = GetParam().make(folder.path() / "out");
    writer->write(crowd());
  }
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST_P(EveryWriter, TakesNoRowAfterTheEnd) {
  const TemporaryFolder folder;
  const auto writer = GetParam().make(folder.path() / "out");
  writer->write(crowd());
  writer->finish();
  try {
    writer->write(crowd());
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::output);
  }
}

TEST_P(EveryWriter, WritesTheSameBytesAgain) {
  const TemporaryFolder folder;
  for (const char* name : {"a", "b"}) {
    const auto writer = GetParam().make(folder.path() / name);
    for (const ImageResult& result : sample_results()) writer->write(result);
    writer->finish();
  }
  EXPECT_EQ(read_text(folder.path() / "a"), read_text(folder.path() / "b"));
}

TEST_P(EveryWriter, SaysThatAFolderIsMissing) {
  EXPECT_THROW((void)GetParam().make("/nonexistent/folder/out"), Error);
}

TEST_P(EveryTextWriter, SaysThatTheDiskIsFull) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "absent: /dev/full";
  try {
    const auto writer = GetParam().make("/dev/full");
    writer->write(crowd());
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::output);
    EXPECT_NE(std::string(error.what()).find("/dev/full"), std::string::npos) << error.what();
  }
}

TEST_P(EveryTextWriter, SaysThatTheDiskIsFullWithoutRows) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "absent: /dev/full";
  const auto write = [] { GetParam().make("/dev/full")->finish(); };
  if (std::string(GetParam().name) == "jsonl") {
    EXPECT_NO_THROW(write()) << "there is nothing to write";
  } else {
    EXPECT_THROW(write(), Error);
  }
}

TEST_P(EveryTextWriter, ShowsRowsAtOnce) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const int pipe = ::open(path.c_str(), O_RDWR | O_NONBLOCK);
  ASSERT_GE(pipe, 0);
  const auto writer = GetParam().make(path);
  writer->write({"seen.jpg", 1, 1, "", {}});
  std::array<char, 4096> buffer{};
  const ssize_t count = ::read(pipe, buffer.data(), buffer.size());
  ASSERT_GT(count, 0);
  EXPECT_NE(std::string_view(buffer.data(), std::size_t(count)).find("seen.jpg"),
            std::string_view::npos);
  ::close(pipe);
}

const std::array text_formats = {
    Format{"json", [](const fs::path& path) { return make_json_writer(path); }},
    Format{"jsonl", [](const fs::path& path) { return make_json_lines_writer(path); }},
    Format{"csv", [](const fs::path& path) { return make_csv_writer(path); }},
    Format{"table", [](const fs::path& path) { return make_table_writer(path); }}};
const Format npy = {"npy", [](const fs::path& path) { return make_npy_writer(path); }};

std::string name_of(const testing::TestParamInfo<Format>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Formats, EveryTextWriter, testing::ValuesIn(text_formats), name_of);
INSTANTIATE_TEST_SUITE_P(Formats, EveryWriter, testing::ValuesIn(text_formats), name_of);
INSTANTIATE_TEST_SUITE_P(Npy, EveryWriter, testing::Values(npy), name_of);

}  // namespace
}  // namespace mien
