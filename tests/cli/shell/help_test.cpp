#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "app/exit_code.h"
#include "cli/run_program.h"
#include "cli/shell/command_page.h"
#include "cli/shell/commands.h"
#include "cli/shell/help_text.h"

namespace mien::cli {
namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::vector<CommandPage> all_pages() { return pages_of(*make_commands("1.2.3").program); }

TEST(Help, IsPrintedWithoutACommand) {
  const ProgramResult alone = run_program({});
  EXPECT_EQ(alone.exit_code, app::exit_ok);
  EXPECT_TRUE(has(alone.output, "Usage: mien COMMAND")) << alone.output;
  EXPECT_EQ(alone.errors, "");
  EXPECT_EQ(run_program({"help"}).output, alone.output);
  EXPECT_EQ(run_program({"--help"}).output, alone.output);
}

TEST(Help, OfACommandIsTheSameByBothWays) {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"analyze"}, {"evaluate", "lfw"}, {"models", "fetch"}, {"train"}}) {
    std::vector<std::string> first = {"help"};
    first.insert(first.end(), command.begin(), command.end());
    std::vector<std::string> second = command;
    second.emplace_back("--help");
    const ProgramResult help = run_program(first);
    EXPECT_EQ(help.exit_code, app::exit_ok);
    EXPECT_EQ(help.output, run_program(second).output);
    EXPECT_TRUE(has(help.output, "Usage: mien " + command.front())) << help.output;
  }
}

TEST(Help, IsPrintedForACommandThatNeedsAnother) {
  for (const char* command : {"gallery", "models", "bench"}) {
    const ProgramResult alone = run_program({command});
    EXPECT_EQ(alone.exit_code, app::exit_ok);
    EXPECT_TRUE(has(alone.output, "Commands:")) << alone.output;
  }
}

TEST(Help, SuggestsTheCommandThatWasMeant) {
  const ProgramResult result = run_program({"analyse", "photo.jpg"});
  EXPECT_EQ(result.exit_code, app::exit_usage);
  EXPECT_TRUE(has(result.errors, "found analyse; did you mean analyze?")) << result.errors;
  EXPECT_TRUE(has(run_program({"models", "fecth"}).errors, "did you mean fetch?"));
  EXPECT_TRUE(has(run_program({"help", "compre"}).errors, "did you mean compare?"));
  EXPECT_EQ(run_program({"help", "compre"}).exit_code, app::exit_usage);
}

TEST(Help, KnowsCommandsThatStandInsideOthers) {
  EXPECT_TRUE(has(run_program({"fetch"}).errors, "did you mean mien models fetch?"));
}

TEST(Help, SuggestsTheOptionThatWasMeant) {
  const ProgramResult result = run_program({"analyze", "photo.jpg", "--anotate=marked"});
  EXPECT_EQ(result.exit_code, app::exit_usage);
  EXPECT_TRUE(has(result.errors, "found --anotate; did you mean --annotate?")) << result.errors;
  EXPECT_TRUE(has(run_program({"evaluate", "lfw", "lfw/", "--thread", "2"}).errors, "--threads"));
  EXPECT_TRUE(has(run_program({"train", "--resum"}).errors, "did you mean --resume?"));
}

TEST(Help, SaysWhatAValueMayBe) {
  EXPECT_TRUE(has(run_program({"analyze", "a.jpg", "--min-face", "5"}).errors,
                  "--min-face: expected PIXELS (12 or more), found 5"));
  EXPECT_TRUE(has(run_program({"analyze", "a.jpg", "--min-face", "ten"}).errors, "found ten"));
  EXPECT_TRUE(has(run_program({"analyze", "a.jpg", "--detector", "x"}).errors,
                  "--detector: expected rfb-onet, auto, rfb, mtcnn, none, found x"));
  EXPECT_TRUE(has(run_program({"analyze", "a.jpg", "--min-face"}).errors, "found nothing"));
  EXPECT_TRUE(has(run_program({"compare", "a.jpg"}).errors, "expected B, found none"));
  EXPECT_TRUE(has(run_program({"compare", "a.jpg", "b.jpg", "c.jpg"}).errors, "found c.jpg"));
}

TEST(Help, KeepsTheWordsOfChecksOfItsOwn) {
  EXPECT_TRUE(has(
      run_program({"analyze", "a.jpg", "--detector", "rfb", "--detector-thresholds", "0.6,0.7,0.7"})
          .errors,
      "expected --detector mtcnn, found rfb"));
}

TEST(Help, TakesAFolderThatIsNamedLikeAProtocolForData) {
  const ProgramResult result = run_program({"evaluate", "no-such-model", "lfw"});
  EXPECT_FALSE(has(result.errors, "DATA")) << result.errors;
  EXPECT_TRUE(has(result.errors, "no-such-model")) << result.errors;
}

TEST(Help, SpeaksOfValuesAsPeopleDo) {
  for (const CommandPage& page : all_pages()) {
    const std::string text = help_text(page, 100);
    for (const char* machine :
         {"INT", "TEXT", "FLOAT", "UINT", " in [", "2147483647", "REQUIRED"}) {
      EXPECT_FALSE(has(text, machine)) << page.name() << " says " << machine << '\n' << text;
    }
    EXPECT_FALSE(page.summary.empty()) << page.name();
    for (const OptionEntry& option : page.options) {
      EXPECT_GT(option.help.size(), 5U) << page.name() << ' ' << option.names.back();
    }
  }
}

TEST(Help, KeepsItsLinesWithinTheWidth) {
  for (const CommandPage& page : all_pages()) {
    CommandPage without_examples = page;
    without_examples.footer.clear();
    without_examples.options.erase(
        std::remove_if(without_examples.options.begin(), without_examples.options.end(),
                       [](const OptionEntry& o) { return o.required || o.value.size() > 30; }),
        without_examples.options.end());
    std::istringstream lines(help_text(without_examples, 80));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
  }
}

TEST(Help, WritesRangesAndDefaultsInWords) {
  CLI::App app("Does it", "it");
  int side = 40;
  double share = 0.5;
  app.add_option("--side", side, "A side")
      ->check(CLI::Range(12, std::numeric_limits<int>::max()))
      ->type_name("PIXELS")
      ->capture_default_str();
  app.add_option("--share", share, "A share")->check(CLI::Range(0.0, 1.0))->type_name("SHARE");
  const CommandPage page = page_of(app);
  EXPECT_EQ(full_help(page.options[1]), "A side [12 or more; default: 40]");
  EXPECT_EQ(full_help(page.options[2]), "A share [0 to 1]");
}

TEST(ExitCodes, AreDecidedByTheErrorAlone) {
  EXPECT_EQ(app::exit_code_for(ErrorCode::usage), app::exit_usage);
  EXPECT_EQ(app::exit_code_for(ErrorCode::input), app::exit_some_inputs_failed);
  EXPECT_EQ(app::exit_code_for(ErrorCode::cancelled), app::exit_interrupted);
  for (const ErrorCode code : {ErrorCode::output, ErrorCode::model, ErrorCode::setup}) {
    EXPECT_EQ(app::exit_code_for(code), app::exit_setup);
    EXPECT_EQ(app::run_reporting_errors("test", [&]() -> int { throw Error(code, "a test"); }),
              app::exit_setup);
  }
  EXPECT_EQ(app::run_reporting_errors("test", [] { return 7; }), 7);
}

}  // namespace
}  // namespace mien::cli
