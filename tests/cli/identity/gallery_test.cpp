#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/identity_fixture.h"
#include "mien/identity/gallery_file.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST_F(IdentityTest, KeepsAGallery) {
  build_gallery();
  const ProgramResult again = run({"gallery", "build", at("people.gallery"), at("people")});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.errors, HasSubstr("expected a new file, found one"));

  const ProgramResult list = run_program({"gallery", "list", at("people.gallery")});
  EXPECT_EQ(list.output,
            "7 faces of 3 people; features of colours with 3 numbers\n  ann  3\n  bob  3\n  cy   "
            "1\n");

  write_picture("new.png", {100, 100, 100});
  const ProgramResult added = run(
      {"gallery", "add", at("people.gallery"), "--name", "Dee", at("new.png"), at("absent.png")});
  EXPECT_EQ(added.exit_code, 1);
  EXPECT_THAT(added.errors, AllOf(HasSubstr("absent.png"),
                                  HasSubstr("1 face of 1 person added, 1 photo left out")));
  const ProgramResult known =
      run({"gallery", "add", at("people.gallery"), "--name", "Dee", at("new.png")});
  EXPECT_EQ(known.exit_code, 0) << known.errors;
  EXPECT_THAT(known.errors, HasSubstr("0 faces of 0 people added, 1 known already"));

  const ProgramResult removed = run_program({"gallery", "remove", at("people.gallery"), "--name",
                                             "ann", "--photo", at("people/bob/0.png")});
  EXPECT_EQ(removed.exit_code, 0) << removed.errors;
  EXPECT_THAT(removed.errors, HasSubstr("4 faces removed"));
  const ProgramResult left =
      run_program({"gallery", "list", at("people.gallery"), "--photos", "--csv", "-"});
  EXPECT_EQ(left.output, "person,photo\nDee," + at("new.png") + "\nbob," + at("people/bob/1.png") +
                             "\nbob," + at("people/bob/2.png") + "\ncy," + at("people/cy.png") +
                             "\n");
  EXPECT_EQ(run_program({"gallery", "remove", at("people.gallery"), "--name", "ann"}).exit_code, 1);
  EXPECT_EQ(run_program({"gallery", "remove", at("people.gallery")}).exit_code, 2);
}

TEST_F(IdentityTest, WarnsOfAGalleryThatIsBuiltOnTheWrongFolder) {
  fs::remove(at("people/cy.png"));
  const ProgramResult above = run({"gallery", "build", at("above.gallery"), at("")});
  EXPECT_EQ(above.exit_code, 0) << above.errors;
  EXPECT_THAT(above.errors,
              AllOf(HasSubstr("6 faces of 1 person added"), HasSubstr("warning: "),
                    HasSubstr("one person, \"people\""),
                    HasSubstr("2 folders: if these are people, give " + at("people"))));
  const ProgramResult below = run({"gallery", "build", at("below.gallery"), at("people/ann")});
  EXPECT_EQ(below.exit_code, 0) << below.errors;
  EXPECT_THAT(below.errors, AllOf(HasSubstr("3 faces of 3 people added"),
                                  HasSubstr("each photo is taken for a person of its own")));
  const ProgramResult right = run({"gallery", "build", at("right.gallery"), at("people")});
  EXPECT_THAT(right.errors, Not(HasSubstr("warning")));
}

TEST_F(IdentityTest, WarnsOfATornGalleryAlsoWhereNotesAreNotWanted) {
  build_gallery();
  write_file(at("people.gallery"), read_text(at("people.gallery")) + std::string("F\0\0\0torn", 8));
  const std::string warning = "warning: " + at("people.gallery") + ": expected whole additions";
  for (std::vector<std::string> command :
       {std::vector<std::string>{"gallery", "list", at("people.gallery"), "-q"},
        {"gallery", "thresholds", at("people.gallery"), "-q", "--false-accepts", "0.2"}}) {
    const ProgramResult result = run_program(command);
    EXPECT_EQ(result.exit_code, 1) << command[1];
    EXPECT_THAT(result.errors, HasSubstr(warning)) << command[1];
    EXPECT_NE(result.output, "") << command[1];
  }
  const ProgramResult identified =
      run({"identify", "--gallery", at("people.gallery"), at("people/cy.png"), "-q"});
  EXPECT_EQ(identified.exit_code, 1);
  EXPECT_THAT(identified.errors, HasSubstr(warning));
  EXPECT_THAT(identified.output, HasSubstr("cy"));
  // The next addition writes over what was left behind, and says so once.
  write_picture("new.png", {100, 100, 100});
  const ProgramResult added =
      run({"gallery", "add", at("people.gallery"), "--name", "Dee", at("new.png"), "-q"});
  EXPECT_EQ(added.exit_code, 1);
  EXPECT_THAT(added.errors, HasSubstr(warning));
  const ProgramResult list = run_program({"gallery", "list", at("people.gallery"), "-q"});
  EXPECT_EQ(list.exit_code, 0);
  EXPECT_EQ(list.errors, "");
}

