#include "paper/speed/machine.h"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "nn/engine_version.h"

namespace mien::paper {

namespace {

/// What follows `key` in the first line of a file that starts with it.
std::string entry(const char* file, std::string_view key) {
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with(key)) return line.substr(key.size());
  }
  return "";
}

std::string distribution() {
  std::string name = entry("/etc/os-release", "PRETTY_NAME=");
  std::erase(name, '"');
  return name;
}

double memory_gib() {
  constexpr double gib = 1024.0 * 1024 * 1024;
  return static_cast<double>(::sysconf(_SC_PHYS_PAGES)) *
         static_cast<double>(::sysconf(_SC_PAGE_SIZE)) / gib;
}

}  // namespace

std::string processor_name() {
  const std::string line = entry("/proc/cpuinfo", "model name");
  const std::size_t colon = line.find(": ");
  return colon == std::string::npos ? "unknown processor" : line.substr(colon + 2);
}

Machine this_machine() {
  Machine machine;
  machine.processor = processor_name();
  machine.processors = static_cast<int>(std::thread::hardware_concurrency());
  machine.memory = memory_gib();
  utsname system{};
  if (::uname(&system) == 0) {
    const std::string name = distribution();
    machine.system =
        fmt::format("{}{}{} {}", name, name.empty() ? "" : ", ", system.sysname, system.release);
  }
#ifdef __clang__
  const std::string compiler = fmt::format("clang {}", __clang_major__);
#else
  const std::string compiler = fmt::format("gcc {}", __GNUC__);
#endif
  machine.versions = fmt::format("{}, {}", engine_version(), compiler);
  return machine;
}

std::string machine_text(const Machine& machine) {
  return fmt::format("{}, {} processors, {:.1f} GiB of memory; {}; {}", machine.processor,
                     machine.processors, machine.memory, machine.system, machine.versions);
}

}  // namespace mien::paper
