#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// The library's errors say what was expected in its own terms. This says which option of the
/// command that was started gives it; empty if none does.
/// @param program whose arguments were parsed
/// @param message of an error
[[nodiscard]] std::string option_hint(const CLI::App& program, const std::string& message);

/// Runs a command; its errors get the hint behind their message.
[[nodiscard]] int run_with_hints(const CLI::App& program, const std::function<int()>& run);

}  // namespace mien::cli
