#include "c/c_api_fixture.h"

namespace mien {

namespace {

using testing::HasSubstr;

TEST_F(CApiTest, ComparesEmbeddings) {
  const std::array<float, 2> a = {1, 0};
  const std::array<float, 2> b = {0, 3};
  float distance = -1;
  EXPECT_EQ(mien_compare(a.data(), b.data(), 2, &distance, nullptr), MIEN_OK);
  EXPECT_NEAR(distance, std::sqrt(2.0), 1e-6);
  const std::array<float, 2> zero = {0, 0};
  mien_error* error = nullptr;
  EXPECT_EQ(mien_compare(a.data(), zero.data(), 2, &distance, &error), MIEN_INPUT);
  mien_error_free(error);
  const Analyzer reader = analyzer();
  mien_threshold threshold = MIEN_THRESHOLD;
  EXPECT_EQ(mien_analyzer_threshold(reader.get(), 0.01, &threshold, nullptr), MIEN_USAGE);
  EXPECT_EQ(threshold.distance, 0);
  EXPECT_EQ(mien_analyzer_identity_model(reader.get()), nullptr);
}

TEST_F(CApiTest, KeepsAGallery) {
  const KnownFaces gallery = created<KnownFaces>(
      [](auto** place, auto** error) { return mien_gallery_new("tiny", 2, place, error); });
  const std::array<float, 2> ann = {1, 0};
  const std::array<float, 2> bob = {0, 1};
  ASSERT_EQ(mien_gallery_add(gallery.get(), "Ann", "ann.jpg", ann.data(), 2, nullptr), MIEN_OK);
  ASSERT_EQ(mien_gallery_add(gallery.get(), "Bob", nullptr, bob.data(), 2, nullptr), MIEN_OK);
  EXPECT_EQ(mien_gallery_add(gallery.get(), "Cy", nullptr, bob.data(), 1, nullptr), MIEN_INPUT);
  ASSERT_EQ(mien_gallery_save(gallery.get(), at("people.gallery").c_str(), nullptr), MIEN_OK);
  const KnownFaces read = created<KnownFaces>([&](auto** place, auto** error) {
    return mien_gallery_open(at("people.gallery").c_str(), place, error);
  });
  ASSERT_EQ(mien_gallery_count(read.get()), 2U);
  EXPECT_STREQ(mien_gallery_model(read.get()), "tiny");
  EXPECT_STREQ(mien_gallery_person(read.get(), 1), "Bob");
  EXPECT_EQ(mien_gallery_person(read.get(), 2), nullptr);
  const std::array<float, 2> face = {3, 1};
  const Matches matches = created<Matches>([&](auto** place, auto** error) {
    return mien_gallery_identify(read.get(), face.data(), 2, 5, place, error);
  });
  ASSERT_EQ(mien_matches_count(matches.get()), 2U);
  const mien_match* first = mien_matches_at(matches.get(), 0);
  EXPECT_STREQ(first->person, "Ann");
  EXPECT_STREQ(first->photo, "ann.jpg");
  EXPECT_EQ(first->entry, 0U);
  EXPECT_NEAR(first->distance, std::sqrt(2 - 2 * 3 / std::sqrt(10.0)), 1e-3);
  EXPECT_STREQ(mien_matches_at(matches.get(), 1)->photo, "");
  EXPECT_EQ(mien_matches_at(matches.get(), 2), nullptr);
  EXPECT_THAT(refused<Matches>(MIEN_USAGE,
                               [&](auto** place, auto** error) {
                                 return mien_gallery_identify(read.get(), face.data(), 1, 5, place,
                                                              error);
                               }),
              HasSubstr("found"));
}

}  // namespace

}  // namespace mien
