#include "cli/files/inputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "temporary_folder.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class InputsTest : public testing::Test {
 protected:
  void touch(const std::string& name) {
    fs::create_directories((folder.path() / name).parent_path());
    write_file(folder.path() / name, "x");
  }

  std::vector<std::string> expanded(const std::vector<std::string>& names,
                                    const std::string& list = "") {
    std::istringstream stream(list);
    std::vector<std::string> paths;
    for (const Input& input : expand_inputs(names, stream).files) {
      paths.push_back(input.path.lexically_relative(folder.path()).string());
    }
    return paths;
  }

  std::string at(const std::string& name) { return (folder.path() / name).string(); }

  TemporaryFolder folder;
};

TEST_F(InputsTest, KeepFilesAsNamedEvenIfAbsent) {
  EXPECT_THAT(expanded({at("b.jpg"), at("a.txt")}), ElementsAre("b.jpg", "a.txt"));
}

TEST_F(InputsTest, FoldersGiveTheirPicturesSorted) {
  touch("set/b.JPG");
  touch("set/a.png");
  touch("set/deep/c.webp");
  touch("set/notes.txt");
  EXPECT_THAT(expanded({at("set")}), ElementsAre("set/a.png", "set/b.JPG", "set/deep/c.webp"));
}

TEST_F(InputsTest, AFolderNamedLikeAPictureIsAFolder) {
  touch("set/folder.png/a.png");
  EXPECT_THAT(expanded({at("set")}), ElementsAre("set/folder.png/a.png"));
  EXPECT_THAT(expanded({at("set/folder.png")}), ElementsAre("set/folder.png/a.png"));
}

TEST_F(InputsTest, PatternsMatchFilesAndFolders) {
  touch("b.jpg");
  touch("a.jpg");
  touch("set/c.png");
  EXPECT_THAT(expanded({at("*.jpg")}), ElementsAre("a.jpg", "b.jpg"));
  EXPECT_THAT(expanded({at("s?t")}), ElementsAre("set/c.png"));
  EXPECT_THROW(expanded({at("*.bmp")}), Error);
}

TEST_F(InputsTest, AFileWhoseNameLooksLikeAPatternIsThatFile) {
  touch("a[1].jpg");
  EXPECT_THAT(expanded({at("a[1].jpg")}), ElementsAre("a[1].jpg"));
}

TEST_F(InputsTest, AListComesFromStandardInput) {
  EXPECT_THAT(expanded({"-"}, at("one.jpg") + "\n\n" + at("two *.jpg") + "\n"),
              ElementsAre("one.jpg", "two *.jpg"));
}

TEST_F(InputsTest, AFolderWithoutPicturesIsAnError) {
  touch("set/notes.txt");
  EXPECT_THROW(expanded({at("set")}), Error);
}

TEST_F(InputsTest, FoldersSayWhatTheyLeaveOut) {
  touch("set/a.png");
  touch("set/notes.txt");
  touch("set/Thumbs.db");
  std::istringstream empty;
  const std::vector<std::string> names = {at("set"), at("set/*")};
  const Inputs inputs = expand_inputs(names, empty);
  ASSERT_EQ(inputs.folders.size(), 2U);
  EXPECT_EQ(inputs.folders[0].left_out.count(), 2U);
  // A pattern names notes.txt, which is then an input that cannot be read.
  EXPECT_EQ(inputs.folders[1].left_out.count(), 1U);
  EXPECT_EQ(inputs.files.size(), 3U);
}

TEST_F(InputsTest, WhatCannotBeLookedAtIsAnInputWithAnError) {
  touch("set/a.png");
  std::filesystem::create_symlink("self", folder.path() / "set/self");
  std::istringstream empty;
  const std::vector<std::string> names = {at("set")};
  const Inputs inputs = expand_inputs(names, empty);
  ASSERT_EQ(inputs.files.size(), 2U);
  EXPECT_EQ(inputs.files[0].error, "");
  EXPECT_NE(inputs.files[1].error.find("self: cannot read it"), std::string::npos);
}

TEST_F(InputsTest, OutputNamesAreUniqueAndKeepTheFoldersBelow) {
  touch("one/deep/a.jpg");
  touch("two/deep/a.jpg");
  std::istringstream empty;
  const std::vector<std::string> names = {at("one"), at("two"), at("one/deep/a.jpg")};
  const std::vector<Input> inputs = expand_inputs(names, empty).files;
  ASSERT_EQ(inputs.size(), 3U);
  EXPECT_EQ(inputs[0].output_name, "deep/a.jpg");
  EXPECT_EQ(inputs[1].output_name, "deep/a-2.jpg");
  EXPECT_EQ(inputs[2].output_name, "a.jpg");
}

}  // namespace
}  // namespace mien::cli
