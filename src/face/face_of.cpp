#include "face/face_of.h"

#include "face/upright.h"
#include "mien/face/pose.h"

namespace mien {

Face face_of(const Detection& detection) {
  Face face;
  face.box = detection.box;
  face.score = detection.score;
  face.landmarks = detection.landmarks;
  face.turned = detection.landmarks ? turn_of(*detection.landmarks) : 0;
  if (detection.landmarks) face.pose = pose_of(*detection.landmarks);
  return face;
}

}  // namespace mien
