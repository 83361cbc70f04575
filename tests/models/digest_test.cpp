#include "models/digest.h"

#include <gtest/gtest.h>

#include "bytes_of.h"

namespace mien::models {
namespace {

TEST(Digest, GivesThePublishedTestValues) {
  // FIPS 180-2, appendices B.1 and C.1; the second in base64.
  EXPECT_EQ(sha256_hex(bytes_of("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(npm_integrity(bytes_of("abc")),
            "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/"
            "uu9RU1EI2Q86A4qmslPpUyknw==");
  EXPECT_EQ(sha256_hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace mien::models
