#include "pictures.h"

#include <pybind11/stl.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "mien/report/annotate.h"
#include "module.h"

namespace py = pybind11;

namespace mien::python {

namespace {

[[noreturn]] void refuse(const py::array& pixels) {
  const std::string actual = py::str(pixels.dtype()).cast<std::string>() + " of shape " +
                             py::str(pixels.attr("shape")).cast<std::string>();
  throw Error(ErrorCode::usage,
              "picture: expected an array of uint8 of shape (height, width, 3), (height, width, 4) "
              "or (height, width), found " +
                  actual);
}

Image copied(const py::array& pixels, int channels, bool bgr) {
  const auto height = static_cast<int>(pixels.shape(0));
  const auto width = static_cast<int>(pixels.shape(1));
  Image image(width, height);
  const auto* const first = static_cast<const std::uint8_t*>(pixels.data());
  const py::ssize_t step = channels == 1 ? 0 : pixels.strides(2);
  for (int y = 0; y < height; ++y) {
    std::uint8_t* to = image.mutable_row(y);
    for (int x = 0; x < width; ++x, to += 3) {
      const std::uint8_t* from = first + y * pixels.strides(0) + x * pixels.strides(1);
      to[0] = from[bgr ? 2 * step : 0];
      to[1] = from[step];
      to[2] = from[bgr ? 0 : 2 * step];
    }
  }
  return image;
}

py::bytes bytes_of(const std::vector<std::byte>& data) {
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

py::array array_of(const Image& image) {
  py::array_t<std::uint8_t> array(
      std::vector<py::ssize_t>{image.height(), image.width(), Image::channels});
  for (int y = 0; y < image.height(); ++y) {
    std::copy_n(image.row(y), std::size_t{3} * static_cast<std::size_t>(image.width()),
                array.mutable_data(y, 0, 0));
  }
  return array;
}

std::span<const std::byte> span_of(const std::string_view& text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace

Image image_of(const py::array& pixels, bool bgr) {
  if (!py::isinstance<py::array_t<std::uint8_t>>(pixels)) refuse(pixels);
  const py::ssize_t dimensions = pixels.ndim();
  if (dimensions != 2 && dimensions != 3) refuse(pixels);
  const auto channels = static_cast<int>(dimensions == 2 ? 1 : pixels.shape(2));
  if (dimensions == 3 && channels != 3 && channels != 4) refuse(pixels);
  constexpr py::ssize_t longest = 65'535;
  for (int i = 0; i < 2; ++i) {
    if (pixels.shape(i) < 1 || pixels.shape(i) > longest) refuse(pixels);
  }
  const bool as_it_is = channels == 3 && !bgr && pixels.strides(2) == 1 && pixels.strides(1) == 3 &&
                        pixels.strides(0) >= 3 * pixels.shape(1);
  if (!as_it_is) return copied(pixels, channels, bgr);
  return Image::view(static_cast<const std::uint8_t*>(pixels.data()),
                     static_cast<int>(pixels.shape(1)), static_cast<int>(pixels.shape(0)),
                     pixels.strides(0));
}

std::string path_bytes(const py::object& path) {
  return py::module_::import("os").attr("fsencode")(path).cast<std::string>();
}

py::str path_text(const std::string& bytes) {
  PyObject* const text =
      PyUnicode_DecodeFSDefaultAndSize(bytes.data(), static_cast<Py_ssize_t>(bytes.size()));
  if (text == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(text);
}

void add_pictures(py::module_& module) {
  module.def(
      "read_picture",
      [](const py::object& path, std::int64_t max_pixels) {
        const std::string name = path_bytes(path);
        Image image;
        {
          const py::gil_scoped_release unlocked;
          image = read_image(name, {.max_pixels = max_pixels});
        }
        return array_of(image);
      },
      py::arg("path"), py::arg("max_pixels") = DecodeOptions{}.max_pixels);
  module.def(
      "decode_picture",
      [](const py::bytes& data, std::int64_t max_pixels) {
        const std::string_view view = data;
        Image image;
        {
          const py::gil_scoped_release unlocked;
          image = decode_image(span_of(view), "picture", {.max_pixels = max_pixels});
        }
        return array_of(image);
      },
      py::arg("data"), py::arg("max_pixels") = DecodeOptions{}.max_pixels);
  module.def(
      "annotated_jpeg",
      [](const py::array& pixels, const ImageResult& result, int longest_side) {
        const Image image = image_of(pixels, false);
        std::vector<std::byte> jpeg;
        {
          const py::gil_scoped_release unlocked;
          Image drawn = annotate(image, result);
          const int side = std::max(drawn.width(), drawn.height());
          if (side > longest_side) {
            const double scale = static_cast<double>(longest_side) / side;
            const auto scaled = [&](int length) {
              return std::max(1, static_cast<int>(length * scale));
            };
            drawn = resize(drawn, {scaled(drawn.width()), scaled(drawn.height())});
          }
          jpeg = encode_jpeg(drawn);
        }
        return bytes_of(jpeg);
      },
      py::arg("pixels"), py::arg("result"), py::arg("longest_side"));
}

}  // namespace mien::python
