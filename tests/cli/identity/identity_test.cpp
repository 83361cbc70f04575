#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/identity/compare_command.h"
#include "cli/identity_fixture.h"
#include "resources.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST_F(IdentityTest, ComparesTwoPhotos) {
  const ProgramResult same = run({"compare", at("people/ann/0.png"), at("people/ann/1.png")});
  EXPECT_EQ(same.exit_code, 0) << same.errors;
  EXPECT_THAT(same.output,
              AllOf(HasSubstr("the same person: distance 0.0"),
                    HasSubstr("the face, 30x20 pixels at 0,0"), HasSubstr("threshold 0.6000"),
                    Not(HasSubstr("pairs of different people")), Not(HasSubstr("the least of"))));
  const ProgramResult other =
      run({"compare", at("people/ann/0.png"), at("people/bob/0.png"), "--json", "-"});
  EXPECT_EQ(other.exit_code, exit_different);
  const Json json = Json::parse(other.output);
  EXPECT_EQ(json["same"], false);
  // (200, 0, 20) and (20, 0, 200): the cosine is 8,000 / 40,400.
  EXPECT_NEAR(json["cosine"].get<double>(), 0.198, 1e-3);
  EXPECT_NEAR(json["distance"].get<double>(), 1.2665, 1e-3);
  EXPECT_EQ(json["threshold"]["operating_point"]["false_accepts"], 0.01);
  EXPECT_EQ(json["model"], "colours");
  EXPECT_EQ(json["photos"][1]["box"], Json({0, 0, 30, 20}));
  EXPECT_EQ(json["photos"][1]["all"].size(), 1U);
  ASSERT_EQ(json["distances"].size(), 1U);
  EXPECT_EQ(json["distances"][0], Json({json["distance"]}));
}

TEST_F(IdentityTest, SaysWhatWasMeasuredInTheHelpAlone) {
  for (const char* command : {"compare", "identify"}) {
    const ProgramResult help = run_program({command, "--help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.output, AllOf(HasSubstr("At the threshold 1."),
                                   HasSubstr("of different people"), HasSubstr("Exit code:")));
  }
}

TEST_F(IdentityTest, TakesAnotherThreshold) {
  const std::string a = at("people/ann/0.png");
  const std::string b = at("people/bob/0.png");
  EXPECT_EQ(run({"compare", a, b, "--threshold", "1.27"}).exit_code, 0);
  EXPECT_EQ(run({"compare", a, b, "--threshold", "1.26"}).exit_code, exit_different);
  EXPECT_THAT(run({"compare", a, b, "--false-accepts", "0.005"}).output,
              HasSubstr("threshold 0.3000"));
  const ProgramResult strict = run({"compare", a, b, "--false-accepts", "0.0001"});
  EXPECT_EQ(strict.exit_code, 2);
  EXPECT_THAT(strict.errors, HasSubstr("--false-accepts: expected at least 0.001, the strictest"));
}

TEST_F(IdentityTest, SaysWhatCannotBeCompared) {
  const std::string photo = at("people/cy.png");
  EXPECT_EQ(run({"compare", photo, at("absent.png")}).exit_code, 1);
  EXPECT_EQ(run_program({"compare", photo}).exit_code, 2);
  const ProgramResult emotion =
      run_program({"compare", photo, photo, "--detector", "none", "--model", at("tiny.onnx")});
  EXPECT_EQ(emotion.exit_code, 3);
  EXPECT_THAT(emotion.errors, HasSubstr("expected a model with an identity head"));
  write_picture("black.png", {0, 0, 0});
  const ProgramResult black = run({"compare", photo, at("black.png")});
  EXPECT_EQ(black.exit_code, 1);
  EXPECT_THAT(black.errors, HasSubstr("gives no feature for a face"));
}

TEST_F(IdentityTest, NamesWhatFoldersOfPhotosHoldBesides) {
  build_gallery();
  write_file(at("people/ann/clip.mp4"), std::string_view("x"));
  write_file(at("people/ann/raw.nef"), std::string_view("x"));
  write_file(at("people/ann/._0.png"), std::string_view("x"));
  fs::create_symlink("self", at("people/self"));
  const std::string expected = "left out: 1 camera RAW file (" + at("people/ann/raw.nef") + "), 1 ";
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"group", at("people"), "--json", at("out.json")},
        {"identify", "--gallery", at("people.gallery"), at("people"), "--json", at("out.json")}}) {
    const ProgramResult result = run(command);
    EXPECT_EQ(result.exit_code, 1) << result.errors;
    EXPECT_THAT(result.errors, AllOf(HasSubstr(expected + "companion of other"),
                                     HasSubstr("mien: " + at("people/ann/clip.mp4") + ": "),
                                     HasSubstr("self: cannot read it: Too many levels")));
    const Json json = Json::parse(read_text(at("out.json")));
    ASSERT_EQ(json["left_out"].size(), 2U);
    EXPECT_EQ(json["left_out"][0]["format"], "camera RAW");
    EXPECT_EQ(json["left_out"][1]["reason"], "companion");
    const Json& clip = json.contains("clips") ? json["clips"][0] : json["errors"][0];
    EXPECT_EQ(clip["file"], at("people/ann/clip.mp4"));
    EXPECT_NE(clip["error"].get<std::string>(), "");
  }
  const ProgramResult page = run({"group", at("people"), "--report", at("out.html"), "-q"});
  EXPECT_EQ(page.exit_code, 1);
  EXPECT_THAT(read_text(at("out.html")), HasSubstr("1 camera RAW file ("));
  const ProgramResult built = run({"gallery", "build", at("b.gallery"), at("people")});
  EXPECT_EQ(built.exit_code, 1);
  EXPECT_THAT(built.errors,
              AllOf(HasSubstr(expected + "clip ("), HasSubstr("7 faces of 3 people added"),
                    HasSubstr("self: cannot read it")));
}

