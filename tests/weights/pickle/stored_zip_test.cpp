#include "weights/pickle/stored_zip.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "models/bytes.h"
#include "weights/expect_error.h"
#include "weights/pytorch_bytes.h"

namespace mien::train {
namespace {

void expect_refused(const std::string& zip, const std::vector<std::string>& parts) {
  expect_model_error([&] { (void)read_stored_zip(as_bytes(zip), "some.pt"); }, parts);
}

TEST(StoredZipTest, FindsTheFiles) {
  const auto zip = as_bytes(zip_of({{"a/one", "first"}, {"a/two", ""}}));
  const StoredFiles files = read_stored_zip(zip, "some.pt");
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(models::as_text(files.at("a/one")), "first");
  EXPECT_TRUE(files.at("a/two").empty());
  EXPECT_EQ(zip_names(zip, "some.pt"), (std::vector<std::string>{"a/one", "a/two"}));
}

TEST(StoredZipTest, TakesACommentBehindTheEnd) {
  std::string zip = zip_of({{"one", "first"}}) + std::string(300, '-');
  EXPECT_EQ(read_stored_zip(as_bytes(zip), "some.pt").size(), 1U);
}

TEST(StoredZipTest, RefusesCompressedFilesAndOtherDamage) {
  const std::vector<std::pair<std::string, std::string>> files = {{"one", "first"}};
  expect_refused(zip_of(files, {.method = 8}), {"some.pt", "\"one\" compressed"});
  expect_refused(zip_of(files, {.flags = 1}), {"\"one\" encrypted"});
  expect_refused(zip_of(files, {.longer = 90}), {"\"one\" beyond its end"});
  expect_refused(zip_of(files, {.longer = 0xFFFFFFF0}), {"longer than"});
  expect_refused(zip_of(files, {.further = 1}), {"\"one\" beyond its end"});
  expect_refused(zip_of(files, {.further = 0xFFFFFFFF}), {"\"one\" beyond its end"});
  expect_refused(zip_of(files, {.checksum = 1}), {"\"one\"", "checksum"});
  expect_refused(zip_of({{"one", "a"}, {"one", "b"}}), {"\"one\" twice"});
  expect_refused("", {"cut off"});
}

TEST(StoredZipTest, RefusesWhateverIsCutOff) {
  const std::string zip = zip_of({{"one", "first"}, {"two", "second"}});
  for (std::size_t size = 0; size < zip.size(); ++size) {
    expect_refused(zip.substr(0, size), {"some.pt"});
  }
  // The list of files names more files than there are.
  std::string more = zip;
  more[more.size() - 12] = 3;
  expect_refused(more, {"damaged list"});
  more[more.size() - 12] = more[more.size() - 11] = '\xFF';
  expect_refused(more, {"65535"});
}

TEST(StoredZipTest, RefusesFilesOnTopOfEachOther) {
  // The second entry of the list points to the first file's long content.
  const std::string zip = zip_of({{"one", std::string(1000, 'x')}});
  const std::size_t start = zip.find("PK\x01\x02");
  std::string entry = zip.substr(start, zip.size() - 22 - start);
  std::string list = entry;
  entry[46] = 't';
  list += entry;
  const std::string lying = zip.substr(0, start) + list + std::string("PK\x05\x06") +
                            little_endian(0, 4) + little_endian(2, 2) + little_endian(2, 2) +
                            little_endian(list.size(), 4) + little_endian(start, 4) +
                            little_endian(0, 2);
  expect_refused(lying, {"longer than the .zip"});
}

}  // namespace
}  // namespace mien::train
