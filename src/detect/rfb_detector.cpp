#include "detect/rfb_detector.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "core/thread_pool.h"
#include "detect/border.h"
#include "detect/crop_judge.h"
#include "detect/rfb_boxes.h"
#include "mien/media/image_io.h"
#include "pixels/area.h"

namespace mien::detect {

namespace {

constexpr int first_long_side = 320;  // what RFB was taught with
constexpr int last_long_side = 640;
constexpr int fast_long_side = 480;
constexpr int largest_long_side = 2560;
constexpr int least_side =
    15;  // of the smallest face in the finest pass, where that is chosen by it
constexpr float onet_score = 0.6F;
constexpr float fast_score = 0.7F;
constexpr float least_proposal = 0.2F;
constexpr double most_shared = 0.3;  // of boxes that RFB proposes, and of faces
constexpr double most_within = 0.7;  // of the smaller of two faces
// A picture without a sure face gets a border, at these sizes one after the other.
constexpr std::array bordered_long_sides = {1280, 112};
constexpr double border_share = 0.2;
constexpr std::size_t most_boxes = 300;  // bounds the work where nearly every box passes

bool is_large(const Candidate& box, int min_face) {
  return std::max(box.x2 - box.x1, box.y2 - box.y1) + 1 >= min_face;
}

class RfbDetector : public Detector {
 public:
  RfbDetector(std::unique_ptr<RfbPass> pass, CropNet onet, const DetectorOptions& options)
      : options_(options),
        pass_(std::move(pass)),
        onet_(std::move(onet)),
        threads_(options.threads),
        judge_(kernels_, threads_) {}

  /// A face that fills the whole picture is not known as one: it needs something around it. Where
  /// no sure face is found, the picture is looked at again with its edge pixels repeated.
  [[nodiscard]] std::vector<Detection> detect(const Image& image) const final {
    if (image.empty()) return {};
    std::vector<Detection> best = look(image, options_.min_face);
    for (const int long_side : bordered_long_sides) {
      if (!best.empty() && best.front().score >= sure_score()) break;
      std::vector<Detection> detections = look_with_border(image, long_side);
      if (detections.empty()) continue;
      if (best.empty() || detections.front().score > best.front().score)
        best = std::move(detections);
    }
    return best;
  }

 protected:
  /// The score from which on there is no doubt of a face, whatever least score is asked for.
  [[nodiscard]] virtual float sure_score() const = 0;

  /// Faces of a picture by falling score.
  [[nodiscard]] virtual std::vector<Detection> look(const Image& image, int min_face) const = 0;

  [[nodiscard]] const DetectorOptions& options() const { return options_; }

  /// What RFB sees in the picture at some long sides, without those that overlap better ones.
  [[nodiscard]] std::vector<Candidate> propose(const Image& image,
                                               const std::vector<int>& long_sides,
                                               float least_score) const {
    std::vector<Candidate> boxes;
    // From the largest on, so that each is made of the one before.
    Image small;
    for (const int long_side : long_sides) {
      const Image& larger = small.empty() ? image : small;
      const Size size = rfb_shrunk(image.size(), long_side);
      const bool shrinks = size.width < larger.width();
      small = shrinks ? pixels::area_reduced(larger, size, kernels_.weighted_rows)
                      : resize(larger, size, ResizeRule::bilinear);
      const std::vector<Candidate> candidates =
          rfb_boxes(pass_->run(small), small.size(), image.size(), least_score);
      boxes.insert(boxes.end(), candidates.begin(), candidates.end());
    }
    std::erase_if(boxes, [&](const Candidate& box) { return !usable(box, image.size()); });
    keep_best(boxes, most_boxes * long_sides.size());
    return suppress(boxes, most_shared, Overlap::over_union);
  }

  /// ONet's answers for the boxes that can be cut out of the picture; `origin` is the box.
  [[nodiscard]] std::vector<Candidate> ask_onet(const Image& image,
                                                std::vector<Candidate> boxes) const {
    for (std::size_t i = 0; i < boxes.size(); ++i) boxes[i].origin = i;
    std::vector<Candidate> answers =
        judge_.judge(image, onet_, crop_squares(boxes, image.size(), std::round), -1);
    for (Candidate& answer : answers) answer = finished(answer);
    return answers;
  }

  /// Faces by falling score, without what is too small or too much.
  [[nodiscard]] std::vector<Detection> answers(std::vector<Candidate> boxes, Size picture,
                                               int min_face) const {
    std::erase_if(boxes, [&](const Candidate& box) {
      return !usable(box, picture) || !is_large(box, min_face);
    });
    boxes = suppress(boxes, most_shared, Overlap::over_union);
    boxes = suppress(boxes, most_within, Overlap::over_smaller);
    if (options_.max_faces > 0) {
      boxes.resize(std::min(boxes.size(), static_cast<std::size_t>(options_.max_faces)));
    }
    std::vector<Detection> faces;
    faces.reserve(boxes.size());
    for (const Candidate& box : boxes) faces.push_back(detection_of(box));
    return faces;
  }

