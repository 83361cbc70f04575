#include "c/c_api_fixture.h"

namespace mien {

namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST_F(CApiTest, TellsItsVersion) { EXPECT_STREQ(mien_version(), "0.1.0"); }

TEST_F(CApiTest, ReadsEachPixelFormat) {
  const Analyzer reader = analyzer();
  struct Case {
    mien_pixels format;
    std::vector<std::uint8_t> pixel;
    const char* label;
  };
  const std::vector<Case> cases = {{MIEN_RGB8, {255, 0, 0}, "anger"},
                                   {MIEN_BGR8, {255, 0, 0}, "happiness"},
                                   {MIEN_RGBA8, {0, 255, 0, 255}, "neutral"},
                                   {MIEN_GREY8, {200}, "anger"}};  // the first of equals
  for (const Case& test_case : cases) {
    for (const std::size_t gap : {0U, 5U}) {
      const auto bytes = pixels(test_case.pixel, gap);
      const auto stride = static_cast<std::ptrdiff_t>(4 * test_case.pixel.size() + gap);
      const mien_image image = MIEN_IMAGE(bytes.data(), 4, 4, stride, test_case.format);
      const Faces faces = created<Faces>([&](auto** place, auto** error) {
        return mien_analyze(reader.get(), &image, 1, place, error);
      });
      ASSERT_EQ(mien_faces_count(faces.get(), 0), 1U);
      const mien_face* face = mien_faces_at(faces.get(), 0, 0);
      EXPECT_STREQ(face->emotion->label, test_case.label) << test_case.format << ", gap " << gap;
      EXPECT_EQ(face->width, 4);
      EXPECT_TRUE(std::isnan(face->age));
      EXPECT_EQ(face->gender, nullptr);
      EXPECT_EQ(face->embedding, nullptr);
      EXPECT_EQ(face->has_landmarks, 0);
    }
  }
}

TEST_F(CApiTest, AnalysesSeveralPicturesAtOnce) {
  const Analyzer reader = analyzer();
  const auto red = pixels({255, 0, 0}, 0);
  const auto blue = pixels({0, 0, 255}, 0);
  const std::array<mien_image, 2> images = {
      mien_image MIEN_IMAGE(red.data(), 4, 4, 12, MIEN_RGB8),
      mien_image MIEN_IMAGE(blue.data(), 4, 4, 12, MIEN_RGB8)};
  const Faces faces = created<Faces>([&](auto** place, auto** error) {
    return mien_analyze(reader.get(), images.data(), images.size(), place, error);
  });
  EXPECT_EQ(mien_faces_pictures(faces.get()), 2U);
  EXPECT_STREQ(mien_faces_at(faces.get(), 0, 0)->emotion->label, "anger");
  EXPECT_STREQ(mien_faces_at(faces.get(), 1, 0)->emotion->label, "happiness");
  EXPECT_EQ(mien_faces_at(faces.get(), 1, 1), nullptr);
  EXPECT_EQ(mien_faces_at(faces.get(), 2, 0), nullptr);
  EXPECT_EQ(mien_faces_json(faces.get(), 2), nullptr);
  EXPECT_EQ(mien_faces_picture(faces.get(), 2), nullptr);
  EXPECT_THAT(mien_faces_json(faces.get(), 1), HasSubstr("\"label\":\"happiness\""));
}

TEST_F(CApiTest, GivesProbabilitiesInTheDocumentedOrder) {
  const Analyzer reader = analyzer();
  const auto red = pixels({255, 0, 0}, 0);
  const mien_image image = MIEN_IMAGE(red.data(), 4, 4, 12, MIEN_RGB8);
  const Faces faces = created<Faces>([&](auto** place, auto** error) {
    return mien_analyze(reader.get(), &image, 1, place, error);
  });
  const mien_classes* emotion = mien_faces_at(faces.get(), 0, 0)->emotion;
  ASSERT_EQ(emotion->count, 3U);
  EXPECT_STREQ(emotion->labels[0], "neutral");
  EXPECT_STREQ(emotion->labels[1], "happiness");
  EXPECT_STREQ(emotion->labels[2], "anger");
  // Softmax of 1, 0, 0.
  EXPECT_NEAR(emotion->probabilities[2], std::exp(1) / (std::exp(1) + 2), 1e-6);
  EXPECT_NEAR(emotion->probabilities[0], 1 / (std::exp(1) + 2), 1e-6);
}

TEST_F(CApiTest, ReadsFilesAndTheirBytes) {
  const Analyzer reader = analyzer();
  Image picture(4, 4);
  for (int y = 0; y < 4; ++y) std::memset(picture.mutable_row(y), 128, 12);
  const std::vector<std::byte> png = encode_png(picture);
  write_file(at("grey.png"), png);
  const Faces file = created<Faces>([&](auto** place, auto** error) {
    return mien_analyze_file(reader.get(), at("grey.png").c_str(), place, error);
  });
  const Faces bytes = created<Faces>([&](auto** place, auto** error) {
    return mien_analyze_encoded(reader.get(), png.data(), png.size(), at("grey.png").c_str(), place,
                                error);
  });
  EXPECT_STREQ(mien_faces_json(file.get(), 0), mien_faces_json(bytes.get(), 0));
  EXPECT_EQ(mien_faces_picture(file.get(), 0)->file, at("grey.png"));
  EXPECT_EQ(mien_faces_picture(file.get(), 0)->face_count, 1U);
}

TEST_F(CApiTest, RefusesBadInputWithAMessage) {
  const Analyzer reader = analyzer();
  const auto file = [&](const char* path) {
    return [&, path](auto** place, auto** error) {
      return mien_analyze_file(reader.get(), path, place, error);
    };
  };
  EXPECT_THAT(refused<Faces>(MIEN_INPUT, file(at("none.jpg").c_str())), HasSubstr("none.jpg"));
  EXPECT_THAT(refused<Faces>(MIEN_USAGE, file(nullptr)), StartsWith("path: expected a pointer"));
  EXPECT_THAT(refused<Faces>(MIEN_INPUT,
                             [&](auto** place, auto** error) {
                               return mien_analyze_encoded(reader.get(), "text", 4, nullptr, place,
                                                           error);
                             }),
              StartsWith("picture: "));
  const auto red = pixels({255, 0, 0}, 0);
  const auto image = [&](const mien_image& picture) {
    return refused<Faces>(picture.format == 7 || picture.struct_size < 8 ? MIEN_USAGE : MIEN_INPUT,
                          [&](auto** place, auto** error) {
                            return mien_analyze(reader.get(), &picture, 1, place, error);
                          });
  };
  EXPECT_THAT(image(MIEN_IMAGE(red.data(), 4, 4, 12, 7)), HasSubstr("found 7"));
  EXPECT_THAT(image(MIEN_IMAGE(red.data(), 4, 4, 11, MIEN_RGB8)), HasSubstr("stride"));
  EXPECT_THAT(image(MIEN_IMAGE(red.data(), 4, 4, 11, MIEN_BGR8)), HasSubstr("stride"));
  EXPECT_THAT(image(MIEN_IMAGE(nullptr, 4, 4, 12, MIEN_GREY8)), HasSubstr("pixels"));
  EXPECT_FALSE(image(MIEN_IMAGE(red.data(), 0, 4, 12, MIEN_GREY8)).empty());
  EXPECT_FALSE(image(MIEN_IMAGE(red.data(), -4, -4, 12, MIEN_RGB8)).empty());
  mien_image short_one = MIEN_IMAGE(red.data(), 4, 4, 12, MIEN_RGB8);
  short_one.struct_size = 3;
  EXPECT_THAT(image(short_one), HasSubstr("struct_size"));
}

TEST_F(CApiTest, RefusesImpossibleOptions) {
  const auto analyzer_of = [&](const mien_options& options) {
    return [&](auto** place, auto** error) { return mien_analyzer_new(&options, place, error); };
  };
  mien_options options = options_;
  options.threads = 0;
  EXPECT_THAT(refused<Analyzer>(MIEN_USAGE, analyzer_of(options)), HasSubstr("threads"));
  options = options_;
  options.identity = 2;
  EXPECT_THAT(refused<Analyzer>(MIEN_USAGE, analyzer_of(options)), HasSubstr("0 or 1, found 2"));
  options = options_;
  options.precision = 3;
  EXPECT_THAT(refused<Analyzer>(MIEN_USAGE, analyzer_of(options)), HasSubstr("found 3"));
  options = options_;
  options.mesh = -1;
  EXPECT_THAT(refused<Analyzer>(MIEN_USAGE, analyzer_of(options)), HasSubstr("mesh: expected 0"));
  options.mesh = 1;
  EXPECT_THAT(refused<Analyzer>(MIEN_USAGE, analyzer_of(options)),
              HasSubstr("mesh: expected a detector"));
  options = options_;
  options.max_pixels = 0;
  EXPECT_THAT(refused<Analyzer>(MIEN_USAGE, analyzer_of(options)), HasSubstr("max_pixels"));
  options = options_;
  options.detector = "guess";
  EXPECT_THAT(refused<Analyzer>(MIEN_USAGE, analyzer_of(options)), HasSubstr("\"guess\""));
  options = options_;
  options.models_folder = "/nowhere";
  options.detector = "rfb";
  EXPECT_THAT(refused<Analyzer>(MIEN_MODEL, analyzer_of(options)), HasSubstr("/nowhere"));
  EXPECT_EQ(mien_analyzer_new(&options, nullptr, nullptr), MIEN_USAGE);
}

TEST_F(CApiTest, TakesTheShorterStructsOfOlderPrograms) {
  // A program that knows the options up to `detector` alone.
  constexpr std::size_t known = offsetof(mien_options, min_face);
  std::array<unsigned char, sizeof(mien_options)> memory{};
  memory.fill(0xAB);
  auto* options = reinterpret_cast<mien_options*>(memory.data());
  mien_options_init(options, known);
  EXPECT_EQ(options->struct_size, known);
  for (std::size_t i = known; i < memory.size(); ++i) EXPECT_EQ(memory[i], 0xAB);
  options->detector = "none";
  options->models = &model_;
  options->model_count = 1;
  const Analyzer reader = created<Analyzer>(
      [&](auto** place, auto** error) { return mien_analyzer_new(options, place, error); });
  EXPECT_NE(reader, nullptr);
}

TEST_F(CApiTest, ProgramsOfTheFirstReleaseHaveTheDefaultsOfNewFields) {
  mien_options options;
  mien_options_init(&options, offsetof(mien_options, precision));
  options.detector = "none";
  options.models = &model_;
  options.model_count = 1;
  // What lies behind the struct that such a program knows is not looked at.
  options.precision = 99;
  options.mesh = 99;
  const Analyzer reader = created<Analyzer>(
      [&](auto** place, auto** error) { return mien_analyzer_new(&options, place, error); });
  EXPECT_NE(reader, nullptr);
}

TEST_F(CApiTest, ZeroesWhatLaterProgramsKnowMore) {
  std::array<unsigned char, sizeof(mien_options) + 16> memory{};
  memory.fill(0xAB);
  auto* options = reinterpret_cast<mien_options*>(memory.data());
  mien_options_init(options, memory.size());
  for (std::size_t i = sizeof(mien_options); i < memory.size(); ++i) EXPECT_EQ(memory[i], 0);
}

TEST_F(CApiTest, AcceptsNull) {
  mien_error_free(nullptr);
  mien_analyzer_free(nullptr);
  mien_faces_free(nullptr);
  mien_clip_free(nullptr);
  mien_gallery_free(nullptr);
  mien_matches_free(nullptr);
  mien_options_init(nullptr, 8);
  EXPECT_EQ(mien_error_code(nullptr), MIEN_OK);
  EXPECT_STREQ(mien_error_message(nullptr), "");
  EXPECT_EQ(mien_faces_pictures(nullptr), 0U);
  EXPECT_EQ(mien_faces_at(nullptr, 0, 0), nullptr);
  EXPECT_EQ(mien_clip_summary_of(nullptr), nullptr);
  EXPECT_EQ(mien_clip_frame_json(nullptr), nullptr);
  EXPECT_EQ(mien_gallery_count(nullptr), 0U);
  EXPECT_EQ(mien_gallery_person(nullptr, 0), nullptr);
  EXPECT_EQ(mien_matches_at(nullptr, 0), nullptr);
  const mien_frame* frame = nullptr;
  EXPECT_EQ(mien_clip_next(nullptr, &frame, nullptr), MIEN_USAGE);
  EXPECT_EQ(mien_analyze(nullptr, nullptr, 0, nullptr, nullptr), MIEN_USAGE);
}

TEST_F(CApiTest, ServesManyThreadsAtOnce) {
  const Analyzer reader = analyzer();
  const std::array<std::vector<std::uint8_t>, 2> colours = {pixels({255, 0, 0}, 0),
                                                            pixels({0, 0, 255}, 0)};
  const std::array<std::string, 2> labels = {"anger", "happiness"};
  std::array<int, 4> right{};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < right.size(); ++t) {
    threads.emplace_back([&, t] {
      const mien_image image = MIEN_IMAGE(colours[t % 2].data(), 4, 4, 12, MIEN_RGB8);
      for (int i = 0; i < 50; ++i) {
        mien_faces* faces = nullptr;
        if (mien_analyze(reader.get(), &image, 1, &faces, nullptr) != MIEN_OK) continue;
        if (mien_faces_at(faces, 0, 0)->emotion->label == labels[t % 2]) ++right[t];
        mien_faces_free(faces);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(right, testing::Each(50));
}

TEST_F(CApiTest, GivesOneResultToManyThreads) {
  const Analyzer reader = analyzer();
  const auto red = pixels({255, 0, 0}, 0);
  const mien_image image = MIEN_IMAGE(red.data(), 4, 4, 12, MIEN_RGB8);
  const Faces faces = created<Faces>([&](auto** place, auto** error) {
    return mien_analyze(reader.get(), &image, 1, place, error);
  });
  std::array<const char*, 4> texts{};
  std::vector<std::thread> threads;
  for (const char*& text : texts) {
    threads.emplace_back([&] { text = mien_faces_json(faces.get(), 0); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(texts, testing::Each(texts.front()));
}

TEST_F(CApiTest, WritesNoMoreThanTheCallerKnows) {
  MIEN_REQUIRE_FILE(test_models() / "mobilefacenet-identity.onnx");
  const std::string folder = test_models().string();
  mien_options options;
  mien_options_init(&options, sizeof options);
  options.models_folder = folder.c_str();
  options.identity = 1;
  const Analyzer reader = created<Analyzer>(
      [&](auto** place, auto** error) { return mien_analyzer_new(&options, place, error); });
  EXPECT_STREQ(mien_analyzer_identity_model(reader.get()), "mobilefacenet-identity");
  mien_threshold threshold = MIEN_THRESHOLD;
  threshold.struct_size = offsetof(mien_threshold, true_accepts);
  threshold.true_accepts = -7;
  ASSERT_EQ(mien_analyzer_threshold(reader.get(), 0.01, &threshold, nullptr), MIEN_OK);
  EXPECT_GT(threshold.distance, 0);
  EXPECT_LE(threshold.false_accepts, 0.01);
  EXPECT_EQ(threshold.true_accepts, -7);
  EXPECT_EQ(threshold.struct_size, offsetof(mien_threshold, true_accepts));
  threshold.struct_size = 0;
  EXPECT_EQ(mien_analyzer_threshold(reader.get(), 0.01, &threshold, nullptr), MIEN_USAGE);
  threshold = MIEN_THRESHOLD;
  EXPECT_EQ(mien_analyzer_threshold(reader.get(), 1e-12, &threshold, nullptr), MIEN_USAGE);
}

}  // namespace

}  // namespace mien
