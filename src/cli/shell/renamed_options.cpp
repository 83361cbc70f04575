#include "cli/shell/renamed_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/shell/command_words.h"

namespace mien::cli {

namespace {

const RenamedOption* find_renamed(const std::vector<RenamedOption>& renamed,
                                  const std::string& command, const std::string& name) {
  const auto match = std::ranges::find_if(renamed, [&](const RenamedOption& option) {
    return option.command == command && option.old_name == name;
  });
  return match == renamed.end() ? nullptr : &*match;
}

bool is_given(const std::vector<std::string>& arguments, const std::string& name) {
  return std::ranges::any_of(arguments, [&](const std::string& argument) {
    return argument == name || argument.starts_with(name + "=");
  });
}

}  // namespace

const std::vector<RenamedOption>& renamed_options() {
  static const std::vector<RenamedOption> renamed = {
      {"analyze", "--every", {"--detect-every"}},
      {"analyze", "--no-detect", {"--detector", "none"}},
      {"analyze", "--thresholds", {"--detector-thresholds"}, {"--detector", "mtcnn"}},
      {"compare", "--far", {"--false-accepts"}},
      {"compare", "--no-detect", {"--detector", "none"}},
      {"compare", "--thresholds", {"--detector-thresholds"}, {"--detector", "mtcnn"}},
      {"describe", "--every", {"--read-every"}},
      {"describe", "--labels", {"--label-column"}},
      {"describe", "--no-detect", {"--detector", "none"}},
      {"describe", "--sequence", {"--clip-column"}},
      {"evaluate", "--detect", {"--detector", "mtcnn"}},
      {"evaluate", "--group", {"--group-by"}},
      {"evaluate", "--labels", {"--label-column"}},
      {"evaluate", "--svg", {"--plots"}},
      {"evaluate affectnet", "--detect", {"--detector", "mtcnn"}},
      {"evaluate affectnet", "--labels", {"--folder-labels"}},
      {"evaluate affectnet", "--models", {"--model"}},
      {"evaluate affectnet", "--part", {"--split"}},
      {"evaluate affectnet", "--svg", {"--plots"}},
      {"evaluate afew", "--every", {"--read-every"}},
      {"evaluate afew", "--features", {"--model"}},
      {"evaluate afew", "--no-detect", {"--detector", "none"}},
      {"evaluate clips", "--every", {"--read-every"}},
      {"evaluate clips", "--features", {"--model"}},
      {"evaluate clips", "--labels", {"--label-column"}},
      {"evaluate clips", "--no-detect", {"--detector", "none"}},
      {"evaluate clips", "--sequence", {"--clip-column"}},
      {"evaluate lfw", "--models", {"--model"}},
      {"evaluate lfw", "--svg", {"--plots"}},
      {"evaluate utkface", "--detect", {"--detector", "mtcnn"}},
      {"evaluate utkface", "--features", {"--frozen-model"}},
      {"evaluate utkface", "--layer-of", {"--layer-model"}},
      {"evaluate utkface", "--models", {"--model"}},
      {"evaluate vgaf", "--every", {"--read-every"}},
      {"evaluate vgaf", "--features", {"--model"}},
      {"evaluate vgaf", "--no-detect", {"--detector", "none"}},
      {"fit", "--C", {"--cost"}},
      {"fit", "--group", {"--group-column"}},
      {"fit", "--labels", {"--label-column"}},
      {"gallery add", "--csv", {"--input-csv"}},
      {"gallery add", "--no-detect", {"--detector", "none"}},
      {"gallery add", "--thresholds", {"--detector-thresholds"}, {"--detector", "mtcnn"}},
      {"gallery build", "--csv", {"--input-csv"}},
      {"gallery build", "--no-detect", {"--detector", "none"}},
      {"gallery build", "--thresholds", {"--detector-thresholds"}, {"--detector", "mtcnn"}},
      {"gallery thresholds", "--data", {"--data-name"}},
      {"gallery thresholds", "--far", {"--false-accepts"}},
      {"group", "--far", {"--false-accepts"}},
      {"group", "--no-detect", {"--detector", "none"}},
      {"group", "--thresholds", {"--detector-thresholds"}, {"--detector", "mtcnn"}},
      {"identify", "--far", {"--false-accepts"}},
      {"identify", "--no-detect", {"--detector", "none"}},
      {"identify", "--thresholds", {"--detector-thresholds"}, {"--detector", "mtcnn"}},
      {"predict", "--labels", {"--label-column"}},
      {"prepare", "--thresholds", {"--detector-thresholds"}, {"--detector", "mtcnn"}},
      {"reproduce", "--features", {"--model"}},
  };
  return renamed;
}

CurrentWords in_current_words(const CLI::App& program, const std::vector<std::string>& arguments,
                              const std::vector<RenamedOption>& renamed) {
  CurrentWords current;
  for (const CommandWord& word : classify_words(program, arguments)) {
    const std::size_t equals = std::min(word.text.find('='), word.text.size());
    const std::string name = word.text.substr(0, equals);
    const RenamedOption* option = word.kind == WordKind::option
                                      ? find_renamed(renamed, path_in_program(*word.command), name)
                                      : nullptr;
    if (option == nullptr) {
      current.arguments.push_back(word.text);
      continue;
    }
    if (!option->also.empty() && !is_given(arguments, option->also.front())) {
      current.arguments.insert(current.arguments.end(), option->also.begin(), option->also.end());
    }
    const bool is_switch = option->words.size() > 1;
    // What the new name says as well counts: it is the more exact one.
    if (!is_switch || !is_given(arguments, option->words.front())) {
      current.arguments.insert(current.arguments.end(), option->words.begin(), option->words.end());
      current.arguments.back() += word.text.substr(equals);
    }
    current.notes.push_back(fmt::format("{} is now {}; the old name goes with the next release",
                                        name, fmt::join(option->words, " ")));
  }
  return current;
}

}  // namespace mien::cli
