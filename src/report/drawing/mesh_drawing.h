#pragma once

#include "mien/core/face_mesh.h"
#include "report/drawing/backend.h"

namespace mien {

/// Draws the points of a face's surface as small dots, and the outlines of face, eyes and lips as
/// lines.
/// @param canvas RGB
/// @param width of the face, pixels
void draw_mesh(const report::Canvas& canvas, const FaceMesh& mesh, float width);

}  // namespace mien
