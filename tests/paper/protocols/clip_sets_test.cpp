#include "paper/protocols/clip_sets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "temporary_folder.h"

namespace mien::paper {
namespace {

namespace fs = std::filesystem;

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

void put(const fs::path& path, std::string_view text = "") {
  fs::create_directories(path.parent_path());
  write_file(path, text);
}

constexpr std::array classes = {"Angry", "Disgust", "Fear", "Happy", "Neutral", "Sad", "Surprise"};

TEST(ReadAfew, FindsClipsByClass) {
  const TemporaryFolder folder;
  for (const char* name : classes) {
    put(folder.path() / "Train_AFEW" / name / "000046280.avi");
    put(folder.path() / "Train_AFEW" / name / "000046281.avi");
    put(folder.path() / "Val_AFEW" / name / "frames" / "001.png");
  }
  put(folder.path() / "Train_AFEW" / "Angry" / "readme.txt");
  put(folder.path() / "Train_AFEW" / "AlignedFaces" / "x.avi");
  const ClipSet set = read_afew(folder.path());
  ASSERT_EQ(set.train.size(), 14U);
  ASSERT_EQ(set.valid.size(), 7U);
  EXPECT_EQ(set.train[2].path, folder.path() / "Train_AFEW/Disgust/000046280.avi");
  EXPECT_EQ(set.train[2].label, 1U);
  EXPECT_EQ(set.valid[6].label, 6U);
  EXPECT_EQ(set.valid[6].path.filename(), "frames");
}

TEST(ReadAfew, ExplainsTheLayout) {
  const TemporaryFolder folder;
  EXPECT_THAT(message_of([&] { (void)read_afew(folder.path()); }),
              testing::AllOf(testing::HasSubstr("Train_AFEW/CLASS/CLIP.avi"),
                             testing::HasSubstr("found no Train_AFEW")));
  for (const char* name : classes) put(folder.path() / "Train" / name / "1.avi");
  for (const char* name : classes) fs::create_directories(folder.path() / "Val" / name);
  EXPECT_THAT(message_of([&] { (void)read_afew(folder.path()); }),
              testing::HasSubstr("found no clip of Angry"));
}

TEST(ReadVgaf, ReadsLabels) {
  const TemporaryFolder folder;
  put(folder.path() / "Train" / "1_1.mp4");
  put(folder.path() / "Train" / "1_2.mp4");
  put(folder.path() / "Val" / "7_1.mp4");
  put(folder.path() / "Train_labels.txt", "Vid_name Label\r\n1_2 3\r\n1_1 1\r\n");
  put(folder.path() / "Val" / "Val_labels.txt", "7_1.mp4,neutral\n\n");
  const ClipSet set = read_vgaf(folder.path());
  ASSERT_EQ(set.train.size(), 2U);
  EXPECT_EQ(set.train[0].path.filename(), "1_2.mp4");
  EXPECT_EQ(set.train[0].label, 2U);
  EXPECT_EQ(set.train[1].label, 0U);
  ASSERT_EQ(set.valid.size(), 1U);
  EXPECT_EQ(set.valid[0].label, 1U);
}

TEST(ReadVgaf, NamesTheLineThatIsWrong) {
  const TemporaryFolder folder;
  put(folder.path() / "Train" / "1_1.mp4");
  put(folder.path() / "Val" / "7_1.mp4");
  put(folder.path() / "Val_labels.txt", "7_1 2\n");
  EXPECT_THAT(message_of([&] { (void)read_vgaf(folder.path()); }),
              testing::HasSubstr("found no Train_labels.txt"));
  put(folder.path() / "Train_labels.txt", "1_1 2\n1_9 2\n");
  EXPECT_THAT(message_of([&] { (void)read_vgaf(folder.path()); }),
              testing::AllOf(testing::HasSubstr("Train_labels.txt:2:"),
                             testing::HasSubstr("found \"1_9\" \"2\"")));
  put(folder.path() / "Train_labels.txt", "1_1 4\n1_1 5\n");
  EXPECT_THAT(message_of([&] { (void)read_vgaf(folder.path()); }),
              testing::HasSubstr("Train_labels.txt:2:"));
}

}  // namespace
}  // namespace mien::paper
