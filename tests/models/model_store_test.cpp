#include "mien/models/model_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "mien/models/fetch.h"
#include "tiny_package.h"

namespace mien {
namespace {

using models::message_of;
using models::TinyPackage;
using testing::AllOf;
using testing::HasSubstr;

class ModelStoreTest : public testing::Test {
 protected:
  void fetch(bool force = false) {
    const std::vector<std::string> ids = {"tiny", "tiny-twin"};
    fetch_models(store_, ids, {.packages = package_.packages(), .force = force});
  }
  std::string load_error() {
    return message_of([&] { (void)store_.load("tiny"); });
  }
  TinyPackage package_;
  ModelStore store_{Catalogue::parse(package_.catalogue().dump(), "test.json"), package_.store()};
};

TEST_F(ModelStoreTest, SaysHowToGetAMissingModel) {
  EXPECT_EQ(store_.state("tiny"), ModelState::missing);
  EXPECT_THAT(load_error(), AllOf(HasSubstr("tiny.onnx"), HasSubstr("mien models fetch tiny")));
}

TEST_F(ModelStoreTest, RefusesAFileCutShort) {
  fetch();
  const std::vector<std::byte> whole = store_.load("tiny");
  std::filesystem::resize_file(store_.path_of("tiny"), whole.size() / 2);
  EXPECT_EQ(store_.state("tiny"), ModelState::damaged);
  EXPECT_THAT(load_error(), HasSubstr("mien models fetch --force tiny"));
  fetch(true);
  EXPECT_EQ(store_.load("tiny"), whole);
}

TEST_F(ModelStoreTest, RefusesAnotherNetworkInPlaceOfTheModel) {
  fetch();
  std::filesystem::copy_file(store_.path_of("tiny-twin"), store_.path_of("tiny"),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(store_.state("tiny"), ModelState::damaged);
  EXPECT_THAT(load_error(), HasSubstr("mien models fetch --force tiny"));
}

TEST_F(ModelStoreTest, RefusesAFolderInPlaceOfTheModel) {
  std::filesystem::create_directories(store_.path_of("tiny"));
  EXPECT_EQ(store_.state("tiny"), ModelState::damaged);
  EXPECT_THAT(load_error(), HasSubstr("directory"));
}

TEST_F(ModelStoreTest, RefusesUnknownModels) {
  EXPECT_THAT(message_of([&] { (void)store_.load("nose"); }, ErrorCode::usage), HasSubstr("nose"));
}

TEST(ModelStoreFolder, ComesFromTheEnvironment) {
  ::setenv("MIEN_MODELS", "models", 1);
  ::setenv("XDG_CACHE_HOME", "/cache", 1);
  ::setenv("HOME", "/home/me", 1);
  EXPECT_EQ(ModelStore::default_folder(), "models");
  ::unsetenv("MIEN_MODELS");
  EXPECT_EQ(ModelStore::default_folder(), "/cache/mien/models");
  ::setenv("XDG_CACHE_HOME", "relative", 1);
  EXPECT_EQ(ModelStore::default_folder(), "/home/me/.cache/mien/models");
  ::unsetenv("HOME");
  EXPECT_THAT(message_of([] { (void)ModelStore::default_folder(); }, ErrorCode::setup),
              HasSubstr("MIEN_MODELS"));
}

}  // namespace
}  // namespace mien
