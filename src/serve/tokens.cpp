#include "serve/tokens.h"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <fstream>
#include <span>
#include <sstream>

#include "mien/core/error.h"
#include "models/digest.h"

namespace mien::serve {

namespace {

constexpr std::size_t digest_digits = 64;

bool is_digest(const std::string& word) {
  return word.size() == digest_digits && std::ranges::all_of(word, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

Tokens::Tokens(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected a file of tokens that can be read", file.string()));
  }
  std::size_t number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    std::istringstream words(line);
    std::string digest;
    std::string name;
    std::string role;
    std::string more;
    if (!(words >> digest) || digest.front() == '#') continue;
    words >> name >> role >> more;
    if (!is_digest(digest) || name.empty() || !more.empty() ||
        !(role.empty() || role == "read" || role == "write")) {
      // The line may hold a token by mistake: it is not repeated.
      throw Error(ErrorCode::usage,
                  fmt::format("{}: line {}: expected the SHA-256 of a token (64 lower-case "
                              "hexadecimal digits), a name and perhaps \"write\", found another "
                              "line",
                              file.string(), number));
    }
    entries_.push_back({digest, role == "write" ? Role::write : Role::read});
  }
  if (entries_.empty()) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected at least one token, found none", file.string()));
  }
}

std::optional<Role> Tokens::role_of(std::string_view token) const {
  const std::string digest = models::sha256_hex(std::as_bytes(std::span(token)));
  std::optional<Role> role;
  // All are compared, so that the time tells nothing.
  for (const Entry& entry : entries_) {
    const bool same = CRYPTO_memcmp(entry.digest.data(), digest.data(), digest_digits) == 0;
    if (same && role != Role::write) role = entry.role;
  }
  return role;
}

}  // namespace mien::serve
