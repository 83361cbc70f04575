#include "models/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <vector>

#include "core/base64.h"
#include "mien/core/error.h"

namespace mien::models {

namespace {

[[noreturn]] void fail() { throw Error(ErrorCode::setup, "OpenSSL cannot compute a SHA-2 digest"); }

std::string to_hex(std::span<const std::byte> bytes) {
  std::string text;
  for (const std::byte byte : bytes) text += fmt::format("{:02x}", std::to_integer<int>(byte));
  return text;
}

std::vector<std::byte> digest(std::span<const std::byte> bytes, const EVP_MD* kind) {
  std::vector<std::byte> result(EVP_MAX_MD_SIZE);
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(result.data()), &size,
                 kind, nullptr) != 1) {
    fail();
  }
  result.resize(size);
  return result;
}

}  // namespace

std::string sha256_hex(std::span<const std::byte> bytes) {
  return to_hex(digest(bytes, EVP_sha256()));
}

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                  EVP_MD_CTX_free};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  if (!state_->context || EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) != 1) {
    fail();
  }
}

Sha256::~Sha256() = default;

void Sha256::add(std::span<const std::byte> bytes) {
  if (EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) != 1) fail();
}

std::string Sha256::hex() {
  std::vector<std::byte> result(EVP_MAX_MD_SIZE);
  unsigned int size = 0;
  if (EVP_DigestFinal_ex(state_->context.get(), reinterpret_cast<unsigned char*>(result.data()),
                         &size) != 1) {
    fail();
  }
  result.resize(size);
  return to_hex(result);
}

std::string npm_integrity(std::span<const std::byte> bytes) {
  return "sha512-" + base64_encode(digest(bytes, EVP_sha512()));
}

}  // namespace mien::models
