#include "mien/identity/gallery_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstring>
#include <string>
#include <thread>

#include "core/output_file.h"
#include "drawn_features.h"
#include "identity/gallery_format.h"
#include "mien/core/error.h"
#include "resources.h"
#include "temporary_folder.h"

namespace mien {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::size_t dimension = 5;

class GalleryFileTest : public testing::Test {
 protected:
  GalleryFileTest() : path(folder.path() / "people.gallery") {}

  [[nodiscard]] std::string error_of(const std::vector<std::byte>& bytes) const {
    try {
      (void)decode_gallery(bytes, "it");
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::input);
      return error.what();
    }
    return "no error";
  }

  static void expect_same(const Gallery& a, const Gallery& b) {
    EXPECT_EQ(a.model(), b.model());
    ASSERT_EQ(a.dimension(), b.dimension());
    ASSERT_EQ(a.entries(), b.entries());
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_TRUE(std::ranges::equal(a.halves(i), b.halves(i))) << i;
    }
  }

  TemporaryFolder folder;
  fs::path path;
};

TEST_F(GalleryFileTest, ReadsWhatWasWritten) {
  for (const std::size_t people : {0U, 1U, 4U}) {
    const Gallery gallery = drawn_gallery(people, 2, 0.1F, dimension);
    write_gallery(gallery, path);
    const StoredGallery stored = read_gallery(path);
    expect_same(stored.gallery, gallery);
    EXPECT_EQ(stored.torn_bytes, 0U);
  }
}

TEST_F(GalleryFileTest, Appends) {
  const Gallery first = drawn_gallery(2, 2, 0.1F, dimension);
  Gallery more("drawn", dimension);
  more.add({"zoe", "z.jpg"}, drawn_feature(99, dimension));
  write_gallery(first, path);
  append_to_gallery(more, path);
  append_to_gallery(Gallery("drawn", dimension), path);  // nothing
  append_to_gallery(more, path);
  const StoredGallery stored = read_gallery(path);
  ASSERT_EQ(stored.gallery.size(), 6U);
  EXPECT_EQ(stored.gallery.entries()[4].person, "zoe");
  EXPECT_EQ(stored.gallery.entries()[5].photo, "z.jpg");
  EXPECT_THROW(append_to_gallery(Gallery("other", dimension), path), Error);
  EXPECT_THROW(append_to_gallery(Gallery("drawn", dimension + 1), path), Error);
}

// A crash while something is added: the file is cut anywhere in the addition.
TEST_F(GalleryFileTest, DropsATornAdditionWhereverItIsCut) {
  const Gallery first = drawn_gallery(2, 1, 0.1F, dimension);
  write_gallery(first, path);
  const std::size_t before = fs::file_size(path);
  const Gallery more = drawn_gallery(3, 1, 0.2F, dimension);
  append_to_gallery(more, path);
  const std::vector<std::byte> whole = read_bytes(path);
  for (std::size_t size = before; size < whole.size(); ++size) {
    const StoredGallery stored = decode_gallery(std::span(whole).first(size), "cut");
    expect_same(stored.gallery, first);
    ASSERT_EQ(stored.torn_bytes, size - before) << size;
  }
  for (std::size_t size = 0; size < before; ++size) {
    // Inside the header there is no gallery; inside the first addition an empty one.
    const std::vector<std::byte> cut(whole.begin(),
                                     whole.begin() + static_cast<std::ptrdiff_t>(size));
    if (size < encoded_header(first).size()) {
      EXPECT_NE(error_of(cut), "no error") << size;
    } else {
      EXPECT_EQ(decode_gallery(cut, "cut").gallery.size(), 0U) << size;
    }
  }
}

// The system may write the blocks of a torn addition in any order, some of them as zeros.
TEST_F(GalleryFileTest, DropsATornAdditionWithHoles) {
  const Gallery first = drawn_gallery(2, 1, 0.1F, dimension);
  write_gallery(first, path);
  const std::size_t before = fs::file_size(path);
  append_to_gallery(drawn_gallery(3, 1, 0.2F, dimension), path);
  std::vector<std::byte> torn = read_bytes(path);
  torn.resize(torn.size() - Closing::bytes);
  for (std::size_t at = before; at < torn.size(); ++at) {
    std::vector<std::byte> holes = torn;
    std::fill(holes.begin() + static_cast<std::ptrdiff_t>(at), holes.end(), std::byte{0});
    expect_same(decode_gallery(holes, "holes").gallery, first);
  }
}

TEST_F(GalleryFileTest, AppendsOverATornAddition) {
  const Gallery first = drawn_gallery(2, 1, 0.1F, dimension);
  const Gallery more = drawn_gallery(1, 3, 0.2F, dimension);
  write_gallery(first, path);
  const std::size_t before = fs::file_size(path);
  append_to_gallery(more, path);
  const std::vector<std::byte> whole = read_bytes(path);
  for (std::size_t size = before; size <= whole.size(); size += 7) {
    write_file(path, std::span(whole).first(size));
    append_to_gallery(more, path);
    if (size == whole.size()) {
      EXPECT_EQ(read_gallery(path).gallery.size(), 8U);
    } else {
      EXPECT_EQ(read_bytes(path), whole) << size;
    }
  }
}

