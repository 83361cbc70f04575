#include "mien/pipeline/clip_analyzer.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <optional>

#include "mien/core/error.h"
#include "pipeline/analyzer_fixture.h"

namespace mien {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<int> red = {255, 0, 0};
const std::vector<int> blue = {0, 0, 255};
const std::vector<int> black = {0, 0, 0};

/// Pictures at ten a second.
class PictureSource final : public FrameSource {
 public:
  explicit PictureSource(std::vector<Image> pictures) : pictures_(std::move(pictures)) {
    info_.name = "pictures";
    info_.frame_rate = 10;
  }
  std::optional<Frame> next() override {
    if (index_ == broken_at) throw Error(ErrorCode::input, "broken");
    if (index_ == pictures_.size()) return std::nullopt;
    const auto index = static_cast<std::int64_t>(index_);
    return Frame{pictures_[index_++], 0.1 * static_cast<double>(index), index};
  }
  [[nodiscard]] const ClipInfo& info() const override { return info_; }
  [[nodiscard]] std::string damage() const override { return damage_text; }

  std::optional<std::size_t> broken_at;
  std::string damage_text;

 private:
  std::vector<Image> pictures_;
  ClipInfo info_;
  std::size_t index_ = 0;
};

std::vector<Image> repeated(const Image& picture, std::size_t count) { return {count, picture}; }

/// A grey picture with a patterned square of 16 x 16 at (x, 20): something that can be followed.
Image square_at(int x, std::uint8_t brightest = 160) {
  Image image(96, 64);
  for (int row = 0; row < 64; ++row) {
    std::fill_n(image.mutable_row(row), 3 * 96, std::uint8_t{60});
  }
  for (int row = 0; row < 16; ++row) {
    for (int column = 0; column < 16; ++column) {
      const bool bright = (row / 4 + column / 4) % 2 == 0;
      std::uint8_t* const pixel = image.mutable_row(20 + row) + 3 * (x + column);
      pixel[0] = 255;
      pixel[1] = pixel[2] = bright ? brightest : std::uint8_t{0};
    }
  }
  return image;
}

/// Finds the square of `square_at`.
class SquareDetector : public Detector {
 public:
  [[nodiscard]] std::vector<Detection> detect(const Image& image) const override {
    for (int x = 0; x < image.width(); ++x) {
      if (image.row(20)[3 * x] != 255) continue;
      Detection face;
      face.box = {static_cast<float>(x), 20, 16, 16};
      face.score = 1;
      return {face};
    }
    return {};
  }
};

/// Finds the square so many times less one, and then fails.
class FailingDetector final : public SquareDetector {
 public:
  explicit FailingDetector(int failing_call) : calls_left_(failing_call) {}

  [[nodiscard]] std::vector<Detection> detect(const Image& image) const override {
    if (--calls_left_ <= 0) throw Error(ErrorCode::model, "the detector failed");
    return SquareDetector::detect(image);
  }

