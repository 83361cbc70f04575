#pragma once

/// Everything that reading faces from photos and clips needs.

#include "mien/core/error.h"              // IWYU pragma: export
#include "mien/core/face.h"               // IWYU pragma: export
#include "mien/core/image.h"              // IWYU pragma: export
#include "mien/media/frame_source.h"      // IWYU pragma: export
#include "mien/media/image_io.h"          // IWYU pragma: export
#include "mien/pipeline/clip_analyzer.h"  // IWYU pragma: export
#include "mien/pipeline/face_analyzer.h"  // IWYU pragma: export
#include "mien/pipeline/rotation.h"       // IWYU pragma: export
