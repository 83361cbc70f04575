#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mien::serve {

/// What a request may do.
enum class Role {
  anyone,  ///< ask what is no secret, such as whether the server lives
  read,    ///< have pictures read
  write,   ///< change what is kept, too
};

/// The bearer tokens that a server knows, as SHA-256.
class Tokens {
 public:
  /// Reads a file of lines "SHA256 NAME" or "SHA256 NAME write"; empty lines and those that begin
  /// with # do not count.
  /// @throws Error (ErrorCode::usage) for a file that cannot be read, has another line or no token
  explicit Tokens(const std::filesystem::path& file);

  /// The role of a token, in a time that does not depend on what it is like; nothing if it is
  /// unknown.
  [[nodiscard]] std::optional<Role> role_of(std::string_view token) const;

 private:
  struct Entry {
    std::string digest;  ///< 64 hexadecimal digits
    Role role = Role::read;
  };
  std::vector<Entry> entries_;
};

}  // namespace mien::serve
