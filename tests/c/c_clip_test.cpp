#include "c/c_api_fixture.h"

namespace mien {

namespace {

using testing::HasSubstr;

TEST_F(CApiTest, ReadsAClipFrameByFrame) {
  const Analyzer reader = analyzer();
  const std::string name = test_data("clips/plain.mp4").string();
  const Clip clip = created<Clip>([&](auto** place, auto** error) {
    return mien_clip_open(reader.get(), name.c_str(), nullptr, place, error);
  });
  EXPECT_EQ(mien_clip_summary_of(clip.get()), nullptr);
  EXPECT_EQ(mien_clip_summary_json(clip.get()), nullptr);
  std::int64_t frames = 0;
  const mien_frame* frame = nullptr;
  while (mien_clip_next(clip.get(), &frame, nullptr) == MIEN_OK && frame != nullptr) {
    EXPECT_EQ(frame->index, frames++);
    ASSERT_EQ(frame->face_count, 1U);
    EXPECT_EQ(frame->faces[0]->track, 1);
    EXPECT_EQ(frame->faces[0]->width, static_cast<float>(frame->width));
    EXPECT_EQ(frame->faces[0]->height, static_cast<float>(frame->height));
    EXPECT_NE(frame->faces[0]->emotion, nullptr);
    EXPECT_THAT(mien_clip_frame_json(clip.get()), HasSubstr("\"type\":\"frame\""));
  }
  EXPECT_EQ(mien_clip_frame_json(clip.get()), nullptr);
  const mien_clip_summary* summary = mien_clip_summary_of(clip.get());
  ASSERT_NE(summary, nullptr);
  EXPECT_GT(frames, 1);
  EXPECT_EQ(summary->frames, frames);
  EXPECT_EQ(summary->frames_with_face, frames);
  ASSERT_EQ(summary->person_count, 1U);
  EXPECT_EQ(summary->people[0]->frames, frames);
  EXPECT_GE(summary->people[0]->segment_count, 1U);
  EXPECT_STREQ(summary->people[0]->segments[0]->label, summary->people[0]->dominant);
  EXPECT_THAT(mien_clip_summary_json(clip.get()), HasSubstr("\"type\":\"clip\""));
  // After the end there is the end.
  EXPECT_EQ(mien_clip_next(clip.get(), &frame, nullptr), MIEN_OK);
  EXPECT_EQ(frame, nullptr);
}

TEST_F(CApiTest, EndsAClipBeforeItsEnd) {
  const Analyzer reader = analyzer();
  mien_clip_options options;
  mien_clip_options_init(&options, sizeof options);
  options.every = 2;
  const std::string name = test_data("clips/plain.mp4").string();
  const Clip clip = created<Clip>([&](auto** place, auto** error) {
    return mien_clip_open(reader.get(), name.c_str(), &options, place, error);
  });
  const mien_frame* frame = nullptr;
  ASSERT_EQ(mien_clip_next(clip.get(), &frame, nullptr), MIEN_OK);
  ASSERT_EQ(mien_clip_next(clip.get(), &frame, nullptr), MIEN_OK);
  EXPECT_EQ(frame->index, 2);
  EXPECT_EQ(mien_clip_summary_of(clip.get()), nullptr);
}

TEST_F(CApiTest, RefusesWhatIsNoClip) {
  const Analyzer reader = analyzer();
  const auto open = [&](const char* name, const mien_clip_options* options) {
    return [&, name, options](auto** place, auto** error) {
      return mien_clip_open(reader.get(), name, options, place, error);
    };
  };
  EXPECT_THAT(refused<Clip>(MIEN_INPUT, open(at("none.mp4").c_str(), nullptr)),
              HasSubstr("none.mp4"));
  mien_clip_options options;
  mien_clip_options_init(&options, sizeof options);
  options.detect_every = 0;
  const std::string name = test_data("clips/plain.mp4").string();
  EXPECT_THAT(refused<Clip>(MIEN_USAGE, open(name.c_str(), &options)), HasSubstr("detect_every"));
}

}  // namespace

}  // namespace mien
