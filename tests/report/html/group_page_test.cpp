#include "mien/report/group_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "resources.h"
#include "temporary_folder.h"

namespace mien {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(GroupPage, ShowsGroupsAndEscapesTexts) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "page.html";
  GroupPage page;
  page.counts = {{"faces", 3}};
  page.groups = {{"Person <1>", {{"a&b.jpg", {std::byte{0xFF}}}, {"c.jpg", {}}}},
                 {"Alone", {{"\"d\".jpg", {}}}}};
  page.method = "By <hand>.";
  write_group_page(page, path);
  const std::vector<std::byte> bytes = read_bytes(path);
  const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  EXPECT_THAT(text, AllOf(HasSubstr("<dt>faces</dt><dd>3</dd>"),
                          HasSubstr("<h2>Person &lt;1&gt;</h2><p>2 faces</p>"),
                          HasSubstr("src=\"data:image/jpeg;base64,/w==\" alt=\"a&amp;b.jpg\""),
                          HasSubstr("<h2>Alone</h2><p>1 face</p>"), HasSubstr("By &lt;hand&gt;."),
                          Not(HasSubstr("\"d\".jpg<")), Not(HasSubstr("://"))));
}

}  // namespace
}  // namespace mien
