#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <string>

#include "mien/core/image.h"

namespace mien::python {

/// A view of the pixels of an array of unsigned bytes, shape [height, width, 3], [.., 4] (its alpha
/// is left out) or [height, width] (grey). An array with another layout gives a converted copy. The
/// array must live as long.
/// @throws Error (ErrorCode::usage) for another type or shape
[[nodiscard]] Image image_of(const pybind11::array& pixels, bool bgr);

/// The bytes of a path, as Python's os.fsencode gives them, and the text of such bytes.
[[nodiscard]] std::string path_bytes(const pybind11::object& path);
[[nodiscard]] pybind11::str path_text(const std::string& bytes);

}  // namespace mien::python
