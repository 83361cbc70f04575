#pragma once

#include <stdexcept>
#include <string>

#include "mien/core/error.h"

namespace mien::serve {

/// What is wrong with a request, for its sender.
class Problem : public std::runtime_error {
 public:
  /// @param status of HTTP, 400 to 599
  /// @param code a word for programs, such as "input"
  Problem(int status, std::string code, const std::string& message)
      : std::runtime_error(message), status_(status), code_(std::move(code)) {}

  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] const std::string& code() const { return code_; }

 private:
  int status_;
  std::string code_;
};

/// The server has too much to do: to be asked again a little later.
[[nodiscard]] Problem busy(const std::string& message);

/// An error of the library, as far as it is the sender's business: of what is wrong with the
/// server's models or disk only that something is.
[[nodiscard]] Problem problem_of(const Error& error);

/// Whether an error is one of a single picture of a request: it cannot be read, or is too large. In
/// a form it is a row of the answer.
[[nodiscard]] bool is_of_picture(const std::exception& error);

/// {"error":{"code":...,"message":...}} and a line end.
[[nodiscard]] std::string problem_json(const Problem& problem);

/// {"error":MESSAGE} and a line end, as the Open Inference Protocol has it.
[[nodiscard]] std::string inference_problem_json(const Problem& problem);

}  // namespace mien::serve
