#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "cli/identity/clip_entry.h"
#include "cli/identity_fixture.h"
#include "media/video/clip_files.h"
#include "mien/identity/gallery_file.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Clips of people who are known by their colours: ann is red, bob is blue.
class IdentityClipsTest : public IdentityTest {
 protected:
  /// A clip of ten frames a second that shows ann first and then bob.
  [[nodiscard]] std::string write_clip(const std::string& name, int ann = 20, int bob = 10) const {
    fs::create_directories((folder.path() / name).parent_path());
    VideoWriter writer(at(name), {64, 48}, {.frame_rate = 10});
    for (int i = 0; i < ann + bob; ++i) {
      const bool red = i < ann;
      writer.write(plain_picture({64, 48}, red ? 200 : 20, 10, red ? 20 : 200), 0.1 * i);
    }
    writer.finish();
    return at(name);
  }
};

TEST_F(IdentityClipsTest, IdentifyTellsWhoIsInAClipAndWhen) {
  build_gallery();
  const std::string clip = write_clip("in/a.mp4");
  const std::vector<std::string> command = {"identify", "--gallery", at("people.gallery"), clip};
  const auto with = [&](const std::string& option) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), {option, "-"});
    return run(arguments);
  };
  const ProgramResult text = run(command);
  EXPECT_EQ(text.exit_code, 0) << text.errors;
  EXPECT_THAT(text.output,
              AllOf(HasSubstr("seen"), HasSubstr("person 1  0.0 to 2.0 s     ann  ann "),
                    HasSubstr("person 2  2.0 to 3.0 s     bob  bob ")));
  EXPECT_THAT(text.errors, HasSubstr("1 clip, 2 people, 2 known"));
  const ProgramResult csv = with("--csv");
  EXPECT_THAT(csv.output,
              AllOf(HasSubstr(clip + ",,,0.0,0.0,64.0,48.0,1.0000,ann,0.0"),
                    HasSubstr(",1,0.000,2.000,2.000,\n"), HasSubstr(",2,2.000,3.000,1.000,\n")));
  const Json json = Json::parse(with("--json").output);
  EXPECT_TRUE(json["photos"].empty());
  const Json& people = json["clips"][0]["people"];
  ASSERT_EQ(people.size(), 2U);
  EXPECT_EQ(people[0]["person"], "ann");
  EXPECT_EQ(people[1]["track"], 2);
  EXPECT_EQ(people[1]["person"], "bob");
  EXPECT_EQ(people[1]["spans"], Json::parse("[[2.0, 3.0]]"));
  EXPECT_LT(people[1]["nearest"][0]["distance"].get<double>(), 0.1);
  const std::vector<Json> lines = rows(with("--jsonl").output);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0]["type"], "clip");
  EXPECT_EQ(lines[0]["people"], people);
}

TEST_F(IdentityClipsTest, IdentifyTakesPhotosAndClipsAndDropsNone) {
  build_gallery();
  static_cast<void>(write_clip("in/a.mp4"));
  write_picture("in/b.png", {10, 200, 10});
  write_file(at("in/broken.mp4"), std::string_view("no clip"));
  const std::vector<std::byte> bytes = read_bytes(clip_file("plain.mp4"));
  write_file(folder.path() / "in/cut.mp4", std::span(bytes).first(bytes.size() / 2));
  const ProgramResult done =
      run({"identify", "--gallery", at("people.gallery"), at("in"), "--csv", "-"});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.output,
              AllOf(HasSubstr(at("in/b.png") + ",,0,"), HasSubstr(at("in/a.mp4") + ",,,0.0"),
                    HasSubstr(",\"cut short: ")));
  EXPECT_THAT(done.output, HasSubstr("\n" + at("in/broken.mp4") + ","));
  EXPECT_THAT(done.output, Not(HasSubstr("\n" + at("in/broken.mp4") + ",,")));
  EXPECT_THAT(done.errors, AllOf(HasSubstr("1 photo, 1 face, 1 known; 3 clips, "),
                                 HasSubstr("mien: " + at("in/broken.mp4") + ": "),
                                 HasSubstr("cut.mp4: partial: cut short: ")));
}

TEST_F(IdentityClipsTest, IdentifyDrawsNamesInPhotosClipsTimelineAndReport) {
  build_gallery();
  static_cast<void>(write_clip("in/a.mp4"));
  write_picture("in/b.png", {10, 200, 10}, 200, 150);
  const ProgramResult done =
      run({"identify", "--gallery", at("people.gallery"), at("in"), "--annotate", at("marked"),
           "--timeline", at("plots"), "--report", at("who.html")});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_EQ(read_clip(at("marked/a.mp4")).times.size(), 30U);
  EXPECT_NE(read_bytes(at("marked/b.png")), read_bytes(at("in/b.png")));
  EXPECT_THAT(read_text(at("plots/a.mp4.svg")),
              AllOf(HasSubstr(">Person 1: ann<"), HasSubstr("Person 1: ann, 0.0 s to 2.0 s"),
                    HasSubstr(">Person 2: bob<"), HasSubstr("distance 0.0"), HasSubstr("<image")));
  EXPECT_THAT(
      read_text(at("who.html")),
      AllOf(HasSubstr("<h2>ann</h2><p>1 face</p>"), HasSubstr("<h2>cy</h2>"),
            HasSubstr("a.mp4 (person 2, 2.0 to 3.0 s), distance 0.0"), Not(HasSubstr("<script"))));
  // A second run writes over its own marks, but not over a file of somebody else.
  const std::vector<std::string> again = {
      "identify", "--gallery", at("people.gallery"), at("in"), "--annotate", at("marked"), "-q"};
  EXPECT_EQ(run(again).exit_code, 0);
  write_picture("marked/b.png", {1, 2, 3});
  EXPECT_EQ(run(again).exit_code, 2);
}