 private:
  /// Faces of a picture that is made no larger than some long side and gets a border.
  [[nodiscard]] std::vector<Detection> look_with_border(const Image& image, int long_side) const {
    const int whole = std::max(image.width(), image.height());
    const bool shrinks = long_side < whole;
    const Image smaller = shrinks ? pixels::area_reduced(image, rfb_shrunk(image.size(), long_side),
                                                         kernels_.weighted_rows)
                                  : Image();
    const Image& seen = shrinks ? smaller : image;
    const float scale = shrinks ? static_cast<float>(long_side) / static_cast<float>(whole) : 1.0F;
    const auto border =
        static_cast<int>(std::lround(border_share * std::max(seen.width(), seen.height())));
    const int min_face = static_cast<int>(static_cast<float>(options_.min_face) * scale);
    std::vector<Detection> faces;
    for (const Detection& face : look(with_border(seen, border), min_face)) {
      const Detection inside = without_border(face, border, scale);
      if (is_wanted(inside, image.size(), options_.min_face)) faces.push_back(inside);
    }
    return faces;
  }

  DetectorOptions options_;
  const CnnKernels& kernels_ = *supported_kernels().front();
  std::unique_ptr<RfbPass> pass_;
  CropNet onet_;
  mutable ThreadPool threads_;
  CropJudge judge_;
};

/// The score of a box that both networks judged. ONet knows faces that look into the camera: one
/// that is turned away or bent down, which RFB is sure of, counts by RFB for three quarters.
float joined_score(float rfb, float onet) {
  return std::max(std::sqrt(rfb * onet), std::pow(rfb, 0.75F) * std::pow(onet, 0.25F));
}

/// Long sides of the passes, from the largest on. A small picture is not blown up: its face would
/// become larger than any that RFB was taught.
std::vector<int> passes(Size picture, const DetectorOptions& options) {
  const int long_side = std::max(picture.width, picture.height);
  int last = options.max_long_side > 0 ? options.max_long_side : last_long_side;
  if (options.max_long_side == 0 && options.pass_by_min_face) {
    last = first_long_side;
    while (last < largest_long_side && least_side * long_side > options.min_face * last) last *= 2;
  }
  std::vector<int> long_sides = {std::min(first_long_side, long_side)};
  for (int next = 2 * first_long_side; next <= last && next / 2 < long_side; next *= 2) {
    long_sides.insert(long_sides.begin(), std::min(next, long_side));
  }
  return long_sides;
}

class RfbOnet final : public RfbDetector {
 public:
  using RfbDetector::RfbDetector;

  [[nodiscard]] float sure_score() const override { return onet_score; }

  [[nodiscard]] std::vector<Detection> look(const Image& image, int min_face) const override {
    std::vector<Candidate> faces;
    const float least = options().min_score.value_or(onet_score);
    const std::vector<Candidate> boxes =
        propose(image, passes(image.size(), options()), least_proposal);
    for (Candidate& answer : ask_onet(image, boxes)) {
      answer.score = joined_score(boxes[answer.origin].score, answer.score);
      if (answer.score >= least) faces.push_back(answer);
    }
    return answers(std::move(faces), image.size(), min_face);
  }
};

class RfbFast final : public RfbDetector {
 public:
  using RfbDetector::RfbDetector;

  [[nodiscard]] float sure_score() const override { return fast_score; }

  [[nodiscard]] std::vector<Detection> look(const Image& image, int min_face) const override {
    const int most = options().max_long_side > 0 ? options().max_long_side : fast_long_side;
    const int long_side = std::min(most, std::max(image.width(), image.height()));
    std::vector<Candidate> boxes =
        propose(image, {long_side}, options().min_score.value_or(fast_score));
    std::vector<Candidate> faces;
    for (const Candidate& answer : ask_onet(image, boxes)) {
      faces.push_back(boxes[answer.origin]);
      faces.back().landmarks = answer.landmarks;
    }
    return answers(std::move(faces), image.size(), min_face);
  }
};

}  // namespace

std::unique_ptr<Detector> make_rfb_onet(std::unique_ptr<RfbPass> pass, CropNet onet,
                                        const DetectorOptions& options) {
  return std::make_unique<RfbOnet>(std::move(pass), std::move(onet), options);
}

std::unique_ptr<Detector> make_rfb_alone(std::unique_ptr<RfbPass> pass, CropNet onet,
                                         const DetectorOptions& options) {
  return std::make_unique<RfbFast>(std::move(pass), std::move(onet), options);
}

}  // namespace mien::detect
