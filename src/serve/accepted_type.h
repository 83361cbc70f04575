#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mien::serve {

/// The media type of those that can be given which an Accept header likes best (RFC 9110, 12.5.1);
/// of types that it likes as much, the first of `types`. An empty header takes anything.
/// @return empty if it likes none
[[nodiscard]] std::string accepted_type(std::string_view accept,
                                        const std::vector<std::string>& types);

}  // namespace mien::serve