TEST_F(GalleryFileTest, RefusesDamageBeforeACompletedAddition) {
  write_gallery(drawn_gallery(2, 1, 0.1F, dimension), path);
  append_to_gallery(drawn_gallery(1, 1, 0.1F, dimension), path);
  const std::vector<std::byte> whole = read_bytes(path);
  const Gallery good = decode_gallery(whole, "it").gallery;
  for (std::size_t at = 0; at < whole.size() - Closing::bytes; ++at) {
    std::vector<std::byte> bytes = whole;
    bytes[at] ^= std::byte{0x10};
    EXPECT_NE(error_of(bytes), "no error") << at;
  }
  std::vector<std::byte> bytes = whole;
  bytes[encoded_header(good).size() + 20] ^= std::byte{1};
  EXPECT_THAT(error_of(bytes), HasSubstr("it: damaged between byte"));
}

TEST_F(GalleryFileTest, RefusesHostileFiles) {
  const auto with_header = [](std::uint32_t version, std::uint32_t numbers, std::uint32_t length) {
    std::string text = "MIENGAL\n";
    for (const std::uint32_t value : {version, numbers, length}) {
      text.append(reinterpret_cast<const char*>(&value), 4);
    }
    const auto bytes = std::as_bytes(std::span(text));
    return std::vector<std::byte>(bytes.begin(), bytes.end());
  };
  EXPECT_THAT(error_of({}), HasSubstr("expected a gallery that mien gallery wrote"));
  EXPECT_THAT(error_of(with_header(2, 5, 1)), HasSubstr("version 1, found version 2"));
  EXPECT_THAT(error_of(with_header(1, 5, 0xFFFFFFFF)), HasSubstr("found 4294967295"));
  EXPECT_THAT(error_of(with_header(1, 0xFFFFFFFF, 4)), HasSubstr("its header ends early"));
  // A length that reaches behind the end is a torn addition; nothing is allocated for it.
  const Gallery empty("drawn", Gallery::most_numbers);
  std::string text = encoded_header(empty);
  const std::size_t header = text.size();
  text += std::string("F\0\0\0\1\0\0\0\0\0\0\0x", 13);
  const StoredGallery stored = decode_gallery(std::as_bytes(std::span(text)), "it");
  EXPECT_EQ(stored.gallery.size(), 0U);
  EXPECT_EQ(stored.torn_bytes, text.size() - header);
}

TEST_F(GalleryFileTest, ForgetsWhatIsRemoved) {
  const Gallery gallery = drawn_gallery(3, 2, 0.1F, dimension);
  write_gallery(gallery, path);
  const auto is_first = [](const GalleryEntry& entry) { return entry.person == "person 1"; };
  EXPECT_EQ(remove_from_gallery(path, is_first), 2U);
  EXPECT_EQ(read_gallery(path).gallery.size(), 4U);
  const std::vector<std::byte> bytes = read_bytes(path);
  const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  EXPECT_EQ(text.find("person 1"), std::string::npos);
  const std::string_view feature(reinterpret_cast<const char*>(gallery.halves(2).data()),
                                 2 * dimension);
  EXPECT_EQ(text.find(feature), std::string::npos);
  EXPECT_EQ(remove_from_gallery(path, is_first), 0U);
}

TEST_F(GalleryFileTest, LosesNothingWhenSeveralAdd) {
  write_gallery(Gallery("drawn", dimension), path);
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (std::uint64_t i = 0; i < 5; ++i) {
          Gallery more("drawn", dimension);
          more.add({"p" + std::to_string(t), std::to_string(i)}, drawn_feature(t, dimension));
          append_to_gallery(more, path);
          if (t == 0) {
            remove_from_gallery(path,
                                [](const GalleryEntry& entry) { return entry.person == "p0"; });
          }
        }
      });
    }
  }
  EXPECT_EQ(read_gallery(path).gallery.size(), 15U);
}

TEST_F(GalleryFileTest, IsForItsOwnerAloneUntilHeSaysOtherwise) {
  const auto mode = [this] {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 0777U;
  };
  write_gallery(drawn_gallery(3, 1, 0.1F, dimension), path);
  EXPECT_EQ(mode(), 0600U);
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  remove_from_gallery(path, [](const GalleryEntry& entry) { return entry.person == "person 0"; });
  EXPECT_EQ(read_gallery(path).gallery.size(), 2U);
  EXPECT_EQ(mode(), 0640U);
}

TEST_F(GalleryFileTest, SaysWhatCannotBeRead) {
  EXPECT_THROW(static_cast<void>(read_gallery(folder.path() / "absent")), Error);
  EXPECT_THROW(static_cast<void>(read_gallery(folder.path())), Error);
  write_file(path, std::string_view{});
  EXPECT_THROW(static_cast<void>(read_gallery(path)), Error);
}

}  // namespace
}  // namespace mien
