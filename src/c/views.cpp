#include "c/views.h"

#include <limits>
#include <span>
#include <string_view>
#include <utility>

#include "mien/core/labels.h"
#include "report/values.h"

namespace mien::c {

namespace {

constexpr float absent = std::numeric_limits<float>::quiet_NaN();

const mien_classes* pointer(const OptionalClasses& classes) {
  return classes ? classes->get() : nullptr;
}

/// In the documented order, as JSON has it.
std::optional<Classification> ordered(std::optional<Classification> answer,
                                      std::span<const std::string_view> labels) {
  if (answer) answer->probabilities = in_order(*answer, labels);
  return answer;
}

}  // namespace

ClassesView::ClassesView(Classification answer) : answer_(std::move(answer)) {
  for (const LabelProbability& entry : answer_.probabilities) {
    labels_.push_back(entry.label.c_str());
    probabilities_.push_back(entry.probability);
  }
  view_.struct_size = sizeof view_;
  view_.label = answer_.label.c_str();
  view_.count = labels_.size();
  view_.labels = labels_.data();
  view_.probabilities = probabilities_.data();
  view_.unsure = answer_.unsure() ? 1 : 0;
}

OptionalClasses classes_view(const std::optional<Classification>& answer) {
  return answer ? std::make_unique<ClassesView>(*answer) : nullptr;
}

MeshView::MeshView(const FaceMesh& mesh) {
  for (const MeshPoint& point : mesh.points) {
    points_.insert(points_.end(), {point.x, point.y, point.z});
  }
  view_.struct_size = sizeof view_;
  view_.point_count = mesh.points.size();
  view_.points = points_.data();
  view_.score = mesh.score;
  view_.yaw = mesh.pose.yaw;
  view_.pitch = mesh.pose.pitch;
  view_.roll = mesh.pose.roll;
  view_.left_open = mesh.openness ? mesh.openness->left : absent;
  view_.right_open = mesh.openness ? mesh.openness->right : absent;
  if (!mesh.looking) return;
  looking_ = looking_names[static_cast<std::size_t>(*mesh.looking)];
  view_.looking = looking_.c_str();
}

FaceView::FaceView(Face face, int track, bool detected)
    : face_(std::move(face)),
      gender_(classes_view(ordered(face_.gender, gender_labels))),
      emotion_(classes_view(ordered(face_.emotion, emotion_labels))),
      ethnicity_(classes_view(ordered(face_.ethnicity, ethnicity_labels))),
      mesh_(face_.mesh ? std::make_unique<MeshView>(*face_.mesh) : nullptr) {
  view_.struct_size = sizeof view_;
  view_.x = face_.box.x;
  view_.y = face_.box.y;
  view_.width = face_.box.width;
  view_.height = face_.box.height;
  view_.score = face_.score;
  view_.has_landmarks = face_.landmarks ? 1 : 0;
  for (std::size_t i = 0; face_.landmarks && i < face_.landmarks->size(); ++i) {
    view_.landmarks[i][0] = (*face_.landmarks)[i].x;
    view_.landmarks[i][1] = (*face_.landmarks)[i].y;
  }
  view_.age = face_.age.value_or(absent);
  view_.age_low = face_.age_interval ? face_.age_interval->low : absent;
  view_.age_high = face_.age_interval ? face_.age_interval->high : absent;
  view_.gender = pointer(gender_);
  view_.emotion = pointer(emotion_);
  view_.ethnicity = pointer(ethnicity_);
  view_.valence = face_.affect ? face_.affect->valence : absent;
  view_.arousal = face_.affect ? face_.affect->arousal : absent;
  view_.yaw = face_.pose ? face_.pose->yaw : absent;
  view_.pitch = face_.pose ? face_.pose->pitch : absent;
  view_.roll = face_.pose ? face_.pose->roll : absent;
  view_.quality = face_.quality.value_or(absent);
  view_.embedding = face_.identity.empty() ? nullptr : face_.identity.data();
  view_.embedding_size = face_.identity.size();
  view_.turned = face_.turned;
  view_.track = track;
  view_.detected = detected ? 1 : 0;
  view_.mesh = mesh_ ? mesh_->get() : nullptr;
}

SegmentView::SegmentView(ExpressionSegment segment) : segment_(std::move(segment)) {
  view_.struct_size = sizeof view_;
  view_.begin = segment_.begin;
  view_.end = segment_.end;
  view_.label = segment_.label.c_str();
  view_.confidence = segment_.confidence;
}

PersonView::PersonView(const TrackSummary& person)
    : dominant_(person.dominant),
      gender_(classes_view(ordered(person.gender, gender_labels))),
      emotion_(classes_view(ordered(person.emotion, emotion_labels))),
      ethnicity_(classes_view(ordered(person.ethnicity, ethnicity_labels))) {
  for (const ExpressionSegment& segment : person.segments) segments_.add(segment);
  view_.struct_size = sizeof view_;
  view_.track = person.track;
  view_.begin = person.begin;
  view_.end = person.end;
  view_.seen = person.seen;
  view_.frames = person.frames;
  view_.age = person.age.value_or(absent);
  view_.valence = person.affect ? person.affect->valence : absent;
  view_.arousal = person.affect ? person.affect->arousal : absent;
  view_.gender = pointer(gender_);
  view_.emotion = pointer(emotion_);
  view_.ethnicity = pointer(ethnicity_);
  view_.dominant = dominant_.c_str();
  view_.segment_count = segments_.size();
  view_.segments = segments_.data();
}

SummaryView::SummaryView(const ClipSummary& summary)
    : damage_(summary.damage),
      dominant_(summary.dominant),
      emotion_(classes_view(ordered(summary.emotion, emotion_labels))) {
  for (const TrackSummary& person : summary.tracks) people_.add(person);
  view_.struct_size = sizeof view_;
  view_.frames = summary.frames;
  view_.frames_used = summary.frames_used;
  view_.frames_with_face = summary.frames_with_face;
  view_.seconds = summary.seconds;
  view_.damage = damage_.c_str();
  view_.dominant = dominant_.c_str();
  view_.emotion = pointer(emotion_);
  view_.person_count = people_.size();
  view_.people = people_.data();
}

}  // namespace mien::c
