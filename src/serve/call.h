#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/tokens.h"

namespace mien::serve {

/// A part of a multipart body while it arrives.
struct PartHeader {
  std::string name;
  std::string file;
  std::string type;
};

/// How an end point reads the body of its request: in pieces, as they arrive.
/// Both are false if the body ended early or the receiver refused it.
struct BodyReader {
  using Receiver = std::function<bool(std::string_view piece)>;
  std::function<bool(const Receiver&)> whole;
  std::function<bool(const std::function<bool(const PartHeader&)>&, const Receiver&)> parts;
};

/// A request as end points see it. Who sent it is not known.
struct Call {
  std::string method;
  std::string path;
  std::multimap<std::string, std::string> query;
  std::map<std::string, std::string> captures;  ///< of the names in the path's pattern
  std::string type;                             ///< Content-Type
  std::string accept;                           ///< Accept; may be empty
  std::size_t length = 0;                       ///< of the body, bytes
  BodyReader body;
};

/// An answer that is sent piece by piece.
struct ReplySource {
  std::optional<std::size_t> length = std::nullopt;  ///< bytes, at least 1; absent if unknown
  /// The next piece; empty at the end.
  /// @param offset bytes of the pieces before it
  std::function<std::string(std::size_t offset)> next;
};

struct Reply {
  int status = 200;
  std::string type = "application/json";
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::optional<ReplySource> source = std::nullopt;  ///< instead of `body`
};

/// What a method of a path does.
struct Route {
  std::string method;
  std::string pattern;  ///< such as "/v1/gallery/people/{name}"
  Role role = Role::read;
  bool work = true;   ///< has pictures read: refused when the server is full or about to end
  bool clip = false;  ///< its body is a clip, which may be longer than pictures
  std::function<Reply(const Call&)> answer;
};

/// The values of the names in braces if a path is of a pattern.
[[nodiscard]] std::optional<std::map<std::string, std::string>> match_path(std::string_view pattern,
                                                                           std::string_view path);

}  // namespace mien::serve