TEST_F(IdentityTest, PrintsNoControlCharactersOfNames) {
  const std::string evil = "\x1b]0;owned\x07\x1b[31m\nmien: all is well";
  write_picture("evil/" + std::string("\x1b[31mred\n.png"), {1, 2, 3});
  const ProgramResult built = run({"gallery", "build", at("evil.gallery"), at("people/cy.png"),
                                   at("people/ann/0.png"), "--name", evil});
  ASSERT_EQ(built.exit_code, 0) << built.errors;
  write_model("evil.onnx", evil);
  for (const ProgramResult& result :
       {built, run({"gallery", "list", at("evil.gallery")}),
        run_program({"gallery", "list", at("evil.gallery"), "--photos"}),
        run({"identify", "--gallery", at("evil.gallery"), at("people/cy.png"), at("evil")}),
        run({"group", at("evil"), at("people")}),
        run({"compare", at("people/cy.png"), at("evil") + "/\x1b[31mred\n.png"}),
        run({"compare", at("people/cy.png"), at("evil") + "/\x1b[31mgone\n.png"}),
        run_program({"models", "show", at("evil.onnx")}),
        run_program({"models", "show", "\x1b[31mnone"}), run_program({"\x1b[31mcommand"}),
        run_program({"analyze", "--\x1b[31moption"})}) {
    EXPECT_EQ((result.output + result.errors).find('\x1b'), std::string::npos)
        << result.output << result.errors;
    EXPECT_EQ((result.output + result.errors).find('\x07'), std::string::npos);
    EXPECT_THAT(result.output + result.errors, Not(HasSubstr("\nmien: all is well")));
  }
}

TEST_F(IdentityTest, LeavesOutFacesOfLowQuality) {
  ModelMetadata metadata = tiny_metadata(4);
  metadata.id = "lengths";
  HeadSpec head;
  head.output = "means";
  head.attribute = "identity";
  head.kind = HeadKind::identity;
  head.length_is_quality = true;
  metadata.heads = {head};
  write_file(at("lengths.onnx"), tiny_onnx(4, format_metadata(metadata)));
  // The feature is the mean colour over 255: as long as the picture is bright.
  write_picture("q/ann/bright.png", {200, 200, 200});
  write_picture("q/ann/dark.png", {60, 60, 60});
  const std::vector<std::string> common = {"--no-detect", "--model", at("lengths.onnx")};
  const auto with = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), common.begin(), common.end());
    return run_program(std::move(arguments));
  };
  const ProgramResult built =
      with({"gallery", "build", at("q.gallery"), at("q"), "--min-quality", "1"});
  EXPECT_EQ(built.exit_code, 1);
  EXPECT_THAT(built.errors, AllOf(HasSubstr("dark.png: expected a face of quality 1 or more"),
                                  HasSubstr("1 face of 1 person added, 1 photo left out")));
  const ProgramResult compared = with({"compare", at("q/ann/bright.png"), at("q/ann/bright.png"),
                                       "--threshold", "1", "--json", "-"});
  const ProgramResult warned = with({"gallery", "build", at("w.gallery"), at("q")});
  EXPECT_EQ(warned.exit_code, 0);
  EXPECT_THAT(warned.errors, HasSubstr("dark.png: hard to compare with others: quality 0.41"));
  // 200 / 255 in three channels.
  EXPECT_NEAR(Json::parse(compared.output)["photos"][0]["quality"].get<double>(), 1.36, 0.01);
  const ProgramResult none =
      run({"compare", at("people/cy.png"), at("people/cy.png"), "--min-quality", "1"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.errors, HasSubstr("expected a model that gives the quality of faces"));
}

