#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace mien::models {

/// SHA-256 as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::span<const std::byte> bytes);

/// SHA-256 of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::span<const std::byte> bytes);

  /// 64 lower-case hexadecimal digits of all that was added; nothing may be added after it.
  [[nodiscard]] std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-512 as npm writes it: "sha512-" and base64.
[[nodiscard]] std::string npm_integrity(std::span<const std::byte> bytes);

}  // namespace mien::models
