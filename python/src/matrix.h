#pragma once

#include <pybind11/numpy.h>

#include "mien/learn/matrix.h"

namespace mien::python {

/// Numbers that Python gives, converted to 32-bit floats.
using FloatRows = pybind11::array_t<float, pybind11::array::c_style | pybind11::array::forcecast>;

/// A copy of an array of shape [rows, columns].
/// @throws Error (ErrorCode::usage) for another number of dimensions
[[nodiscard]] FeatureMatrix matrix_of(const FloatRows& rows);

/// An array of shape [rows, columns].
[[nodiscard]] pybind11::array_t<float> array_of(const FeatureMatrix& matrix);

}  // namespace mien::python
