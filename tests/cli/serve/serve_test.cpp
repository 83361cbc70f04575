// The program `mien serve`: how it starts and ends, and what it does to the machine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <regex>
#include <string>
#include <thread>

#include "cli/analyze_fixture.h"
#include "cli/traced_program.h"
#include "media/video/clip_files.h"

namespace mien::cli {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class Serve : public AnalyzeTest {
 protected:
  Serve() {
    ModelMetadata metadata = tiny_metadata(4);
    metadata.id = "colours";
    metadata.heads[0].attribute = "identity";
    metadata.heads[0].kind = HeadKind::identity;
    metadata.heads[0].labels = {};
    metadata.heads[0].activation = Activation::none;
    metadata.heads[0].operating_points = {{0.3, 0.001, 0.8, 100, 10'000, "drawn"}};
    write_file(at("colours.onnx"), tiny_onnx(4, format_metadata(metadata)));
  }

  /// The words of a run with the tiny models.
  [[nodiscard]] std::vector<std::string> serve(
      const std::string& option = "--listen=127.0.0.1:0") const {
    return {"serve",
            "--detector",
            "none",
            "--model",
            at("tiny.onnx"),
            "--identity-model",
            at("colours.onnx"),
            "--threads=1",
            option};
  }

  /// The same, with a folder of the test for clips.
  [[nodiscard]] std::vector<std::string> serve_with_clips() const {
    std::vector<std::string> words = serve();
    words.push_back("--clips=" + at("place"));
    return words;
  }

  /// The address that a program prints; a minute is waited for it.
  [[nodiscard]] static std::string address_of(const Program& program) {
    const std::regex address("http://[0-9.:]+/");
    for (int i = 0; i < 600; ++i) {
      const std::string output = program.output_so_far();
      std::smatch match;
      if (std::regex_search(output, match, address)) return match[0];
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    ADD_FAILURE() << "no address is printed";
    return "";
  }

  [[nodiscard]] static ProgramResult curl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"-s", "--max-time", "60"});
    return Program(std::move(arguments), "", {}, "curl").wait();
  }
};

TEST_F(Serve, AnswersAsAnalyzeDoesAndEndsOnASignal) {
  write_red("a.png");
  for (const int signal : {SIGTERM, SIGINT}) {
    Program program(serve());
    const std::string address = address_of(program);
    const ProgramResult answer = curl({"-F", "image=@" + at("a.png"), address + "v1/analyze"});
    const ProgramResult expected = analyze({at("a.png"), "--json", "-", "--quiet"});
    Json rows = Json::parse(expected.output);
    rows[0]["file"] = "a.png";
    EXPECT_EQ(Json::parse(answer.output), rows);
    EXPECT_THAT(curl({address}).output, HasSubstr("<title>mien"));
    ::kill(program.process(), signal);
    EXPECT_EQ(program.wait().exit_code, 0);
  }
}

TEST_F(Serve, EndsInOrderHoweverOftenItIsTold) {
  Program program(serve());
  static_cast<void>(address_of(program));
  for (int i = 0; i < 200; ++i) {
    ::kill(program.process(), SIGTERM);
    // Those that wait count once, so each is given time to be taken.
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(program.wait().exit_code, 0);
}

TEST_F(Serve, ReadsClipsAsAnalyzeDoes) {
  {
    VideoWriter writer(at("party.mp4"), {32, 32}, {.frame_rate = 10});
    for (int i = 0; i < 12; ++i) {
      writer.write(plain_picture({32, 32}, i < 6 ? 255 : 0, 0, i < 6 ? 0 : 255), i / 10.0);
    }
    writer.finish();
  }
  std::filesystem::create_directory(at("place"));
  Program program(serve_with_clips());
  const std::string address = address_of(program);
  const ProgramResult taken =
      curl({"--data-binary", "@" + at("party.mp4"), "-H", "Content-Type: video/mp4",
            address + "v1/clips?name=party.mp4"});
  const std::string clip =
      address + "v1/clips/" + Json::parse(taken.output)["id"].get<std::string>();
  // The events end with the reading.
  EXPECT_THAT(curl({"-N", clip + "/events"}).output, HasSubstr("event: done"));
  const auto expect_same = [&](const std::string& file, const std::vector<std::string>& options) {
    std::vector<std::string> words = {at("party.mp4"), "--quiet"};
    words.insert(words.end(), options.begin(), options.end());
    const std::string expected = std::regex_replace(
        analyze(words).output, std::regex(at("party.mp4")), std::string("party.mp4"));
    EXPECT_FALSE(expected.empty());
    EXPECT_EQ(curl({clip + "/" + file}).output, expected);
  };
  expect_same("frames.jsonl", {"--jsonl", "-"});
  expect_same("people.jsonl", {"--jsonl", "-", "--people"});
  expect_same("people.csv", {"--csv", "-", "--people"});
  ::kill(program.process(), SIGTERM);
  EXPECT_EQ(program.wait().exit_code, 0);
  EXPECT_TRUE(std::filesystem::is_empty(at("place")));
}

TEST_F(Serve, TheNextOneRemovesTheClipsOfAKilledOne) {
  std::filesystem::create_directory(at("place"));
  Program killed(serve_with_clips());
  static_cast<void>(curl({"--data-binary", "no clip", "-H", "Content-Type: video/mp4",
                          address_of(killed) + "v1/clips"}));
  EXPECT_FALSE(std::filesystem::is_empty(at("place")));
  ::kill(killed.process(), SIGKILL);
  static_cast<void>(killed.wait());
  EXPECT_FALSE(std::filesystem::is_empty(at("place")));
  Program next(serve_with_clips());
  static_cast<void>(address_of(next));
  EXPECT_TRUE(std::filesystem::is_empty(at("place")));
  ::kill(next.process(), SIGTERM);
  EXPECT_EQ(next.wait().exit_code, 0);
}

TEST_F(Serve, RefusesWhatItCannotDo) {
  for (const auto& [option, expected] : std::vector<std::pair<std::string, std::string>>{
           {"--listen=0.0.0.0:0", "expected --token-file, or --insecure"},
           {"--listen=example.org:80", "expected a numeric address"},
           {"--listen=127.0.0.1", "expected an address and a port"},
           {"--listen=127.0.0.1:99999", "expected an address and a port"},
           {"--listen=::1:80", "expected an address and a port"},
           {"--listen=192.0.2.1:80", "expected --token-file"},
           {"--clips=" + at("absent"), "--clips: expected an existing folder"},
           {"--token-file=" + at("absent"), "expected a file of tokens"}}) {
    const ProgramResult result = run_program(serve(option));
    EXPECT_EQ(result.exit_code, 2) << option;
    EXPECT_THAT(result.errors, HasSubstr(expected)) << option;
  }
  EXPECT_EQ(run_program({"serve", "--model", at("absent.onnx")}).exit_code, 3);
}

TEST_F(Serve, EndsInOrderIfItsAddressCannotBeShown) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "/dev/full is absent";
  const ProgramResult result = run_program(serve(), "", "/dev/full");
  EXPECT_EQ(result.exit_code, 3) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("standard output"));
}

