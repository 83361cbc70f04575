#pragma once

#include <functional>
#include <string>

#include "serve/options.h"

// What the program asks of its module with the server. HTTP and metrics bring OpenSSL's libssl and
// Brotli, among others, and only `mien serve` shall load them. Therefore the server lives in a
// module of its own, and this header with its options is all that the two have in common. The
// signals that end it are the program's alone.

namespace mien::serve {

/// What is done while the server runs.
/// @param address where it is, such as "http://127.0.0.1:8321/"
using WhileServing = std::function<void(const std::string& address)>;

/// Serves until `work` returns or throws, then finishes what was taken. Loads the module.
/// @throws Error as Server, (ErrorCode::setup) if the module cannot be loaded, and what `work`
/// throws
void serve_while(const ServeOptions& options, const WhileServing& work);

/// The name of the function that the module exports. The number goes up with each change of this
/// header and of the options, so that a module of another build is refused.
inline constexpr const char* serve_symbol = "mien_serve_while_1";

}  // namespace mien::serve

/// As `serve_while`, in the module.
extern "C" void mien_serve_while_1(const mien::serve::ServeOptions& options,
                                   const mien::serve::WhileServing& work);