 private:
  mutable std::atomic<int> calls_left_;
};

TEST(ClipAnalyzer, GivesEachFramePeopleAndTheClipASummary) {
  const TinyAnalyzer tiny;
  const FaceAnalyzer faces(tiny.options);
  const ClipAnalyzer analyzer(
      faces, {.detect_every = 1, .batch_frames = 3, .smoothing = {.time_constant = 0}});
  PictureSource source(repeated(quarters({red, black, blue, black}), 10));
  std::vector<std::int64_t> indices;
  const ClipAnalysis analysis = analyzer.analyze(source, [&](const AnalyzedFrame& frame) {
    indices.push_back(frame.faces.index);
    EXPECT_EQ(frame.faces.faces.size(), 2U);
    EXPECT_EQ(frame.faces.faces[0].face.emotion->label, "anger");
    EXPECT_EQ(frame.faces.faces[1].face.emotion->label, "happiness");
    EXPECT_TRUE(frame.faces.faces[0].detected);
    EXPECT_NE(frame.faces.faces[0].track, frame.faces.faces[1].track);
    return true;
  });
  EXPECT_THAT(indices, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  const ClipSummary& summary = analysis.summary;
  EXPECT_EQ(summary.clip, "pictures");
  EXPECT_EQ(summary.frames, 10);
  EXPECT_EQ(summary.frames_used, 10);
  EXPECT_EQ(summary.frames_with_face, 10);
  EXPECT_EQ(summary.tracks.size(), 2U);
  EXPECT_NEAR(summary.seconds, 1, 1e-6);
  EXPECT_THAT(summary.damage, IsEmpty());
  EXPECT_EQ(analysis.detections, 10);
  EXPECT_FALSE(analysis.stopped);
}

TEST(ClipAnalyzer, FollowsFacesBetweenDetections) {
  TinyAnalyzer tiny;
  tiny.options.custom_detector = std::make_shared<SquareDetector>();
  const FaceAnalyzer faces(tiny.options);
  const ClipAnalyzer analyzer(faces, {.detect_every = 5});
  std::vector<Image> pictures;
  for (int i = 0; i < 15; ++i) pictures.push_back(square_at(10 + 2 * i));
  PictureSource source(pictures);
  const ClipAnalysis analysis = analyzer.analyze(source, [](const AnalyzedFrame& frame) {
    EXPECT_EQ(frame.faces.faces.size(), 1U);
    const TrackedFace& tracked = frame.faces.faces.front();
    EXPECT_EQ(tracked.detected, frame.frame.index % 5 == 0);
    EXPECT_NEAR(tracked.face.box.x, 10 + 2 * static_cast<int>(frame.frame.index), 1.5);
    EXPECT_EQ(tracked.track, 1);
    return true;
  });
  EXPECT_EQ(analysis.detections, 3);
  ASSERT_EQ(analysis.summary.tracks.size(), 1U);
  EXPECT_EQ(analysis.summary.tracks[0].detected, 3);
  EXPECT_EQ(analysis.summary.tracks[0].frames, 15);
}

TEST(ClipAnalyzer, ALostFaceIsDetectedAgain) {
  TinyAnalyzer tiny;
  tiny.options.custom_detector = std::make_shared<SquareDetector>();
  const FaceAnalyzer faces(tiny.options);
  const ClipAnalyzer analyzer(faces, {.detect_every = 100});
  PictureSource source({square_at(4), square_at(4), square_at(76), square_at(76)});
  const ClipAnalysis analysis = analyzer.analyze(source);
  EXPECT_EQ(analysis.detections, 2);
  EXPECT_EQ(analysis.summary.frames_with_face, 4);
}

/// A tiny network that reads ethnicity, besides that of `TinyAnalyzer`.
std::string with_ethnicity(const TinyAnalyzer& tiny) {
  ModelMetadata metadata = tiny_metadata(4);
  metadata.heads[0].attribute = "ethnicity";
  metadata.heads[0].labels = {"white", "black", "asian"};
  std::string path = (tiny.folder() / "ethnicity.onnx").string();
  write_file(path, tiny_onnx(4, format_metadata(metadata)));
  return path;
}

TEST(ClipAnalyzer, ReadsWhatLastsWhereTheDetectorRan) {
  TinyAnalyzer tiny;
  tiny.options.models.push_back(with_ethnicity(tiny));
  tiny.options.custom_detector = std::make_shared<SquareDetector>();
  const FaceAnalyzer faces(tiny.options);
  const auto answers = [&](bool read_all) {
    const ClipAnalyzer analyzer(
        faces, {.detect_every = 5, .read_all = read_all, .smoothing = {.time_constant = 0}});
    std::vector<Image> pictures;
    for (int i = 0; i < 10; ++i) {
      pictures.push_back(square_at(20, static_cast<std::uint8_t>(160 - 5 * i)));
    }
    PictureSource source(pictures);
    std::vector<Face> result;
    const ClipAnalysis analysis = analyzer.analyze(source, [&](const AnalyzedFrame& frame) {
      result.push_back(frame.faces.faces.at(0).face);
      return true;
    });
    EXPECT_EQ(analysis.detections, 2);
    return result;
  };
  const std::vector<Face> all = answers(true);
  const std::vector<Face> some = answers(false);
  ASSERT_EQ(all.size(), 10U);
  ASSERT_EQ(some.size(), 10U);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(some[i].emotion, all[i].emotion) << i;
    EXPECT_EQ(some[i].ethnicity, all[i / 5 * 5].ethnicity) << i;
  }
  EXPECT_NE(all[1].ethnicity, all[0].ethnicity);
  EXPECT_NE(some[5].ethnicity, some[4].ethnicity);
}

TEST(ClipAnalyzer, BatchesDoNotChangeTheAnswers) {
  TinyAnalyzer tiny;
  tiny.options.custom_detector = std::make_shared<SquareDetector>();
  const FaceAnalyzer faces(tiny.options);
  const auto boxes = [&](int batch, bool ahead) {
    std::vector<Image> pictures;
    for (int i = 0; i < 12; ++i) pictures.push_back(square_at(10 + 3 * i));
    PictureSource source(pictures);
    std::vector<float> values;
    const ClipAnalyzer analyzer(faces,
                                {.detect_every = 4, .batch_frames = batch, .find_ahead = ahead});
    const ClipAnalysis analysis = analyzer.analyze(source, [&](const AnalyzedFrame& frame) {
      for (const TrackedFace& tracked : frame.faces.faces) {
        values.push_back(tracked.face.box.x);
        values.push_back(tracked.face.emotion->confidence());
      }
      return true;
    });
    EXPECT_EQ(analysis.summary.frames, 12);
    return values;
  };
  const std::vector<float> expected = boxes(1, false);
  EXPECT_EQ(boxes(5, false), expected);
  EXPECT_EQ(boxes(1, true), expected);
  EXPECT_EQ(boxes(5, true), expected);
}

TEST(ClipAnalyzer, AdaptivelyReadsFewFramesOfAClearExpression) {
  const TinyAnalyzer tiny;
  const FaceAnalyzer faces(tiny.options);
  const auto used = [&](double threshold) {
    const ClipAnalyzer analyzer(faces,
                                {.adaptive = true, .stages = {{8, threshold}, {2, 2}, {1, 0}}});
    PictureSource source(repeated(quarters({red, black, black, black}), 20));
    std::int64_t shown = 0;
    const ClipAnalysis analysis = analyzer.analyze(source, [&](const AnalyzedFrame& frame) {
      if (frame.used) ++shown;
      EXPECT_EQ(frame.faces.faces.size(), 1U);
      return true;
    });
    EXPECT_EQ(shown, analysis.summary.frames_used);
    EXPECT_EQ(analysis.detections, shown);
    EXPECT_EQ(analysis.summary.frames, 20);
    return analysis.summary.frames_used;
  };
  EXPECT_EQ(used(0.0), 3);   // windows of 8, 8 and 4 frames
  EXPECT_EQ(used(2.0), 20);  // never sure
}

void expect_to_stop(const ClipAnalyzerOptions& options) {
  const TinyAnalyzer tiny;
  const FaceAnalyzer faces(tiny.options);
  PictureSource source(repeated(quarters({red, black, black, black}), 20));
  const auto first_frames = [](const AnalyzedFrame& frame) { return frame.frame.index < 5; };
  const ClipAnalysis analysis = ClipAnalyzer(faces, options).analyze(source, first_frames);
  EXPECT_TRUE(analysis.stopped);
  EXPECT_EQ(analysis.summary.frames, 6);
}

TEST(ClipAnalyzer, StopsWhenToldTo) { expect_to_stop({.batch_frames = 4}); }

TEST(ClipAnalyzerThreads, StopWhenToldTo) {
  expect_to_stop({.batch_frames = 4, .find_ahead = true});
}

TEST(ClipAnalyzerThreads, PassOnWhatTheCallerThrows) {
  const TinyAnalyzer tiny;
  const FaceAnalyzer faces(tiny.options);
  const ClipAnalyzer analyzer(faces, {.batch_frames = 2, .find_ahead = true});
  PictureSource source(repeated(quarters({red, black, black, black}), 20));
  const auto refuse = [](const AnalyzedFrame& /*frame*/) -> bool {
    throw Error(ErrorCode::output, "full");
  };
  EXPECT_THROW(static_cast<void>(analyzer.analyze(source, refuse)), Error);
}

TEST(ClipAnalyzerThreads, PassOnWhatTheDetectorThrowsAfterTheFramesBefore) {
  TinyAnalyzer tiny;
  tiny.options.custom_detector = std::make_shared<FailingDetector>(5);
  const FaceAnalyzer faces(tiny.options);
  const ClipAnalyzer analyzer(faces, {.detect_every = 1, .batch_frames = 2, .find_ahead = true});
  PictureSource source(repeated(square_at(10), 20));
  int frames = 0;
  const auto count = [&](const AnalyzedFrame& /*frame*/) {
    ++frames;
    return true;
  };
  EXPECT_THROW(static_cast<void>(analyzer.analyze(source, count)), Error);
  EXPECT_EQ(frames, 4);
}

TEST(ClipAnalyzer, ABreakLaterIsDamageAndAtFirstAnError) {
  const TinyAnalyzer tiny;
  const FaceAnalyzer faces(tiny.options);
  const ClipAnalyzer analyzer(faces);
  PictureSource late(repeated(quarters({red, black, black, black}), 20));
  late.broken_at = 3;
  const ClipAnalysis analysis = analyzer.analyze(late);
  EXPECT_EQ(analysis.summary.frames, 3);
  EXPECT_EQ(analysis.summary.damage, "broken");
  PictureSource early(repeated(quarters({red, black, black, black}), 20));
  early.broken_at = 0;
  EXPECT_THROW(static_cast<void>(analyzer.analyze(early)), Error);
  PictureSource cut(repeated(quarters({red, black, black, black}), 2));
  cut.damage_text = "cut short";
  EXPECT_EQ(analyzer.analyze(cut).summary.damage, "cut short");
}

TEST(ClipAnalyzer, AClipWithoutFacesOrFramesIsAResult) {
  const TinyAnalyzer tiny;
  const FaceAnalyzer faces(tiny.options);
  const ClipAnalyzer analyzer(faces);
  PictureSource dark(repeated(quarters({black, black, black, black}), 7));
  EXPECT_EQ(analyzer.analyze(dark).summary.frames_with_face, 0);
  PictureSource none({});
  EXPECT_EQ(analyzer.analyze(none).summary.frames, 0);
}

TEST(ClipAnalyzer, RefusesImpossibleOptions) {
  const TinyAnalyzer tiny;
  const FaceAnalyzer faces(tiny.options);
  EXPECT_THROW(ClipAnalyzer(faces, {.detect_every = 0}), Error);
  EXPECT_THROW(ClipAnalyzer(faces, {.batch_frames = 0}), Error);
  EXPECT_THROW(ClipAnalyzer(faces, {.adaptive = true, .stages = {}}), Error);
  EXPECT_THROW(ClipAnalyzer(faces, {.adaptive = true, .stages = {{65, 1}}}), Error);
}

TEST(FaceAnalyzer, ReadsFacesThatAreKnown) {
  const TinyAnalyzer tiny;
  const FaceAnalyzer analyzer(tiny.options);
  const std::vector<Image> pictures = {quarters({red, blue, black, black}),
                                       quarters({black, black, black, blue})};
  const std::vector<std::vector<Detection>> known = {analyzer.detect(pictures[0]),
                                                     analyzer.detect(pictures[1])};
  const auto read = analyzer.read(pictures, known);
  ASSERT_EQ(read.size(), 2U);
  ASSERT_EQ(read[0].size(), 2U);
  EXPECT_EQ(read[0][1].emotion, analyzer.analyze(pictures[0])[1].emotion);
  EXPECT_EQ(read[1][0].box, known[1][0].box);
  EXPECT_THROW(static_cast<void>(analyzer.read(pictures, std::span(known).first(1))), Error);
}

TEST(FaceAnalyzer, ReadsExpressionsAloneIfAsked) {
  TinyAnalyzer tiny;
  tiny.options.models.push_back(with_ethnicity(tiny));
  const FaceAnalyzer analyzer(tiny.options);
  const std::vector<Image> pictures = {quarters({red, black, black, black})};
  const std::vector<std::vector<Detection>> known = {analyzer.detect(pictures[0])};
  const Face all = analyzer.read(pictures, known)[0][0];
  const Face momentary = analyzer.read(pictures, known, Reading::momentary)[0][0];
  EXPECT_TRUE(all.ethnicity);
  EXPECT_FALSE(momentary.ethnicity);
  EXPECT_EQ(momentary.emotion, all.emotion);
}

}  // namespace
}  // namespace mien
