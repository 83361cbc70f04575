#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mien/c/mien.h"
#include "mien/clip/summary.h"
#include "mien/core/face.h"

namespace mien::c {

/// The answer of a classifier as C sees it. Not to be moved: C holds pointers into it.
class ClassesView {
 public:
  explicit ClassesView(Classification answer);
  ClassesView(const ClassesView&) = delete;
  ClassesView& operator=(const ClassesView&) = delete;
  [[nodiscard]] const mien_classes* get() const { return &view_; }

 private:
  Classification answer_;
  std::vector<const char*> labels_;
  std::vector<float> probabilities_;
  mien_classes view_{};
};

/// A classification that may be absent.
using OptionalClasses = std::unique_ptr<ClassesView>;
[[nodiscard]] OptionalClasses classes_view(const std::optional<Classification>& answer);

/// The surface of a face as C sees it; likewise not to be moved.
class MeshView {
 public:
  explicit MeshView(const FaceMesh& mesh);
  MeshView(const MeshView&) = delete;
  MeshView& operator=(const MeshView&) = delete;
  [[nodiscard]] const mien_mesh* get() const { return &view_; }

 private:
  std::vector<float> points_;
  std::string looking_;
  mien_mesh view_{};
};

/// A face as C sees it; likewise not to be moved.
class FaceView {
 public:
  /// @param track the person's number in a clip; 0 for none
  explicit FaceView(Face face, int track = 0, bool detected = true);
  FaceView(const FaceView&) = delete;
  FaceView& operator=(const FaceView&) = delete;
  [[nodiscard]] const mien_face* get() const { return &view_; }

 private:
  Face face_;
  OptionalClasses gender_;
  OptionalClasses emotion_;
  OptionalClasses ethnicity_;
  std::unique_ptr<MeshView> mesh_;
  mien_face view_{};
};

/// A list of views, whose places do not change when the list is moved, and pointers to them.
template <typename View, typename Struct>
class ViewList {
 public:
  template <typename... Arguments>
  void add(Arguments&&... arguments) {
    views_.push_back(std::make_unique<View>(std::forward<Arguments>(arguments)...));
    pointers_.push_back(views_.back()->get());
  }
  [[nodiscard]] std::size_t size() const { return pointers_.size(); }
  [[nodiscard]] const Struct* const* data() const { return pointers_.data(); }
  [[nodiscard]] const Struct* at(std::size_t index) const {
    return index < pointers_.size() ? pointers_[index] : nullptr;
  }

 private:
  std::vector<std::unique_ptr<View>> views_;
  std::vector<const Struct*> pointers_;
};

using FaceList = ViewList<FaceView, mien_face>;

/// A segment of a clip as C sees it.
class SegmentView {
 public:
  explicit SegmentView(ExpressionSegment segment);
  SegmentView(const SegmentView&) = delete;
  SegmentView& operator=(const SegmentView&) = delete;
  [[nodiscard]] const mien_segment* get() const { return &view_; }

 private:
  ExpressionSegment segment_;
  mien_segment view_{};
};

/// A person of a clip as C sees them.
class PersonView {
 public:
  explicit PersonView(const TrackSummary& person);
  PersonView(const PersonView&) = delete;
  PersonView& operator=(const PersonView&) = delete;
  [[nodiscard]] const mien_person* get() const { return &view_; }

 private:
  std::string dominant_;
  OptionalClasses gender_;
  OptionalClasses emotion_;
  OptionalClasses ethnicity_;
  ViewList<SegmentView, mien_segment> segments_;
  mien_person view_{};
};

/// A clip as C sees it.
class SummaryView {
 public:
  explicit SummaryView(const ClipSummary& summary);
  SummaryView(const SummaryView&) = delete;
  SummaryView& operator=(const SummaryView&) = delete;
  [[nodiscard]] const mien_clip_summary* get() const { return &view_; }

 private:
  std::string damage_;
  std::string dominant_;
  OptionalClasses emotion_;
  ViewList<PersonView, mien_person> people_;
  mien_clip_summary view_{};
};

}  // namespace mien::c
