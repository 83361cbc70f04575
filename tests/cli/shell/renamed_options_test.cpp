#include "cli/shell/renamed_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cli/run_program.h"
#include "cli/shell/command_page.h"
#include "cli/shell/commands.h"
#include "cli/shell/parse_arguments.h"

namespace mien::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Words = std::vector<std::string>;

Words current(const Words& words) {
  const Commands commands = make_commands("1.2.3");
  return in_current_words(*commands.program, words, renamed_options()).arguments;
}

/// The words of a command line as a shell splits them, up to a pipe, a redirection or a comment.
Words split_words(const std::string& line) {
  Words words;
  std::istringstream stream(line);
  for (std::string word; stream >> word;) {
    if (word == "|" || word == ">" || word == "&&" || word.front() == '#') break;
    if (word.front() == '(') break;
    std::erase_if(word, [](char letter) { return letter == '\'' || letter == '"'; });
    words.push_back(word);
  }
  return words;
}

/// The command lines of a document: indented, with what follows a backslash.
std::vector<std::string> command_lines(const std::filesystem::path& document) {
  std::vector<std::string> lines;
  std::ifstream stream(document);
  bool goes_on = false;
  for (std::string line; std::getline(stream, line);) {
    const std::size_t first = line.find_first_not_of(' ');
    if (first == std::string::npos || first < 4) {
      goes_on = false;
      continue;
    }
    if (goes_on) {
      lines.back() += " " + line.substr(first);
    } else if (line.substr(first).starts_with("mien ")) {
      lines.push_back(line.substr(first));
    } else {
      continue;
    }
    goes_on = lines.back().ends_with('\\');
    if (goes_on) lines.back().pop_back();
  }
  return lines;
}

/// True if the command line is understood; nothing is run.
bool is_understood(const Words& words) {
  const Commands commands = make_commands("1.2.3");
  return !parse_arguments(*commands.program, words).has_value();
}

TEST(RenamedOptions, BecomeTheNewOnes) {
  EXPECT_THAT(current({"evaluate", "lfw", "lfw/", "--models", "a,b", "--svg=plots"}),
              ElementsAre("evaluate", "lfw", "lfw/", "--model", "a,b", "--plots=plots"));
  EXPECT_THAT(current({"analyze", "--no-detect", "a.png"}),
              ElementsAre("analyze", "--detector", "none", "a.png"));
}

TEST(RenamedOptions, ChangeOnlyInTheirOwnCommand) {
  EXPECT_THAT(current({"analyze", "--csv", "a.csv"}), ElementsAre("analyze", "--csv", "a.csv"));
  EXPECT_THAT(current({"gallery", "build", "g", "--csv", "a.csv"}),
              ElementsAre("gallery", "build", "g", "--input-csv", "a.csv"));
}

TEST(RenamedOptions, GiveWayToTheNewName) {
  EXPECT_THAT(current({"evaluate", "m", "d", "--detect", "--detector", "rfb"}),
              ElementsAre("evaluate", "m", "d", "--detector", "rfb"));
}

TEST(RenamedOptions, BringTheDefaultsThatTheyRelyOn) {
  EXPECT_THAT(current({"analyze", "a.png", "--thresholds", "0.6,0.7,0.7"}),
              ElementsAre("analyze", "a.png", "--detector", "mtcnn", "--detector-thresholds",
                          "0.6,0.7,0.7"));
  EXPECT_THAT(current({"analyze", "--detector=mtcnn", "--thresholds=0.6,0.7,0.7"}),
              ElementsAre("analyze", "--detector=mtcnn", "--detector-thresholds=0.6,0.7,0.7"));
}

TEST(RenamedOptions, LeaveValuesAndWordsAfterTwoDashesAlone) {
  EXPECT_THAT(current({"evaluate", "m", "d", "--split", "--detect"}),
              ElementsAre("evaluate", "m", "d", "--split", "--detect"));
  EXPECT_THAT(current({"analyze", "--", "--no-detect"}),
              ElementsAre("analyze", "--", "--no-detect"));
}

TEST(RenamedOptions, AreNotedOnStandardError) {
  const ProgramResult result = run_program({"compare", "no-a.jpg", "no-b.jpg", "--far", "0.01"});
  EXPECT_THAT(result.errors, testing::HasSubstr("note: --far is now --false-accepts"));
  EXPECT_THAT(result.output, IsEmpty());
}

