#pragma once

#include <string>

namespace mien::serve {

/// A name of 32 hexadecimal digits that nobody can guess.
/// @throws Problem with status 500 if the system gives no random numbers
[[nodiscard]] std::string random_name();

}  // namespace mien::serve
