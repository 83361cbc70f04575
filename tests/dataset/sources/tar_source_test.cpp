#include "dataset/sources/tar_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "dataset/input_file.h"
#include "dataset/sets.h"
#include "dataset/sources/tar_index.h"
#include "resources.h"
#include "temporary_folder.h"

namespace mien::dataset {
namespace {

using testing::HasSubstr;

class TarSource : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path tar() const { return folder_.path() / "set.tar"; }
  [[nodiscard]] std::string error() const {
    return message_of([&] { (void)open_tar(tar()); });
  }
  [[nodiscard]] std::string bytes() const { return text_of(read_bytes(tar())); }

 private:
  TemporaryFolder folder_;
};

TEST_F(TarSource, ReadsLabelsAndPicturesInPlace) {
  put_tar(tar(), {{"train/", ""},
                  {"train/1.png", "one"},
                  {"labels.csv", "path,label\ntrain/2.png,b\ntrain/1.png,a\n"},
                  {"./train/2.png", std::string(5000, 'x')}});
  const auto source = open_tar(tar());
  ASSERT_EQ(source->records().size(), 2U);
  EXPECT_EQ(text_of(source->read(0)), std::string(5000, 'x'));
  EXPECT_EQ(text_of(source->read(1)), "one");
  EXPECT_EQ(source->where(0), tar().string() + "/labels.csv:2: train/2.png");
  EXPECT_EQ(source->sha256(), InputFile(tar()).sha256());
}

TEST_F(TarSource, TakesFoldersForClassesWithoutLabels) {
  put_tar(tar(), {{"Zoe/1.jpg", "z"}, {"Ann/2.jpg", "a2"}, {"Ann/1.jpg", "a1"}, {"Ann/x.txt", ""}});
  const auto source = open_tar(tar());
  ASSERT_EQ(source->records().size(), 3U);
  EXPECT_EQ(source->records().path(0), "Ann/1.jpg");
  EXPECT_EQ(source->records().field(2, 1), "Zoe");
  EXPECT_EQ(text_of(source->read(1)), "a2");
  EXPECT_EQ(text_of(source->read(2)), "z");
}

TEST_F(TarSource, PassesOverHiddenFilesAndCompanionsAndCountsThem) {
  put_tar(tar(), {{"Ann/1.jpg", "a1"},
                  {"Ann/._1.jpg", ""},
                  {"__MACOSX/Ann/._1.jpg", ""},
                  {".DS_Store", ""},
                  {"Ann/.x.jpg", ""},
                  {"Ann/x.txt", ""}});
  const auto source = open_tar(tar());
  EXPECT_EQ(source->records().size(), 1U);
  EXPECT_EQ(left_out_text(source->findings().left_out),
            "1 file of an unknown format (Ann/x.txt), 1 hidden file (Ann/.x.jpg), 3 companions of "
            "other programs (.DS_Store, Ann/._1.jpg, __MACOSX/Ann/._1.jpg)");
}

TEST_F(TarSource, FindsFilesBehindLongNames) {
  const std::string name = std::string(90, 'a') + "/" + std::string(180, 'b') + "é.png";
  for (const std::string format : {"pax", "gnutar"}) {
    put_tar(tar(), {{"x/1.png", "one"}, {name, "long"}, {"x/2.png", "two"}}, format);
    const auto source = open_tar(tar());
    ASSERT_EQ(source->records().size(), 3U) << format;
    EXPECT_EQ(source->records().path(0), name);
    EXPECT_EQ(text_of(source->read(0)), "long");
    EXPECT_EQ(text_of(source->read(2)), "two");
  }
}

TEST_F(TarSource, IsReadByThreadsAtOnce) {
  std::vector<TarEntry> entries;
  for (int i = 100; i < 200; ++i) {
    entries.push_back({"x/" + std::to_string(i) + ".png", std::string(3000, static_cast<char>(i))});
  }
  put_tar(tar(), entries);
  const auto source = open_tar(tar());
  std::vector<int> right(4);
  {
    std::vector<std::jthread> threads;
    for (int& count : right) {
      threads.emplace_back([&] {
        for (std::size_t i = 0; i < 100; ++i)
          count += text_of(source->read(i)) == entries[i].text ? 1 : 0;
      });
    }
  }
  EXPECT_THAT(right, testing::Each(100));
}

TEST_F(TarSource, NamesWhatTheArchiveLacks) {
  put_tar(tar(), {{"labels.csv", "path\na.png\nb.png\n"}, {"a.png", "a"}});
  EXPECT_THAT(error(), HasSubstr("set.tar/labels.csv:3: b.png: expected this file in the archive"));
}

TEST_F(TarSource, RefusesNamesThatLeaveIt) {
  for (const std::string name : {"../a.png", "x/../../a.png", "/a.png"}) {
    put_tar(tar(), {{"x/1.png", "one"}, {name, "two"}});
    EXPECT_THAT(error(), HasSubstr("expected a relative path without \"..\"")) << name;
  }
  put_tar(tar(), {{"x/1.png", "one"}, {"labels.csv", "path\nx/../x/1.png\n"}});
  EXPECT_THAT(error(), HasSubstr("labels.csv:2: expected a relative path"));
}

TEST_F(TarSource, RefusesAFileThatIsThereTwice) {
  put_tar(tar(), {{"x/1.png", "one"}, {"./x/1.png", "two"}});
  EXPECT_THAT(error(), HasSubstr("found x/1.png twice"));
}

TEST_F(TarSource, RefusesAnArchiveThatIsCutOffAnywhere) {
  put_tar(
      tar(),
      {{"x/1.png", std::string(700, 'x')}, {"x/2.png", "two"}, {"labels.csv", "path\nx/1.png\n"}});
  const std::string whole = bytes();
  // What the files and the first block of zeros take; the rest of the padding says nothing.
  const std::size_t used = (1 + 2 + 1 + 1 + 1 + 1) * 512;
  for (std::size_t size = 0; size <= used; size += 128) {
    put_file(tar(), whole.substr(0, size));
    EXPECT_NE(error(), "") << size;
  }
}

TEST_F(TarSource, RefusesDamagedHeaders) {
  put_tar(tar(), {{"x/1.png", "one"}, {"x/2.png", "two"}});
  std::string text = bytes();
  text[1024 + 150] = '\x7F';  // the second header's checksum
  put_file(tar(), text);
  EXPECT_THAT(error(), HasSubstr("expected an uncompressed tar archive"));
  put_file(tar(), std::string(4096, 'x'));
  EXPECT_THAT(error(), HasSubstr("set.tar: expected a tar archive"));
  put_file(tar(), "");
  EXPECT_THAT(error(), HasSubstr("set.tar: expected a tar archive"));
}

TEST_F(TarSource, RefusesASizeBeyondTheArchive) {
  put_tar(tar(), {{"x/1.png", "one"}});
  std::string text = bytes();
  text.replace(124, 12, "77777777777 ");
  unsigned int sum = 8 * ' ';
  for (std::size_t i = 0; i < 512; ++i)
    sum += i >= 148 && i < 156 ? 0 : static_cast<unsigned char>(text[i]);
  std::array<char, 8> field{};
  std::snprintf(field.data(), field.size(), "%06o", sum);
  text.replace(148, 8, std::string(field.data(), 7) + " ");
  put_file(tar(), text);
  EXPECT_THAT(error(), HasSubstr("it is cut off"));
}

}  // namespace
}  // namespace mien::dataset
