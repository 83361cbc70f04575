#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace mien {

/// What kind of thing went wrong. The command line tool turns these into exit codes.
enum class ErrorCode {
  usage,      ///< an option or argument that makes no sense (exit code 2)
  input,      ///< a picture or other input that cannot be read or is out of limits (exit code 1)
  output,     ///< a result that cannot be written, such as on a full disk (exit code 3)
  model,      ///< a model file or catalogue that is missing, damaged or impossible (exit code 3)
  setup,      ///< a program or package that mien needs and the machine lacks (exit code 3)
  cancelled,  ///< stopped by the user (exit code 130)
};

/// Name of a code as it is written in messages: "usage", "input", and so on.
[[nodiscard]] std::string_view to_string(ErrorCode code);

/// The one exception type of mien. `what()` says which file or option, what was expected and what
/// was found, in one line without the code.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace mien
