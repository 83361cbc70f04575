#include "phone/page_files.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "resources.h"
#include "temporary_folder.h"

namespace mien::phone {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string text_of(const std::vector<PageFile>& files, std::string_view name) {
  const auto entry = std::ranges::find(files, name, &PageFile::name);
  if (entry == files.end()) return "";
  return {reinterpret_cast<const char*>(entry->bytes.data()), entry->bytes.size()};
}

class PageFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    MIEN_REQUIRE_FILE(test_models() / "mobilefacenet-identity.onnx");
    write_file(core_.path() / "mien.js", std::string_view("export default 1;"));
    write_file(core_.path() / "mien.wasm", std::string_view("no module"));
  }

  [[nodiscard]] std::vector<PageFile> files() const {
    return page_files(ModelStore(Catalogue::standard(), test_models()), {core_.path()});
  }

  TemporaryFolder core_;
};

TEST_F(PageFilesTest, NamesEachFileInTheServiceWorker) {
  const std::vector<PageFile> page = files();
  const std::string worker = text_of(page, "sw.js");
  EXPECT_THAT(worker, Not(HasSubstr("@")));
  for (const PageFile& file : page) {
    EXPECT_FALSE(file.bytes.empty()) << file.name;
    if (file.name == "sw.js") continue;
    EXPECT_THAT(worker, HasSubstr("'" + file.name + "'"));
  }
  EXPECT_THAT(text_of(page, "packs.js"), HasSubstr("packs/mobilenet-v1-emotion.pack"));
  EXPECT_EQ(text_of(page, "mien.wasm"), "no module");
}

TEST_F(PageFilesTest, LetsNothingInAndOut) {
  const std::string page = text_of(files(), "index.html");
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, HasSubstr("connect-src 'self'"));
  EXPECT_THAT(page, Not(HasSubstr("unsafe-inline")));
  EXPECT_THAT(page, Not(HasSubstr("http:")));
  EXPECT_THAT(page, Not(HasSubstr("https:")));
}

TEST_F(PageFilesTest, HasAVersionForEachContent) {
  const std::string first = text_of(files(), "sw.js");
  EXPECT_EQ(first, text_of(files(), "sw.js"));
  write_file(core_.path() / "mien.wasm", std::string_view("another"));
  EXPECT_NE(first, text_of(files(), "sw.js"));
}

TEST(PageFilesErrorTest, SaysHowToGetTheCore) {
  const TemporaryFolder empty;
  try {
    (void)page_files(ModelStore(Catalogue::standard(), test_models()), {empty.path()});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::setup);
    EXPECT_THAT(error.what(), HasSubstr("make phone"));
    EXPECT_THAT(error.what(), HasSubstr(empty.path().string()));
  }
}

}  // namespace
}  // namespace mien::phone