TEST_F(IdentityTest, BuildsAGalleryFromATable) {
  write_file(at("people.csv"), std::string_view("path,person\npeople/ann/0.png,Ann\n"
                                                "people/cy.png,Cy\n"));
  const ProgramResult built =
      run({"gallery", "build", at("b.gallery"), "--input-csv", at("people.csv"), "-q"});
  ASSERT_EQ(built.exit_code, 0) << built.errors;
  EXPECT_EQ(built.errors, "");
  const Json json =
      Json::parse(run_program({"gallery", "list", at("b.gallery"), "--json", "-"}).output);
  EXPECT_EQ(json["model"], "colours");
  EXPECT_EQ(json["people"][1]["person"], "Cy");
  write_file(at("bad.csv"), std::string_view("path,name\na.png,Ann\n"));
  const ProgramResult bad =
      run({"gallery", "build", at("c.gallery"), "--input-csv", at("bad.csv")});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_THAT(bad.errors, HasSubstr("expected a column \"person\", found none"));
  EXPECT_FALSE(fs::exists(at("c.gallery")));
}

TEST_F(IdentityTest, RefusesAGalleryOfAnotherModel) {
  build_gallery();
  write_model("other.onnx", "other");
  const ProgramResult run =
      run_program({"identify", "--gallery", at("people.gallery"), at("people/cy.png"), "--detector",
                   "none", "--model", at("other.onnx")});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.errors,
              AllOf(HasSubstr("people.gallery: expected features of other, found those of colours"),
                    HasSubstr("mien gallery rebuild " + at("people.gallery")),
                    HasSubstr("--model colours")));
  write_file(at("bad.gallery"), std::string_view("MIENGAL\nnonsense"));
  const ProgramResult bad = run_program({"gallery", "list", at("bad.gallery")});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_THAT(bad.errors, HasSubstr("bad.gallery: expected a gallery of version 1"));
}

TEST_F(IdentityTest, RebuildsAGalleryForAnotherModel) {
  build_gallery();
  write_model("other.onnx", "other");
  const std::vector<std::string> rebuild = {"gallery",       "rebuild", at("people.gallery"),
                                            "--detector",    "none",    "--model",
                                            at("other.onnx")};
  fs::rename(at("people/cy.png"), at("people/away.png"));
  const ProgramResult gone = run_program(rebuild);
  EXPECT_EQ(gone.exit_code, 1);
  EXPECT_THAT(gone.errors, AllOf(HasSubstr("cy.png"), HasSubstr("nothing was written, since 1 of "
                                                                "its 7 photos failed")));
  EXPECT_EQ(read_gallery(at("people.gallery")).gallery.model(), "colours");
  fs::rename(at("people/away.png"), at("people/cy.png"));
  const ProgramResult rebuilt = run_program(rebuild);
  EXPECT_EQ(rebuilt.exit_code, 0) << rebuilt.errors;
  const Gallery gallery = read_gallery(at("people.gallery")).gallery;
  EXPECT_EQ(gallery.model(), "other");
  EXPECT_EQ(gallery.size(), 7U);
  const ProgramResult result =
      run_program({"identify", "--gallery", at("people.gallery"), at("people/cy.png"), "--detector",
                   "none", "--model", at("other.onnx"), "-q"});
  EXPECT_THAT(result.output, HasSubstr("cy"));
}

TEST_F(IdentityTest, WarnsOfTwoNamesWithOneFace) {
  build_gallery();
  write_picture("more/bo/1.png", {20, 11, 200});
  const ProgramResult added = run({"gallery", "add", at("people.gallery"), at("more")});
  EXPECT_EQ(added.exit_code, 0) << added.errors;
  EXPECT_THAT(added.errors, AllOf(HasSubstr("bob (" + at("people/bob/")),
                                  HasSubstr("bo (" + at("more/bo/1.png") + ")"),
                                  HasSubstr("look like one person: distance 0.0")));
  EXPECT_THAT(added.errors, Not(HasSubstr("ann")));
  const ProgramResult again =
      run({"gallery", "build", at("people.gallery"), at("people"), at("more"), "--force"});
  EXPECT_THAT(again.errors, HasSubstr("look like one person"));
}

}  // namespace
}  // namespace mien::cli
