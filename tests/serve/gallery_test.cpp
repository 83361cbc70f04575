// Who is known by name, over HTTP and in the file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/core/error.h"
#include "mien/identity/gallery_file.h"
#include "serve/described_answer.h"
#include "serve/serve_fixture.h"
#include "serve/token_digest.h"

namespace mien::serve {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class GalleryTest : public testing::Test {
 protected:
  GalleryTest() {
    options.gallery = models.at("people.gallery");
    options.token_file = models.at("tokens");
    write_file(options.token_file, digest("reader") + " ann\n" + digest("writer") + " bob write\n");
  }

  [[nodiscard]] static httplib::Client client_of(const RunningServer& server,
                                                 const std::string& token) {
    httplib::Client client = server.client();
    client.set_default_headers({{"Authorization", "Bearer " + token}});
    return client;
  }

  static void expect_described(const RunningServer& server, const std::string& method,
                               const std::string& path, const httplib::Result& result) {
    const auto description = nlohmann::json::parse(server.client().Get("/openapi.json")->body);
    EXPECT_THAT(objections(description, method, path, result), IsEmpty());
  }

  TinyModels models;
  ServeOptions options = models.options();
};

const std::string person_path = "/v1/gallery/people/{name}";

TEST_F(GalleryTest, PeopleAreAddedFoundAndForgotten) {
  {
    const RunningServer server(options);
    httplib::Client writer = client_of(server, "writer");
    const auto nobody = writer.Post("/v1/identify", red(), "image/png");
    expect_described(server, "post", "/v1/identify", nobody);
    EXPECT_EQ(Json::parse(nobody->body)["photos"][0]["faces"][0]["person"], nullptr);

    const httplib::MultipartFormDataItems two = {
        {"image", plain_png({200, 10, 20}), "1.png", "image/png"},
        {"image", plain_png({200, 20, 10}), "2.png", "image/png"}};
    const auto added = writer.Post("/v1/gallery/people/Zo%C3%AB%20A", two);
    expect_described(server, "post", person_path, added);
    EXPECT_EQ(Json::parse(added->body), (Json{{"person", "Zoë A"}, {"faces", 2}}));
    EXPECT_EQ(writer.Post("/v1/gallery/people/bob", blue(), "image/png")->status, 200);

    const auto identified =
        writer.Post("/v1/identify?top=2", plain_png({210, 12, 18}), "image/png");
    expect_described(server, "post", "/v1/identify", identified);
    const Json answer = Json::parse(identified->body);
    EXPECT_EQ(answer["gallery"], (Json{{"people", 2}, {"faces", 3}}));
    const Json& face = answer["photos"][0]["faces"][0];
    EXPECT_EQ(face["person"], "Zoë A");
    ASSERT_THAT(face["nearest"], SizeIs(2));
    EXPECT_EQ(face["nearest"][1]["person"], "bob");

    const auto all = writer.Get("/v1/gallery/people");
    expect_described(server, "get", "/v1/gallery/people", all);
    EXPECT_THAT(Json::parse(all->body)["people"], SizeIs(2));
  }
  // The file holds them, and neither the names of photos nor the photos.
  const StoredGallery stored = read_gallery(options.gallery);
  EXPECT_EQ(stored.gallery.size(), 3U);
  for (const GalleryEntry& entry : stored.gallery.entries()) EXPECT_THAT(entry.photo, IsEmpty());

  const RunningServer server(options);
  httplib::Client writer = client_of(server, "writer");
  const auto known = writer.Get("/v1/gallery/people/bob");
  expect_described(server, "get", person_path, known);
  EXPECT_EQ(Json::parse(known->body)["faces"], 1);
  const auto forgotten = writer.Delete("/v1/gallery/people/bob");
  expect_described(server, "delete", person_path, forgotten);
  EXPECT_EQ(forgotten->status, 200);
  for (const auto& result :
       {writer.Get("/v1/gallery/people/bob"), writer.Delete("/v1/gallery/people/bob")}) {
    EXPECT_EQ(result->status, 404);
  }
  EXPECT_EQ(read_gallery(options.gallery).gallery.size(), 2U);
}

TEST_F(GalleryTest, WritingTakesTheRole) {
  const RunningServer server(options);
  httplib::Client reader = client_of(server, "reader");
  const auto post = reader.Post("/v1/gallery/people/bob", blue(), "image/png");
  EXPECT_EQ(post->status, 403);
  EXPECT_EQ(problem_code(post), "role");
  EXPECT_EQ(reader.Delete("/v1/gallery/people/bob")->status, 403);
  EXPECT_EQ(reader.Get("/v1/gallery/people")->status, 200);
  EXPECT_EQ(server.client().Get("/v1/gallery/people")->status, 401);
  EXPECT_FALSE(std::filesystem::exists(options.gallery));

  options.token_file.clear();
  const RunningServer open(options);
  EXPECT_EQ(open.client().Post("/v1/gallery/people/bob", blue(), "image/png")->status, 403);
}

TEST_F(GalleryTest, AddsAllPicturesOrNone) {
  const RunningServer server(options);
  httplib::Client writer = client_of(server, "writer");
  const httplib::MultipartFormDataItems two = {{"image", red(), "1.png", "image/png"},
                                               {"image", "no picture", "2.png", "image/png"}};
  EXPECT_EQ(writer.Post("/v1/gallery/people/bob", two)->status, 422);
  EXPECT_EQ(writer.Post("/v1/gallery/people/" + std::string(201, 'a'), red(), "image/png")->status,
            400);
  EXPECT_EQ(writer.Post("/v1/gallery/people/a%0Ab", red(), "image/png")->status, 400);
  EXPECT_EQ(writer.Post("/v1/gallery/people/%FF", red(), "image/png")->status, 400);
  EXPECT_FALSE(std::filesystem::exists(options.gallery));
}

TEST_F(GalleryTest, IsNotThereUnlessItIsNamed) {
  options.gallery.clear();
  const RunningServer server(options);
  httplib::Client writer = client_of(server, "writer");
  for (const auto& result :
       {writer.Get("/v1/gallery/people"), writer.Post("/v1/identify", red(), "image/png"),
        writer.Post("/v1/gallery/people/bob", red(), "image/png")}) {
    EXPECT_EQ(result->status, 404);
    EXPECT_EQ(problem_code(result), "gallery");
  }
}

TEST_F(GalleryTest, RefusesFilesThatAreNoneOrOfAnotherModel) {
  write_file(options.gallery, "no gallery");
  EXPECT_THROW(Server{options}, Error);
  Gallery other("other", 3);
  other.add({"ann", ""}, std::vector<float>{1, 0, 0});
  write_gallery(other, options.gallery);
  EXPECT_THROW(Server{options}, Error);
}

}  // namespace
}  // namespace mien::serve
