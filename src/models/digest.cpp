#include "models/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <vector>

#include "core/base64.h"
#include "mien/core/error.h"

namespace mien::models {

namespace {

std::vector<std::byte> digest(std::span<const std::byte> bytes, const EVP_MD* kind) {
  std::vector<std::byte> result(EVP_MAX_MD_SIZE);
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(result.data()), &size,
                 kind, nullptr) != 1) {
    throw Error(ErrorCode::setup, "OpenSSL cannot compute a SHA-2 digest");
  }
  result.resize(size);
  return result;
}

}  // namespace

std::string sha256_hex(std::span<const std::byte> bytes) {
  std::string text;
  for (const std::byte byte : digest(bytes, EVP_sha256())) {
    text += fmt::format("{:02x}", std::to_integer<int>(byte));
  }
  return text;
}

std::string npm_integrity(std::span<const std::byte> bytes) {
  return "sha512-" + base64_encode(digest(bytes, EVP_sha512()));
}

}  // namespace mien::models
