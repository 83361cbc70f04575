#include "mien/identity/gallery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "drawn_features.h"
#include "mien/core/error.h"

namespace mien {
namespace {

using testing::HasSubstr;

std::string error_of(const std::function<void()>& step) {
  try {
    step();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Gallery, KeepsNormalisedFeaturesInHalfPrecision) {
  Gallery gallery("net", 2);
  gallery.add({"ann", "a.jpg"}, std::vector<float>{3, 4});
  EXPECT_EQ(gallery.size(), 1U);
  EXPECT_EQ(gallery.entries()[0], (GalleryEntry{"ann", "a.jpg"}));
  const std::vector<float> feature = gallery.feature(0);
  EXPECT_NEAR(feature[0], 0.6F, 1e-3F);
  EXPECT_NEAR(feature[1], 0.8F, 1e-3F);
  EXPECT_NEAR(std::hypot(feature[0], feature[1]), 1, 1e-6);
  EXPECT_EQ(gallery.halves(0)[0], 0x38CD);  // 0.60009765625
}

TEST(Gallery, RefusesWhatIsNoFeature) {
  Gallery gallery("net", 2);
  const auto adding = [&](std::vector<float> feature, std::string person = "ann") {
    return error_of([&] { gallery.add({person, "a.jpg"}, feature); });
  };
  EXPECT_THAT(adding({1, 2, 3}), HasSubstr("expected a feature of 2 numbers, found 3"));
  EXPECT_THAT(adding({0, 0}), HasSubstr("a.jpg: expected a feature of finite numbers, not all 0"));
  EXPECT_THAT(adding({NAN, 1}), HasSubstr("finite"));
  EXPECT_THAT(adding({std::numeric_limits<float>::infinity(), 1}), HasSubstr("finite"));
  EXPECT_THAT(adding({1, 0}, ""), HasSubstr("expected the name of a person"));
  EXPECT_THAT(adding({1, 0}, std::string(5000, 'x')), HasSubstr("at most 4096 bytes, found 5000"));
  const std::vector<std::uint16_t> too_long = {0x4000, 0};  // 2, 0
  EXPECT_THAT(error_of([&] {
                gallery.add_halves({"ann", ""}, too_long);
              }),
              HasSubstr("expected a feature of the length 1, found 2"));
  const std::vector<std::uint16_t> no_number = {0x7E00, 0};
  EXPECT_THAT(error_of([&] {
                gallery.add_halves({"ann", ""}, no_number);
              }),
              HasSubstr("of the length 1"));
  EXPECT_EQ(gallery.size(), 0U);
  EXPECT_THAT(error_of([] { const Gallery none("", 2); }), HasSubstr("model"));
  EXPECT_THAT(error_of([] { const Gallery none("net", 0); }), HasSubstr("found 0"));
  EXPECT_THAT(error_of([] { const Gallery none("net", 70'000); }), HasSubstr("found 70000"));
}

TEST(Gallery, RefusesFeaturesOfAnotherModel) {
  const Gallery gallery("net", 2);
  gallery.check_features("net", 2);
  EXPECT_THAT(error_of([&] { gallery.check_features("other", 2); }),
              HasSubstr("expected features of net with 2 numbers, found those of other with 2"));
  EXPECT_THAT(error_of([&] { gallery.check_features("net", 3); }), HasSubstr("with 3"));
}

TEST(Gallery, RemovesAndKeepsTheOrder) {
  Gallery gallery = drawn_gallery(3, 2, 0.1F, 8);
  const std::vector<float> last = gallery.feature(5);
  EXPECT_EQ(gallery.remove([](const GalleryEntry& entry) { return entry.person == "person 1"; }),
            2U);
  ASSERT_EQ(gallery.size(), 4U);
  EXPECT_EQ(gallery.entries()[2].person, "person 2");
  EXPECT_EQ(gallery.feature(3), last);
  gallery.truncate(1);
  EXPECT_EQ(gallery.size(), 1U);
  EXPECT_EQ(gallery.entries()[0].photo, "0-0");
}

}  // namespace
}  // namespace mien