TEST_F(Serve, OpensNothingButItsOwnSocketAndWritesNothing) {
  if (!can_trace()) GTEST_SKIP() << "strace is absent or may not trace";
  write_red("a.png");
  // A shell starts it, asks it and ends it, so that one trace holds the whole life of the server.
  const std::string script = at("run.sh");
  const std::string log = at("address");
  std::string command = "echo $$ > " + at("process") + "\nexec " MIEN_PROGRAM;
  for (const std::string& word : serve()) command += " '" + word + "'";
  write_file(script, command + " > " + log + "\n");
  std::thread client([&] {
    const std::regex address("http://[0-9.:]+/");
    for (int i = 0; i < 600; ++i) {
      const std::string output = read_text(log);
      std::smatch match;
      if (std::regex_search(output, match, address)) {
        const std::string url = match[0];
        static_cast<void>(curl({"-F", "image=@" + at("a.png"), url + "v1/analyze"}));
        static_cast<void>(curl({"-F", "image=@/etc/hostname", url + "v1/analyze"}));
        static_cast<void>(curl({url + "etc/passwd"}));
        ::kill(std::stoi(read_text(at("process"))), SIGTERM);
        return;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  });
  const Traces traces = trace("sh", {script});
  client.join();
  EXPECT_EQ(traces.result.exit_code, 0) << traces.result.errors;
  EXPECT_THAT(traces.left, IsEmpty());
  EXPECT_THAT(traces.written, Each(AnyOf(log, at("process"))));
  // One socket is made, and it is the one that listens; others come of accepting.
  const std::regex network_call("^(socket|socketpair|connect|sendto|sendmsg)\\(");
  std::vector<std::string> made_calls;
  for (const std::string& call : traces.network) {
    if (!std::regex_search(call, network_call)) continue;
    // What is sent without an address goes to who is connected.
    const bool answer = call.starts_with("sendto(") && call.find(", NULL, 0") != std::string::npos;
    if (!answer) made_calls.push_back(call);
  }
  EXPECT_THAT(made_calls, SizeIs(1));
  EXPECT_THAT(made_calls, Contains(StartsWith("socket(AF_INET, SOCK_STREAM")));
}

}  // namespace
}  // namespace mien::cli
