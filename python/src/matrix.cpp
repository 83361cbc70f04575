#include "matrix.h"

#include <algorithm>
#include <string>

#include "mien/core/error.h"

namespace py = pybind11;

namespace mien::python {

FeatureMatrix matrix_of(const FloatRows& rows) {
  if (rows.ndim() != 2) {
    const py::array& any = rows;
    throw Error(ErrorCode::usage, "expected an array of shape (rows, numbers), found the shape " +
                                      py::str(any.attr("shape")).cast<std::string>());
  }
  return {static_cast<std::size_t>(rows.shape(0)),
          static_cast<std::size_t>(rows.shape(1)),
          {rows.data(), rows.data() + rows.size()}};
}

py::array_t<float> array_of(const FeatureMatrix& matrix) {
  py::array_t<float> array(
      {static_cast<py::ssize_t>(matrix.rows), static_cast<py::ssize_t>(matrix.columns)});
  std::ranges::copy(matrix.values, array.mutable_data());
  return array;
}

}  // namespace mien::python
