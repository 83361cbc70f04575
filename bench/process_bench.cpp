// Whole runs of the program: time until it answers, and peak memory.

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "figures.h"
#include "run_once.h"

namespace {

/// The command that analyses each of the six sample photos so many times.
std::vector<std::string> repeated(const std::string& program, int times, int threads) {
  std::vector<std::string> command = {program, "analyze"};
  for (int i = 0; i < times; ++i) {
    for (int sample = 1; sample <= 6; ++sample) {
      command.push_back(fmt::format("{}/.deps/samples/sample{}.jpg", MIEN_SOURCE_DIR, sample));
    }
  }
  command.insert(command.end(), {"--min-face", "40", "--threads", std::to_string(threads)});
  return command;
}

Usage median(const std::vector<std::string>& command, int runs) {
  std::vector<double> times;
  std::vector<double> sizes;
  (void)run_once(command);
  for (int i = 0; i < runs; ++i) {
    const Usage usage = run_once(command);
    times.push_back(usage.milliseconds);
    sizes.push_back(usage.megabytes);
  }
  std::ranges::sort(times);
  std::ranges::sort(sizes);
  return {times[times.size() / 2], sizes[sizes.size() / 2]};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: " << argv[0] << " PROGRAM_MIEN\n";
    return 2;
  }
  const std::string program = argv[1];
  const std::string samples = std::string(MIEN_SOURCE_DIR) + "/.deps/samples/";
  const std::vector<std::pair<std::string, std::vector<std::string>>> runs = {
      {"start-up: mien --version", {program, "--version"}},
      {"one photo, 1 thread",
       {program, "analyze", samples + "sample1.jpg", "--min-face", "40", "--threads", "1"}},
      {"one photo, 2 threads",
       {program, "analyze", samples + "sample1.jpg", "--min-face", "40", "--threads", "2"}},
      {"six photos, 1 thread", {program, "analyze", samples, "--min-face", "40", "--threads", "1"}},
      {"six photos, 2 threads",
       {program, "analyze", samples, "--min-face", "40", "--threads", "2"}},
      {"102 photos, 1 thread", repeated(program, 17, 1)},
      {"102 photos, 2 threads", repeated(program, 17, 2)},
  };
  try {
    std::cout << "\nWhole runs of the program, loading of models included, medians of 9:\n\n"
                 "| run | ms | peak memory, MB |\n|---|---:|---:|\n";
    for (const auto& [name, command] : runs) {
      const Usage usage = median(command, 9);
      std::cout << fmt::format("| {} | {:.0f} | {:.0f} |\n", name, usage.milliseconds,
                               usage.megabytes);
      mien::bench::record_figure(name, usage.milliseconds, "ms");
      mien::bench::record_figure(name + ", peak memory", usage.megabytes, "MB");
    }
  } catch (const std::exception& error) {
    std::cerr << "bench: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
