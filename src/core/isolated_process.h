#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace mien {

/// What work in a child process may use.
struct IsolationLimits {
  std::size_t memory = std::size_t{256} << 20;  ///< bytes, beyond what this process has
  int cpu_seconds = 10;                         ///< of computing, at least 1
  std::chrono::milliseconds time{200'000};      ///< from its start to its end
  std::size_t answer = std::size_t{64} << 20;   ///< bytes that it may hand back
  bool threads = false;                         ///< whether it may start threads
};

/// Takes a piece of the answer.
using AnswerSink = std::function<void(std::span<const std::byte>)>;

struct IsolatedAnswer {
  std::vector<std::byte> bytes;  ///< whatever the work handed back, which is not to be trusted
  std::string failure;           ///< empty, or what became of the work: "a crash (...)"
};

/// Does work on data that are not to be trusted in a child process: a copy of this one that can
/// compute and hand back an answer, and nothing else. It can open no file and no connection and
/// start no program, and it ends at its limits. So a fault of a library that reads hostile data
/// stays in there.
/// @param work must do all that needs rights, such as loading libraries, before
/// @throws Error (ErrorCode::setup) if the system gives no process
[[nodiscard]] IsolatedAnswer run_isolated(const IsolationLimits& limits,
                                          const std::function<void(const AnswerSink&)>& work);

}  // namespace mien
