#pragma once

#include <opencv2/core/mat.hpp>

#include "mien/core/face_mesh.h"

namespace mien {

/// Bits behind the point of coordinates for OpenCV.
inline constexpr int point_bits = 4;

/// Draws the points of a face's surface as small dots, and the outlines of face, eyes and lips as
/// lines.
/// @param canvas RGB
/// @param width of the face, pixels
void draw_mesh(cv::Mat& canvas, const FaceMesh& mesh, float width);

}  // namespace mien
