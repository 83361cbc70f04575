// Real data sets of the development machines, where they are present.

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "dataset/picture_set.h"
#include "mien/core/labels.h"
#include "resources.h"
#include "sets.h"

namespace mien::dataset {
namespace {

template <std::size_t count>
std::vector<std::string> list(const std::array<std::string_view, count>& labels) {
  return {labels.begin(), labels.end()};
}

const TargetHead emotion{
    .attribute = "emotion", .kind = TargetKind::classes, .labels = list(emotion_labels)};
const TargetHead gender{
    .attribute = "gender", .kind = TargetKind::binary, .labels = list(gender_labels)};
const TargetHead ethnicity{
    .attribute = "ethnicity", .kind = TargetKind::classes, .labels = list(ethnicity_labels)};
const TargetHead age{
    .attribute = "age", .kind = TargetKind::age, .labels = {}, .age_first = 1, .age_count = 100};

PictureSet ferplus(const std::string& split, VoteRule rule) {
  const VoteColumns votes{.columns = {}, .others = {"unknown", "NF"}, .rule = rule};
  const std::vector<SourceSelection> selections = {
      {open_source(shared_data("ferplus.tar")), SplitColumn{.value = split}, {{"emotion", votes}}}};
  return build_set(selections, {emotion});
}

TEST(SharedSets, FerPlusHasItsPublishedMajorities) {
  MIEN_REQUIRE_FILE(shared_data("ferplus.tar"));
  const PictureSet set = ferplus("valid", VoteRule::majority);
  EXPECT_EQ(set.pictures.size(), 2923U);
  EXPECT_EQ(set.pictures.size() + set.unlabelled, 3274U);
}

TEST(SharedSets, FerPlusTrainsOnDistributions) {
  MIEN_REQUIRE_FILE(shared_data("ferplus.tar"));
  const PictureSet set = ferplus("train", VoteRule::distribution);
  EXPECT_EQ(set.pictures.size() + set.unlabelled, 27866U);
  for (const LabelledPicture& picture : set.pictures) {
    double sum = 0;
    for (const float weight : picture.targets.front()) sum += weight;
    ASSERT_NEAR(sum, 1, 1e-5);
  }
}

TEST(SharedSets, UtkFaceHasAgeGenderAndEthnicity) {
  MIEN_REQUIRE_FILE(shared_data("utkface.tar"));
  const std::vector<SourceSelection> selections = {
      {open_source(shared_data("utkface.tar")),
       SplitColumn{.value = "valid"},
       {{"age", AgeColumn{.column = "age", .ignore = {}, .clamp = true}},
        {"gender", NameColumn{.column = "gender", .values = {}, .ignore = {}}},
        {"ethnicity", NameColumn{.column = "ethnicity", .values = {}, .ignore = {}}}}}};
  const PictureSet set = build_set(selections, {age, gender, ethnicity});
  EXPECT_EQ(set.pictures.size(), 1000U);
  EXPECT_EQ(set.unlabelled, 0U);
}

TEST(SharedSets, FairFaceMapsToTheFiveClasses) {
  MIEN_REQUIRE_FILE(shared_data("fairface.tar"));
  const NameColumn race{.column = "race",
                        .values = {{"east_asian", "asian"},
                                   {"southeast_asian", "asian"},
                                   {"latino_hispanic", "other"},
                                   {"middle_eastern", "other"}},
                        .ignore = {}};
  const std::vector<SourceSelection> selections = {
      {open_source(shared_data("fairface.tar")),
       SplitColumn{.value = "train"},
       {{"age", AgeColumn{.column = "age_group", .ignore = {}}}, {"ethnicity", race}}}};
  const PictureSet set = build_set(selections, {age, ethnicity});
  EXPECT_EQ(set.pictures.size(), 9000U);
  for (const LabelledPicture& picture : set.pictures) {
    const auto ages = std::ranges::count(picture.targets.front(), 1.0F);
    ASSERT_THAT(ages, testing::AnyOf(2, 7, 10, 31));  // 1-2, 3-9, decades, 70-100
  }
}

/// Each file of an archive as libarchive reads it from the start to the end.
std::map<std::string, std::string> streamed(const std::filesystem::path& path) {
  std::map<std::string, std::string> files;
  archive* reader = archive_read_new();
  archive_read_support_format_tar(reader);
  EXPECT_EQ(archive_read_open_filename(reader, path.c_str(), 1 << 16), ARCHIVE_OK);
  archive_entry* entry = nullptr;
  while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
    std::string text(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
    EXPECT_EQ(archive_read_data(reader, text.data(), text.size()),
              static_cast<la_ssize_t>(text.size()));
    files[archive_entry_pathname(entry)] = text;
  }
  archive_read_free(reader);
  return files;
}

TEST(SharedSets, AreReadInPlaceAsLibarchiveReadsThem) {
  for (const std::string name : {"ckplus-part.tar", "lfw-part.tar"}) {
    MIEN_REQUIRE_FILE(shared_data(name));
    const auto source = open_source(shared_data(name));
    const auto files = streamed(shared_data(name));
    for (std::size_t i = 0; i < source->records().size(); ++i) {
      ASSERT_EQ(text_of(source->read(i)), files.at(std::string(source->records().path(i))))
          << source->where(i);
    }
  }
}

TEST(SharedSets, LfwIsLabelledByFolder) {
  MIEN_REQUIRE_FILE(shared_data("lfw-part.tar"));
  const TargetHead identity{.attribute = "identity", .kind = TargetKind::identity, .labels = {}};
  const std::vector<SourceSelection> selections = {
      {open_source(shared_data("lfw-part.tar")),
       WholeSource{},
       {{"identity", NameColumn{.column = "label", .values = {}, .ignore = {}}}}}};
  const PictureSet set = build_set(selections, {identity});
  EXPECT_EQ(set.pictures.size(), 1331U);
  EXPECT_EQ(set.heads.front().labels.size(), 250U);
}

}  // namespace
}  // namespace mien::dataset
