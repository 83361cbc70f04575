#pragma once

#include <filesystem>
#include <regex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "cli/run_program.h"
#include "temporary_folder.h"

namespace mien::cli {

/// What a program did to the machine, as the kernel saw it.
struct Traces {
  ProgramResult result;
  std::vector<std::string> network;  ///< system calls that have to do with networks
  std::vector<std::string> written;  ///< absolute paths opened for writing, made or renamed to
  std::vector<std::string> left;     ///< what is in its home and temporary folders at the end
};

/// Whether strace is installed and may trace here.
inline bool can_trace() {
  try {
    return Program({"-o", "/dev/null", "true"}, "", {}, "strace").wait().exit_code == 0;
  } catch (const std::runtime_error&) {
    return false;
  }
}

/// Reads the lines of `strace -f -y`; descriptors are followed by their paths there.
inline void read_traces(std::istream& log, Traces& traces) {
  const std::regex changes(
      R"re(^\d+ +(?:open|openat|openat2|creat|mkdir|mkdirat|rename|renameat|renameat2|link|linkat|symlink|symlinkat)\()re");
  const std::regex opens(R"re(^\d+ +(?:open|openat|openat2)\()re");
  const std::regex writing(R"re(O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE)re");
  const std::regex network(R"re(^\d+ +(\w+\(.*))re");
  const std::regex path(R"re((?:<([^>]*)>, )?"((?:[^"\\]|\\.)*)")re");
  for (std::string line; std::getline(log, line);) {
    std::smatch match;
    if (!std::regex_search(line, match, changes)) {
      if (std::regex_search(line, match, network)) traces.network.push_back(match[1]);
      continue;
    }
    if (std::regex_search(line, opens) && !std::regex_search(line, writing)) continue;
    for (std::sregex_iterator word(line.begin(), line.end(), path), end; word != end; ++word) {
      const std::filesystem::path name = (*word)[2].str();
      traces.written.push_back(
          (name.is_absolute() ? name : std::filesystem::path((*word)[1].str()) / name).string());
    }
  }
}

/// Runs a program in a home and with a temporary folder of its own, without the variable that would
/// switch off the telemetry of ONNX Runtime.
inline Traces trace(const std::string& program, std::vector<std::string> arguments) {
  const TemporaryFolder folder;
  const std::filesystem::path home = folder.path() / "home";
  const std::filesystem::path temporary = folder.path() / "tmp";
  const std::filesystem::path log = folder.path() / "log";
  std::filesystem::create_directory(home);
  std::filesystem::create_directory(temporary);
  const std::string calls =
      "trace=%network,?open,openat,?openat2,?creat,?mkdir,mkdirat,?rename,?renameat,renameat2,"
      "?link,linkat,?symlink,symlinkat";
  const std::vector<std::string> first = {
      "-f", "-qq", "-y", "-e", "signal=none", "-o", log.string(), "-e", calls, "-E",
      "HOME=" + home.string(), "-E", "TMPDIR=" + temporary.string(), "-E", "XDG_CACHE_HOME", "-E",
      "XDG_CONFIG_HOME", "-E", "XDG_DATA_HOME", "-E", "ORT_DISABLE_TELEMETRY",
      // A library of LibTorch asks for the user's name when it is loaded, unless it is told.
      "-E", "USER=someone",
      // The leak checker cannot run in a traced program.
      "-E", "ASAN_OPTIONS=detect_leaks=0", program};
  arguments.insert(arguments.begin(), first.begin(), first.end());
  Traces traces;
  traces.result = Program(std::move(arguments), "", {}, "strace").wait();
  std::istringstream stream(read_text(log));
  read_traces(stream, traces);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (entry.is_regular_file() && entry.path() != log) traces.left.push_back(entry.path());
  }
  return traces;
}

}  // namespace mien::cli
