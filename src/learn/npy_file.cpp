#include "mien/learn/npy_file.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/npy_format.h"
#include "core/output_file.h"
#include "core/path_check.h"
#include "mien/core/error.h"

namespace mien {

namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "NumPy files are little-endian here");

constexpr std::uintmax_t largest_npy_file = std::uintmax_t{16} << 30U;
constexpr std::size_t longest_header = 4096;

[[noreturn]] void fail(const fs::path& path, std::string_view expected, std::string_view actual) {
  throw Error(ErrorCode::input,
              fmt::format("{}: expected {}, found {}", path.string(), expected, actual));
}

/// The header of a file that is open at its start; the file is then at its numbers.
NpyHeader read_header(std::ifstream& file, const fs::path& path) {
  std::array<std::byte, npy_start> start{};
  file.read(reinterpret_cast<char*>(start.data()), static_cast<std::streamsize>(start.size()));
  const std::span<const std::byte> read(start.data(), static_cast<std::size_t>(file.gcount()));
  if (!is_npy(read)) fail(path, "a NumPy file (.npy)", "another or an empty file");
  const std::optional<NpyHeaderPlace> place = npy_header_place(read);
  if (!place) fail(path, "a header", "a file cut short");
  if (place->length > longest_header) {
    fail(path, fmt::format("a header of at most {} bytes", longest_header),
         fmt::format("{}", place->length));
  }
  std::string text(place->length, '\0');
  file.clear();
  file.seekg(static_cast<std::streamoff>(place->begin));
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (static_cast<std::size_t>(file.gcount()) != text.size()) {
    fail(path, "a header", "a file cut short");
  }
  NpyHeader header = parse_npy_header(text);
  if ((header.type != "<f4" && header.type != "<f8") || header.fortran_order || !header.shape ||
      header.shape->size() != 2) {
    fail(path, "a NumPy file of little-endian floats, rows x columns in C order", text);
  }
  return header;
}

}  // namespace

FeatureMatrix read_npy(const fs::path& path) {
  std::error_code error;
  refuse_zero_bytes(path, ErrorCode::input);
  if (!fs::is_regular_file(path, error)) fail(path, "a NumPy file (.npy)", "no regular file");
  const std::uintmax_t size = fs::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) fail(path, "a NumPy file (.npy)", "one that cannot be read");
  if (size > largest_npy_file) {
    fail(path, fmt::format("at most {} bytes", largest_npy_file), fmt::format("{}", size));
  }
  const NpyHeader header = read_header(file, path);
  const std::uintmax_t left = size - static_cast<std::uintmax_t>(file.tellg());
  const bool doubles = header.type == "<f8";
  const std::size_t each = doubles ? 8 : 4;
  const std::size_t rows = (*header.shape)[0];
  const std::size_t columns = (*header.shape)[1];
  if (rows == 0 || columns == 0 || columns > left / each / rows || rows * columns * each != left) {
    fail(path, fmt::format("{} x {} numbers", rows, columns),
         fmt::format("{} bytes of them", left));
  }
  FeatureMatrix matrix{rows, columns, std::vector<float>(rows * columns)};
  std::vector<double> row(doubles ? columns : 0);
  for (std::size_t r = 0; r < rows; ++r) {
    void* const target = doubles ? static_cast<void*>(row.data()) : matrix.row(r).data();
    file.read(static_cast<char*>(target), static_cast<std::streamsize>(each * columns));
    for (std::size_t c = 0; c < row.size(); ++c) matrix.row(r)[c] = static_cast<float>(row[c]);
  }
  if (!file) fail(path, "all of its numbers", "a file that cannot be read to its end");
  return matrix;
}

void write_npy(const fs::path& path, const FeatureMatrix& matrix) {
  OutputFile file(path);
  file.write(npy_file_start(matrix.rows, matrix.columns));
  file.write(std::as_bytes(std::span(matrix.values)));
  file.commit();
}

}  // namespace mien
