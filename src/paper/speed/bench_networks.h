#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "networks/networks.h"

namespace mien::paper {

struct NetworkBenchOptions {
  std::vector<std::string> networks;  ///< as `mien networks` lists them; empty for all
  int rounds = 20;                    ///< each round is a turn of every network
  int threads = 1;                    ///< of the second series; 1 leaves it out
  std::function<void(std::size_t done, std::size_t total)> progress = {};
  std::function<bool()> stop = {};  ///< true ends the run with an Error
};

inline constexpr int bench_classes = 8;  ///< of the classifiers, as AffectNet has
inline constexpr int bench_passes = 3;   ///< timed in a turn, after one that is not

/// Parameters and multiply-adds are shown in millions.
inline constexpr double million = 1e6;

/// The times of one network in one setting, milliseconds a picture.
struct Times {
  double median = 0;
  double lowest = 0;
};

struct NetworkBench {
  train::Architecture architecture;
  std::int64_t parameters = 0;
  std::int64_t multiply_adds = 0;  ///< for one picture
  std::int64_t file_bytes = 0;     ///< of the .onnx, weights in 32 bits
  std::int64_t peak_bytes = 0;     ///< most memory of a process that does nothing but this
  Times single;                    ///< one thread
  Times several;                   ///< `threads` threads; 0 where that is 1
};

struct NetworksBench {
  NetworkBenchOptions options;
  std::int64_t program_bytes = 0;  ///< most memory of a process that loads no network
  std::vector<NetworkBench> networks;
};

/// Exports every network with random weights to a temporary folder, and times forward passes of one
/// picture in rounds. In a round the networks take turns, with one thread and then with several. A
/// turn is one pass that is not timed, so that weights are in the caches as far as they fit, and
/// `bench_passes` that are.
/// @throws Error (ErrorCode::usage) for an unknown network, (ErrorCode::output) if the folder
/// cannot be written, (ErrorCode::setup) if no process can be started to measure memory,
/// (ErrorCode::cancelled) if `stop` says so.
[[nodiscard]] NetworksBench bench_networks(const NetworkBenchOptions& options);

/// What the process that measures memory does: loads a file, runs a picture twice with one thread
/// and prints the most memory that it had, in bytes. With "-" it loads none.
void print_peak_memory(const std::string& file);

}  // namespace mien::paper
