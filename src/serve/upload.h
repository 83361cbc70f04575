#pragma once

#include <string>
#include <vector>

#include "serve/call.h"
#include "serve/options.h"

namespace mien::serve {

/// An encoded picture of a request.
struct Upload {
  std::string name;  ///< the last part of the file's name as the client gave it, or "picture"
  std::string bytes;
};

/// What is behind the last slash of a file's name, so that nothing that looks like a path comes
/// back.
/// @param otherwise if that is empty
[[nodiscard]] std::string last_part(const std::string& file, const std::string& otherwise);

/// Whether a body is a multipart form.
[[nodiscard]] bool is_form(const Call& call);

/// The pictures of a request: its whole body if that is of a type image/..., or the parts "image"
/// of a multipart form.
/// @throws Problem with status 415 for a body of another type, and 413 for one that is too large or
/// has too many pictures. The status is 400 for one that is malformed or ends early, or has other
/// parts or none.
[[nodiscard]] std::vector<Upload> read_pictures(const Call& call, const Limits& limits);

}  // namespace mien::serve
