#include "cli/files/path_list.h"

#include <algorithm>
#include <istream>
#include <iterator>
#include <string_view>

#include "mien/core/error.h"

namespace mien::cli {

namespace {

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

std::vector<std::string> read_path_list(std::istream& list, bool null) {
  const std::string all{std::istreambuf_iterator<char>(list), std::istreambuf_iterator<char>()};
  if (list.bad()) throw Error(ErrorCode::usage, "standard input: cannot read the list of paths");
  std::string_view text = all;
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    throw Error(ErrorCode::usage,
                "standard input: expected a list of paths in UTF-8, found UTF-16");
  }
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const bool zeros = null || text.find('\0') != std::string_view::npos;
  std::vector<std::string> paths;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(zeros ? '\0' : '\n'), text.size());
    std::string_view path = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (zeros) {
      if (!path.empty()) paths.emplace_back(path);
      continue;
    }
    if (path.ends_with('\r')) path.remove_suffix(1);
    if (!is_blank(path)) paths.emplace_back(path);
  }
  return paths;
}

}  // namespace mien::cli
