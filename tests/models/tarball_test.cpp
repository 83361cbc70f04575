#include "models/tarball.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tiny_package.h"

namespace mien::models {
namespace {

using testing::HasSubstr;

TEST(Tarball, ReadsOnlyTheWantedFiles) {
  const Bytes tarball = make_tarball({{"a/b", bytes_of("one")}, {"c", bytes_of("two")}});
  const SourceFiles files = extract(tarball, {"a/b"}, "t.tgz");
  ASSERT_EQ(files.size(), 1);
  EXPECT_EQ(as_text(files.at("a/b")), "one");
}

TEST(Tarball, RefusesWhatIsNone) {
  const auto error = [](const Bytes& bytes) {
    return message_of([&] { (void)extract(bytes, {"c"}, "t.tgz"); });
  };
  EXPECT_THAT(error(Bytes()), HasSubstr("t.tgz"));
  EXPECT_THAT(error(bytes_of("this is text, not a tarball")), HasSubstr("t.tgz"));
  Bytes cut = make_tarball({{"b", Bytes(5000)}, {"c", bytes_of("two")}});
  cut.resize(cut.size() / 2);
  EXPECT_THAT(error(cut), HasSubstr("t.tgz"));
  EXPECT_THAT(error(make_tarball({{"b", bytes_of("one")}})), HasSubstr("the file c"));
}

}  // namespace
}  // namespace mien::models
