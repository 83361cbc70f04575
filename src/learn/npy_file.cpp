#include "learn/npy_file.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <regex>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/output_file.h"
#include "core/path_check.h"
#include "mien/core/error.h"

namespace mien {

namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "NumPy files are little-endian here");

constexpr std::uintmax_t largest_file = std::uintmax_t{16} << 30U;
constexpr std::size_t longest_header = 4096;
constexpr std::string_view magic = "\x93NUMPY";

[[noreturn]] void fail(const fs::path& path, std::string_view expected, std::string_view found) {
  throw Error(ErrorCode::input,
              fmt::format("{}: expected {}, found {}", path.string(), expected, found));
}

struct Header {
  bool doubles = false;
  std::size_t rows = 0;
  std::size_t columns = 0;
};

Header parse_header(const fs::path& path, const std::string& text) {
  std::smatch type;
  std::smatch shape;
  const std::regex type_rule("'descr': *'<f([48])'");
  const std::regex order_rule("'fortran_order': *False");
  const std::regex shape_rule(R"('shape': *\((\d{1,15}), *(\d{1,15}),?\))");
  if (!std::regex_search(text, type, type_rule) || !std::regex_search(text, order_rule) ||
      !std::regex_search(text, shape, shape_rule)) {
    fail(path, "a NumPy file of little-endian floats, rows x columns in C order", text);
  }
  return {type[1] == "8", std::stoull(shape[1]), std::stoull(shape[2])};
}

std::string header_text(std::ifstream& file, const fs::path& path) {
  std::array<char, 12> start{};
  file.read(start.data(), 10);
  if (file.gcount() != 10 || std::memcmp(start.data(), magic.data(), magic.size()) != 0) {
    fail(path, "a NumPy file (.npy)", "another or an empty file");
  }
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(start.at(i)); };
  std::size_t length = byte(8) + 256U * byte(9);
  if (byte(6) > 1) {
    file.read(start.data() + 10, 2);
    length += 65536U * byte(10) + 16777216U * byte(11);
  }
  if (length > longest_header) {
    fail(path, fmt::format("a header of at most {} bytes", longest_header),
         fmt::format("{}", length));
  }
  std::string text(length, '\0');
  file.read(text.data(), static_cast<std::streamsize>(length));
  if (static_cast<std::size_t>(file.gcount()) != length) fail(path, "a header", "a file cut short");
  return text;
}

}  // namespace

FeatureMatrix read_npy(const fs::path& path) {
  std::error_code error;
  refuse_zero_bytes(path, ErrorCode::input);
  if (!fs::is_regular_file(path, error)) fail(path, "a NumPy file (.npy)", "no regular file");
  const std::uintmax_t size = fs::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) fail(path, "a NumPy file (.npy)", "one that cannot be read");
  if (size > largest_file) {
    fail(path, fmt::format("at most {} bytes", largest_file), fmt::format("{}", size));
  }
  const Header header = parse_header(path, header_text(file, path));
  const std::uintmax_t left = size - static_cast<std::uintmax_t>(file.tellg());
  const std::size_t each = header.doubles ? 8 : 4;
  if (header.rows == 0 || header.columns == 0 || header.columns > left / each / header.rows ||
      header.rows * header.columns * each != left) {
    fail(path, fmt::format("{} x {} numbers", header.rows, header.columns),
         fmt::format("{} bytes of them", left));
  }
  FeatureMatrix matrix{header.rows, header.columns,
                       std::vector<float>(header.rows * header.columns)};
  std::vector<double> row(header.doubles ? header.columns : 0);
  for (std::size_t r = 0; r < header.rows; ++r) {
    void* const target = header.doubles ? static_cast<void*>(row.data()) : matrix.row(r).data();
    file.read(static_cast<char*>(target), static_cast<std::streamsize>(each * header.columns));
    for (std::size_t c = 0; c < row.size(); ++c) matrix.row(r)[c] = static_cast<float>(row[c]);
  }
  if (!file) fail(path, "all of its numbers", "a file that cannot be read to its end");
  return matrix;
}

void write_npy(const fs::path& path, const FeatureMatrix& matrix) {
  std::string header =
      fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", matrix.rows,
                  matrix.columns);
  header.resize(117, ' ');  // so that the numbers begin at a multiple of 64
  header += '\n';
  std::string start(magic);
  start += {'\x01', '\x00', static_cast<char>(header.size()), '\x00'};
  OutputFile file(path);
  file.write(start + header);
  file.write(std::as_bytes(std::span(matrix.values)));
  file.commit();
}

}  // namespace mien