TEST_F(IdentityClipsTest, IdentifyRefusesOutputsThatAreInputsOrHoldOneClip) {
  build_gallery();
  const std::string clip = write_clip("a.mp4");
  const std::string photo = at("people/cy.png");
  const auto code = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"identify", "--gallery", at("people.gallery")});
    return run(arguments).exit_code;
  };
  EXPECT_EQ(code({clip, "--annotate", clip, "--overwrite"}), 2);
  EXPECT_EQ(code({clip, "--annotate", at(""), "--overwrite"}), 2);
  EXPECT_EQ(code({clip, photo, "--annotate", at("x.mp4")}), 2);
  EXPECT_EQ(code({clip, photo, "--timeline", at("x.svg")}), 2);
  EXPECT_EQ(code({clip, "--jsonl", "-", "--csv", "-"}), 2);
}

TEST_F(IdentityClipsTest, GalleryEnrolsWhoIsSeenLongestInAClip) {
  build_gallery();
  const std::string clip = write_clip("dee.mp4", 5, 20);
  const std::vector<std::string> add = {"gallery", "add", at("people.gallery"),
                                        "--name",  "Dee", clip};
  const ProgramResult added = run(add);
  EXPECT_EQ(added.exit_code, 0) << added.errors;
  EXPECT_THAT(added.errors, AllOf(HasSubstr("1 face of 1 person added (of 1 clip with several "
                                            "people the one seen longest)")));
  const Gallery before = read_gallery(at("people.gallery")).gallery;
  ASSERT_EQ(before.size(), 8U);
  EXPECT_THAT(before.entries().back().photo, HasSubstr("dee.mp4#t="));
  EXPECT_GT(before.feature(7)[2], 0.9F);  // blue
  EXPECT_THAT(run(add).errors, HasSubstr("0 faces of 0 people added, 1 known already"));
  const ProgramResult rebuilt = run({"gallery", "rebuild", at("people.gallery")});
  EXPECT_EQ(rebuilt.exit_code, 0) << rebuilt.errors;
  const Gallery after = read_gallery(at("people.gallery")).gallery;
  EXPECT_EQ(after.entries().back(), before.entries().back());
  fs::remove(clip);
  EXPECT_EQ(run({"gallery", "rebuild", at("people.gallery")}).exit_code, 1);
  EXPECT_EQ(read_gallery(at("people.gallery")).gallery.size(), 8U);
}

TEST_F(IdentityClipsTest, EntriesOfClipsHaveAPathAndATime) {
  EXPECT_EQ(clip_entry({"a b/c.mp4", 3.204}), "a b/c.mp4#t=3.20");
  const auto moment = clip_moment("a#t=1.mp4#t=12.50");
  ASSERT_TRUE(moment);
  EXPECT_EQ(moment->clip, "a#t=1.mp4");
  EXPECT_EQ(moment->seconds, 12.5);
  for (const char* photo : {"a.jpg", "#t=1", "a.mp4#t=", "a.mp4#t=x", "a.mp4#t=1s", "a#t=nan"}) {
    EXPECT_FALSE(clip_moment(photo)) << photo;
  }
  write_picture("odd#t=1", {1, 2, 3});
  EXPECT_FALSE(clip_moment(at("odd#t=1")));
}

TEST_F(IdentityClipsTest, GroupPutsPeopleOfClipsBesideFacesOfPhotos) {
  const std::string clip = write_clip("people/party.mp4");
  const ProgramResult done =
      run({"group", at("people"), "--false-accepts", "0.01", "--csv", at("groups.csv"), "--json",
           at("groups.json"), "--report", at("groups.html")});
  ASSERT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_THAT(done.output, AllOf(HasSubstr("person 1: 4 faces\n"), HasSubstr("person 2: 4 faces\n"),
                                 HasSubstr("  " + clip + " (person 2, 2.0 to 3.0 s)\n")));
  EXPECT_THAT(done.errors, HasSubstr("7 photos and 1 clip (0 without a face), 9 faces: 2 people"));
  EXPECT_THAT(read_text(at("groups.csv")), AllOf(HasSubstr(clip + ",,,0.0,0.0,64.0,48.0,1.0000,"),
                                                 HasSubstr(",2,2.000,3.000,\n")));
  EXPECT_THAT(read_text(at("groups.html")), HasSubstr("party.mp4 (person 1, 0.0 to 2.0 s)"));
  const Json json = Json::parse(read_text(at("groups.json")));
  EXPECT_EQ(json["groups"][0].size(), 4U);
  EXPECT_EQ(json["groups"][0][3]["file"], clip);
  EXPECT_TRUE(json["groups"][0][3].contains("track"));
}

}  // namespace
}  // namespace mien::cli
