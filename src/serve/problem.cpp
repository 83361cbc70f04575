#include "serve/problem.h"

#include <nlohmann/json.hpp>

#include "core/printable.h"

namespace mien::serve {

Problem busy(const std::string& message) { return {503, "busy", message}; }

Problem problem_of(const Error& error) {
  switch (error.code()) {
    case ErrorCode::usage:
      return {400, "usage", error.what()};
    case ErrorCode::input:
      return {422, "input", error.what()};
    case ErrorCode::cancelled:
      return busy("the server is about to end");
    case ErrorCode::output:
    case ErrorCode::model:
    case ErrorCode::setup:
      break;
  }
  return {500, "server", "the server failed; its log says more"};
}

bool is_of_picture(const std::exception& error) {
  if (const auto* const problem = dynamic_cast<const Problem*>(&error)) {
    return problem->status() == 413;
  }
  const auto* const other = dynamic_cast<const Error*>(&error);
  return other != nullptr && other->code() == ErrorCode::input;
}

std::string problem_json(const Problem& problem) {
  const nlohmann::ordered_json json = {
      {"error", {{"code", problem.code()}, {"message", printable(problem.what())}}}};
  return json.dump() + "\n";
}

std::string inference_problem_json(const Problem& problem) {
  const nlohmann::ordered_json json = {{"error", printable(problem.what())}};
  return json.dump() + "\n";
}

}  // namespace mien::serve
