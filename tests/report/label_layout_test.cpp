#include "report/label_layout.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace mien {
namespace {

bool overlap(const PixelRect& a, const PixelRect& b) {
  return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

bool within(const PixelRect& rect, Size frame) {
  return rect.x >= 0 && rect.y >= 0 && rect.right() <= frame.width && rect.bottom() <= frame.height;
}

void expect_sound(Size frame, const std::vector<LabelRequest>& requests,
                  const std::vector<std::optional<LabelPlace>>& places) {
  ASSERT_EQ(places.size(), requests.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!places[i]) continue;
    const PixelRect& rect = places[i]->rect;
    EXPECT_TRUE(within(rect, frame));
    EXPECT_EQ((Size{rect.width, rect.height}), requests[i].sizes.at(places[i]->size));
    for (std::size_t k = 0; k < i; ++k) {
      if (places[k]) {
        EXPECT_FALSE(overlap(rect, places[k]->rect)) << i << " and " << k;
      }
    }
  }
}

std::size_t placed(const std::vector<std::optional<LabelPlace>>& places) {
  std::size_t count = 0;
  for (const auto& place : places) count += place.has_value() ? 1 : 0;
  return count;
}

TEST(ClipToFrame, KeepsWhatLiesInTheFrame) {
  EXPECT_EQ(clip_to_frame({10, 20, 30, 40}, {100, 100}), (PixelRect{10, 20, 30, 40}));
  EXPECT_EQ(clip_to_frame({-10, -20, 30, 40}, {100, 100}), (PixelRect{0, 0, 20, 20}));
  EXPECT_EQ(clip_to_frame({90, 90, 1e30F, 1e30F}, {100, 100}), (PixelRect{90, 90, 10, 10}));
  EXPECT_EQ(clip_to_frame({500, 500, 10, 10}, {100, 100}), (PixelRect{100, 100, 0, 0}));
  EXPECT_EQ(clip_to_frame({50, 50, -10, -10}, {100, 100}), (PixelRect{50, 50, 0, 0}));
  EXPECT_EQ(clip_to_frame({std::nanf(""), 0, 10, 10}, {100, 100}), PixelRect{});
}

TEST(PlaceLabels, PrefersTheLargestSizeAboveTheFace) {
  const std::vector<LabelRequest> requests = {{{40, 50, 30, 40}, {{40, 12}, {20, 6}}}};
  const auto places = place_labels({200, 200}, requests);
  ASSERT_TRUE(places[0]);
  EXPECT_EQ(places[0]->size, 0U);
  EXPECT_EQ(places[0]->rect, (PixelRect{40, 37, 40, 12}));
}

TEST(PlaceLabels, GoesBelowAFaceAtTheTop) {
  const auto places =
      place_labels({200, 200}, std::vector<LabelRequest>{{{40, 2, 30, 40}, {{40, 12}}}});
  ASSERT_TRUE(places[0]);
  EXPECT_EQ(places[0]->rect, (PixelRect{40, 43, 40, 12}));
}

TEST(PlaceLabels, StaysOffOtherFaces) {
  const std::vector<LabelRequest> requests = {{{40, 60, 30, 30}, {{30, 12}}},
                                              {{40, 20, 30, 39}, {{30, 12}}}};
  const auto places = place_labels({200, 200}, requests);
  for (const auto& place : places) {
    ASSERT_TRUE(place);
    for (const LabelRequest& request : requests) EXPECT_FALSE(overlap(place->rect, request.face));
  }
}

TEST(PlaceLabels, GoesIntoAFaceThatFillsTheFrame) {
  const auto places =
      place_labels({50, 50}, std::vector<LabelRequest>{{{0, 0, 50, 50}, {{30, 10}}}});
  EXPECT_EQ(placed(places), 1U);
}

TEST(PlaceLabels, LeavesOutWhatHasNoRoom) {
  const std::vector<LabelRequest> requests = {{{5, 5, 20, 20}, {{40, 10}, {31, 5}}},
                                              {{5, 5, 20, 20}, {{25, 20}}},
                                              {{6, 6, 20, 20}, {{25, 20}}},
                                              {{6, 6, 20, 20}, {}}};
  const auto places = place_labels({30, 30}, requests);
  EXPECT_FALSE(places[0]);
  EXPECT_TRUE(places[1]);
  EXPECT_FALSE(places[2]);
  EXPECT_FALSE(places[3]);
}

TEST(PlaceLabels, IsSoundForRandomFaces) {
  std::mt19937 random(7);
  const auto below = [&](int most) {
    return static_cast<int>(random() % static_cast<unsigned>(most));
  };
  for (int round = 0; round < 300; ++round) {
    const Size frame{1 + below(round % 3 == 0 ? 40 : 1500), 1 + below(round % 3 == 0 ? 40 : 1000)};
    std::vector<LabelRequest> requests;
    const int count = below(60);
    for (int i = 0; i < count; ++i) {
      // Some reach beyond the frame or lie outside it.
      const int left = below(2 * frame.width) - frame.width / 2;
      const int top = below(2 * frame.height) - frame.height / 2;
      const Box box{float(left), float(top), float(below(300)), float(below(300))};
      LabelRequest request{clip_to_frame(box, frame), {}};
      const Size size{1 + below(160), 1 + below(40)};
      request.sizes = {size,
                       {1 + size.width * 3 / 4, 1 + size.height * 3 / 4},
                       {1 + size.width / 2, 1 + size.height / 2}};
      requests.push_back(request);
    }
    expect_sound(frame, requests, place_labels(frame, requests));
  }
}

TEST(PlaceLabels, FindsRoomForFortyFaces) {
  std::vector<LabelRequest> requests;
  for (int i = 0; i < 40; ++i) {
    requests.push_back({{20 + i % 10 * 125, 40 + i / 10 * 170, 70, 90}, {{110, 30}, {90, 24}}});
  }
  const auto places = place_labels({1280, 720}, requests);
  expect_sound({1280, 720}, requests, places);
  EXPECT_EQ(placed(places), 40U);
  for (const auto& place : places) EXPECT_EQ(place->size, 0U);
}

}  // namespace
}  // namespace mien