TEST(RenamedOptions, AreGoneAndTheirNewNamesAreThere) {
  const std::vector<CommandPage> pages = pages_of(*make_commands("1.2.3").program);
  for (const RenamedOption& renamed : renamed_options()) {
    const auto page = std::ranges::find(pages, "mien " + renamed.command,
                                        [](const CommandPage& p) { return p.name(); });
    ASSERT_NE(page, pages.end()) << renamed.command;
    const auto has = [&](const std::string& name) {
      return std::ranges::any_of(page->options, [&](const OptionEntry& option) {
        return std::ranges::find(option.names, name) != option.names.end();
      });
    };
    EXPECT_TRUE(has(renamed.words.front())) << renamed.command << ' ' << renamed.words.front();
    EXPECT_FALSE(has(renamed.old_name)) << renamed.command << ' ' << renamed.old_name;
  }
}

TEST(RenamedOptions, LetTheCommandLinesOfTheLastReleaseWork) {
  const std::vector<std::string> lines = {
      "evaluate faceres-deep utkface.tar --age-top 100 --svg plots/",
      "evaluate model.onnx set.csv --labels emotion=feeling --group gender,camera",
      "evaluate model.onnx photos/ --detect",
      "evaluate lfw lfw/ --models faceres-deep,mobilenet-v1-emotion --svg plots/",
      "evaluate utkface in-the-wild/ --detect --no-frozen --models a.onnx",
      "evaluate utkface utkface.tar --features a.onnx --layer-of none",
      "evaluate affectnet AffectNet/ --part train --manifest train.csv --models none",
      "evaluate affectnet export/ --labels 0=anger,1=contempt",
      "evaluate afew AFEW/ --features mobilenet-v1-emotion,efficientnet.onnx --every 2",
      "evaluate clips set.tar --no-detect --adaptive --strides 4,2,1 --sequence clip --labels mood",
      "evaluate vgaf VGAF/ --no-detect --features a.onnx",
      "analyze clip.mp4 --every 1 --thresholds 0.6,0.7,0.7",
      "analyze crops/ --no-detect",
      "describe set.csv -o a.npy --no-detect --sequence clip --labels mood --every 2",
      "fit clips.npy --C 0.1,1 --group subject --labels mood",
      "predict a.mienclf clips.npy --labels mood",
      "compare a.jpg b.jpg --far 0.001 --no-detect",
      "identify --gallery g a.jpg --far 0.01 --thresholds 0.6,0.7,0.7",
      "group holiday/ --far 0.01 --no-detect",
      "gallery build g --csv people.csv --no-detect",
      "gallery add g --csv people.csv",
      "gallery thresholds g --far 0.1,0.01 --data lfw --threads 0",
      "prepare photos/ -o a.tar --thresholds 0.6,0.7,0.7",
      "reproduce --tables 4 --features a.onnx,b.onnx",
  };
  for (const std::string& line : lines) EXPECT_TRUE(is_understood(split_words(line))) << line;
}

TEST(RenamedOptions, AreNotInTheDocuments) {
  const std::filesystem::path source = MIEN_SOURCE_DIR;
  std::vector<std::filesystem::path> documents = {source / "README.md"};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source / "docs")) {
    // The reference is written from the options themselves, with synopses.
    const bool written = entry.path().parent_path().filename() == "reference";
    if (entry.path().extension() == ".md" && !written) documents.push_back(entry.path());
  }
  std::size_t seen = 0;
  const Commands commands = make_commands("1.2.3");
  for (const std::filesystem::path& document : documents) {
    for (const std::string& line : command_lines(document)) {
      Words words = split_words(line);
      words.erase(words.begin());
      // A synopsis is no command line.
      if (line.find('[') != std::string::npos || line.find("...") != std::string::npos) continue;
      ++seen;
      EXPECT_THAT(in_current_words(*commands.program, words, renamed_options()).notes, IsEmpty())
          << document.filename() << ": " << line;
      const bool shows_help = words.empty() || words.front() == "--version" ||
                              words.back() == "--help" || words.back().starts_with("--help");
      EXPECT_TRUE(shows_help || is_understood(words)) << document.filename() << ": " << line;
    }
  }
  EXPECT_GT(seen, 30U);
}

}  // namespace
}  // namespace mien::cli
