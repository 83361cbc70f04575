#include "models/prepared_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "mien/models/fetch.h"
#include "mien/nn/network.h"
#include "nn/prepared_network.h"
#include "pipeline/model_loading.h"
#include "tiny_package.h"

namespace mien::models {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class PreparedModelTest : public testing::Test {
 protected:
  void SetUp() override {
    if (preparation_key().empty()) GTEST_SKIP() << "no processor that networks are prepared for";
    const std::vector<std::string> ids = {"tiny"};
    fetch_models(store, ids, {.packages = package.packages()});
  }

  /// Changes the byte at a place of the file.
  void damage(std::streamoff place) const {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(place);
    const int before = file.get();
    file.seekp(place);
    file.put(static_cast<char>(before ^ 1));
  }

  [[nodiscard]] std::vector<float> answer() const {
    const Network network = load_network("tiny", {}, &store);
    const std::vector<std::int64_t> shape = {1, 3, 1, 1};
    const std::vector<float> pixel = {1, 2, 3};
    return network.run({shape, pixel})[0].data;
  }

  TinyPackage package;
  ModelStore store{Catalogue::parse(package.catalogue().dump(), "test.json"), package.store()};
  fs::path path = prepared_path(store, "tiny");
};

TEST_F(PreparedModelTest, IsMadeWhenAModelIsFetched) {
  EXPECT_TRUE(fs::exists(path));
  EXPECT_EQ(usable_prepared(store, "tiny"), path);
  EXPECT_THAT(answer(), ElementsAre(14, 140));
  EXPECT_FALSE(prepare_model(store, "tiny")) << "a good one is there";
}

TEST_F(PreparedModelTest, IsLeftAloneWhereItIsDamagedOrOfAnother) {
  const auto size = static_cast<std::streamoff>(fs::file_size(path));
  for (const std::streamoff place :
       {std::streamoff{3}, std::streamoff{40}, std::streamoff{5000}, size - 1}) {
    damage(place);
    EXPECT_FALSE(usable_prepared(store, "tiny")) << place;
    EXPECT_THAT(answer(), ElementsAre(14, 140)) << "by the model itself";
    damage(place);
    EXPECT_TRUE(usable_prepared(store, "tiny")) << place;
  }
  fs::resize_file(path, 100);
  EXPECT_FALSE(usable_prepared(store, "tiny"));
  EXPECT_TRUE(prepare_model(store, "tiny"));
  EXPECT_TRUE(usable_prepared(store, "tiny"));
  fs::remove(path);
  fs::create_directory(path);
  EXPECT_FALSE(usable_prepared(store, "tiny"));
}

TEST_F(PreparedModelTest, DoesNotStandInForAModelThatIsGone) {
  fs::remove(store.path_of("tiny"));
  EXPECT_FALSE(usable_prepared(store, "tiny"));
}

}  // namespace
}  // namespace mien::models