TEST_F(IdentityTest, Identifies) {
  build_gallery();
  write_picture("in/blue.png", {25, 5, 190});
  write_picture("in/grey.png", {120, 110, 115});
  write_file(at("in/broken.png"), std::string_view("no picture"));
  const std::vector<std::string> galleries = {at("people.gallery"), at("people")};
  for (const std::string& gallery : galleries) {
    const ProgramResult done =
        run({"identify", "--gallery", gallery, at("in"), "--top", "2", "--csv", "-"});
    EXPECT_EQ(done.exit_code, 1);  // of the broken one
    EXPECT_THAT(done.output, HasSubstr("file,error,face,x,y,box_width,box_height,score,person,"
                                       "distance,nearest_1,distance_1,nearest_2,distance_2,"
                                       "track,begin,end,seen,damage\n" +
                                       at("in/blue.png") + ",,0,0.0,0.0,30.0,20.0,1.0000,bob,0.0"));
    EXPECT_THAT(done.output, HasSubstr(at("in/grey.png") + ",,0,0.0,0.0,30.0,20.0,1.0000,,0.7"));
    EXPECT_THAT(done.errors,
                AllOf(HasSubstr("broken.png"), HasSubstr("3 photos, 2 faces, 1 known")));
  }
  const ProgramResult text = run({"identify", "--gallery", at("people"), at("in/blue.png"), "-q"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.output, AllOf(HasSubstr("1/1"), HasSubstr("bob  bob 0.0")));
  const Json json = Json::parse(run({"identify", "--gallery", at("people"), at("in"), "--json", "-",
                                     "--search", "graph", "--top", "9"})
                                    .output);
  EXPECT_EQ(json["photos"][0]["faces"][0]["person"], "bob");
  EXPECT_EQ(json["photos"][0]["faces"][0]["nearest"].size(), 3U);
  EXPECT_THAT(json["photos"][0]["faces"][0]["nearest"][0]["photo"].get<std::string>(),
              HasSubstr("people/bob/"));
  EXPECT_TRUE(json["photos"][1].contains("error"));
  EXPECT_TRUE(json["photos"][2]["faces"][0]["person"].is_null());
}

/// With the models that mien ships and real photos.
class RealIdentityTest : public testing::Test {
 protected:
  static ProgramResult run(std::vector<std::string> arguments) {
    ::setenv("MIEN_MODELS", test_models().c_str(), 1);
    return run_program(std::move(arguments));
  }
};

TEST_F(RealIdentityTest, KnowsAPersonInAnotherPicture) {
  const fs::path photo = sample_photo("sample1.jpg");
  MIEN_REQUIRE_FILE(photo);
  MIEN_REQUIRE_FILE(test_models() / "mobilefacenet-identity.onnx");
  TemporaryFolder folder;
  // The same photo, smaller and encoded anew.
  const Image picture = read_image(photo);
  const fs::path small = folder.path() / "small.jpg";
  write_file(small, encode_jpeg(resize(picture, {picture.width() / 2, picture.height() / 2}), 70));
  const ProgramResult same = run({"compare", photo.string(), small.string()});
  EXPECT_EQ(same.exit_code, 0) << same.output << same.errors;
  EXPECT_THAT(same.output, AllOf(HasSubstr("of 3, the most alike"), HasSubstr("of 9 pairs")));
  // Each of the three faces is found again in the smaller photo, and no other.
  const ProgramResult groups = run({"group", photo.string(), small.string(), "--json", "-", "-q"});
  ASSERT_EQ(groups.exit_code, 0) << groups.errors;
  const Json json = Json::parse(groups.output);
  EXPECT_EQ(json["groups"].size(), 3U);
  for (const Json& group : json["groups"]) {
    ASSERT_EQ(group.size(), 2U);
    EXPECT_EQ(group[0]["file"], photo.string());
    EXPECT_EQ(group[1]["file"], small.string());
    EXPECT_NEAR(group[0]["box"][0].get<double>() / 2, group[1]["box"][0].get<double>(), 20);
  }
}

TEST(CompareTest, OfManyPairsTheThresholdIsStricter) {
  MIEN_REQUIRE_FILE(test_models() / "mobilefacenet-identity.onnx");
  MIEN_REQUIRE_FILE(sample_photo("sample1.jpg"));
  ::setenv("MIEN_MODELS", test_models().c_str(), 1);
  const auto compared = [](const std::string& a, const std::string& b) {
    const ProgramResult run =
        run_program({"compare", sample_photo(a).string(), sample_photo(b).string(), "--json", "-"});
    EXPECT_THAT(run.exit_code, testing::AnyOf(0, 4)) << run.errors;
    return nlohmann::json::parse(run.output);
  };
  const auto single = compared("sample5.jpg", "sample5.jpg");
  const auto many = compared("sample1.jpg", "sample2.jpg");
  const auto pairs = [](const nlohmann::json& answer) {
    return answer["distances"].size() * answer["distances"][0].size();
  };
  const auto share = [](const nlohmann::json& answer) {
    return answer["threshold"]["operating_point"]["false_accepts"].get<double>();
  };
  ASSERT_GT(pairs(many), 4U);
  EXPECT_LE(share(many), 0.01 / static_cast<double>(pairs(many)));
  EXPECT_LE(share(single), 0.01 / static_cast<double>(pairs(single)));
  EXPECT_EQ(single["same"], true);  // a photo and itself
}

}  // namespace
}  // namespace mien::cli
