#include "detect/options.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "mien/core/error.h"

namespace mien::detect {
namespace {

struct Case {
  std::string option;
  std::string value;
  std::function<void(DetectorOptions&)> spoil;
};

TEST(OptionsTest, TakesTheDefaultsAndTheLimits) {
  EXPECT_NO_THROW(check_options({}));
  EXPECT_NO_THROW(check_options({12, 0, 0, false, 0.1F, {0, 0, 0}, 0.0F, 0, 1}));
  EXPECT_NO_THROW(check_options({5000, 9, 12, true, 0.95F, {1, 1, 1}, 1.0F, 0.5F, 64}));
}

TEST(OptionsTest, NamesWhatIsWrong) {
  const std::vector<Case> cases = {
      {"min_face", "11", [](DetectorOptions& o) { o.min_face = 11; }},
      {"max_faces", "-1", [](DetectorOptions& o) { o.max_faces = -1; }},
      {"max_long_side", "-640", [](DetectorOptions& o) { o.max_long_side = -640; }},
      {"max_long_side", "11", [](DetectorOptions& o) { o.max_long_side = 11; }},
      {"pyramid_factor", "1", [](DetectorOptions& o) { o.pyramid_factor = 1; }},
      {"pyramid_factor", "nan", [](DetectorOptions& o) { o.pyramid_factor = NAN; }},
      {"thresholds", "1.5", [](DetectorOptions& o) { o.thresholds[1] = 1.5F; }},
      {"thresholds", "nan", [](DetectorOptions& o) { o.thresholds[2] = NAN; }},
      {"min_score", "1.5", [](DetectorOptions& o) { o.min_score = 1.5F; }},
      {"border", "-0.1", [](DetectorOptions& o) { o.border = -0.1F; }},
      {"threads", "0", [](DetectorOptions& o) { o.threads = 0; }},
  };
  for (const Case& c : cases) {
    DetectorOptions options;
    c.spoil(options);
    try {
      check_options(options);
      ADD_FAILURE() << c.option << ": expected an error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      EXPECT_NE(std::string(error.what()).find(c.option + ": expected"), std::string::npos);
      EXPECT_NE(std::string(error.what()).find("found " + c.value), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace mien::detect
