#include "cli/data/train_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "cli/data/train_options.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace {

constexpr const char* program = "mien-train";

std::filesystem::path beside_this_program() {
  std::error_code problem;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", problem);
  if (problem) {
    throw Error(ErrorCode::setup, fmt::format("cannot tell where this program is ({}); start {} "
                                              "itself",
                                              problem.message(), program));
  }
  return self.parent_path() / program;
}

int start(const std::vector<std::string>& arguments) {
  const std::filesystem::path path = beside_this_program();
  if (!std::filesystem::exists(path)) {
    throw Error(ErrorCode::setup,
                fmt::format("expected {} beside this program, found none: training was not built "
                            "(cmake -DMIEN_BUILD_TRAINING=ON, which needs LibTorch)",
                            path.string()));
  }
  std::vector<std::string> words = arguments;
  words.insert(words.begin(), path.string());
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  execv(path.c_str(), pointers.data());
  throw Error(ErrorCode::setup,
              fmt::format("cannot start {}: {}", path.string(), std::strerror(errno)));
}

}  // namespace

Command add_train_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand("train", train_summary);
  const auto arguments = std::make_shared<TrainArguments>();
  add_train_options(*app, *arguments);
  // Only what was given is handed on, so that the other program chooses its own defaults.
  return {app, [app, arguments] {
            check_train_arguments(*arguments);
            return start(given_words(*app));
          }};
}

}  // namespace mien::cli
