#include "gcn/correlations.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>

#include "core/printable.h"
#include "core/regular_file.h"
#include "dataset/csv_parser.h"
#include "mien/core/error.h"

namespace mien::train {

namespace {

std::vector<double> ranks(const std::vector<float>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> result(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    const double mean = static_cast<double>(first + last - 1) / 2;
    for (; first < last; ++first) result[order[first]] = mean;
  }
  return result;
}

double pearson(const std::vector<double>& x, const std::vector<double>& y) {
  const auto count = static_cast<double>(x.size());
  const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / count;
  const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / count;
  double xx = 0;
  double yy = 0;
  double xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

class Table {
 public:
  explicit Table(const std::filesystem::path& path) : name_(path.string()) {
    constexpr std::size_t largest = std::size_t{1} << 22;
    const std::string text =
        read_regular_text(path, largest, "a CSV of correlations", ErrorCode::input);
    dataset::CsvParser parser(text, name_);
    const auto head = parser.next();
    if (!head) fail("a first row that names the nodes", "an empty file");
    while (auto row = parser.next()) {
      if (row->fields.size() != head->fields.size()) {
        fail(fmt::format("{} fields in line {}", head->fields.size(), row->line),
             std::to_string(row->fields.size()));
      }
      for (std::size_t i = 1; i < row->fields.size(); ++i) {
        const bool added = values_
                               .emplace(std::pair{row->fields.front(), head->fields[i]},
                                        number(row->fields[i], row->line))
                               .second;
        if (!added) fail("each node once", fmt::format("\"{}\" twice", printable(head->fields[i])));
      }
    }
  }

  [[nodiscard]] double at(const std::string& row, const std::string& column) const {
    const auto entry = values_.find(std::pair{row, column});
    if (entry == values_.end()) {
      fail(fmt::format(R"(a correlation of "{}" and "{}")", row, column), "none");
    }
    return entry->second;
  }

  [[noreturn]] void fail(const std::string& expected, const std::string& actual) const {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected {}, found {}", name_, expected, actual));
  }

 private:
  [[nodiscard]] double number(const std::string& text, std::size_t line) const {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !(std::abs(value) <= 1)) {
      fail(fmt::format("a correlation, -1 to 1, in line {}", line),
           fmt::format("\"{}\"", printable(text)));
    }
    return value;
  }

  std::string name_;
  std::map<std::pair<std::string, std::string>, double> values_;
};

}  // namespace

double spearman(std::span<const float> x, std::span<const float> y) {
  std::vector<float> known_x;
  std::vector<float> known_y;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i]) || std::isnan(y[i])) continue;
    known_x.push_back(x[i]);
    known_y.push_back(y[i]);
  }
  return known_x.size() < 2 ? 0 : pearson(ranks(known_x), ranks(known_y));
}

std::vector<double> rank_correlations(std::span<const std::vector<float>> columns) {
  const std::size_t count = columns.size();
  std::vector<double> result(count * count, 1);
  for (std::size_t i = 0; i < count; ++i) {
    if (columns[i].size() != columns.front().size()) {
      throw Error(ErrorCode::usage,
                  fmt::format("correlations: expected columns of {} numbers, found {}",
                              columns.front().size(), columns[i].size()));
    }
    for (std::size_t j = 0; j < i; ++j) {
      result[i * count + j] = spearman(columns[i], columns[j]);
      result[j * count + i] = result[i * count + j];
    }
  }
  return result;
}

std::vector<double> read_correlations(const std::filesystem::path& path,
                                      std::span<const std::string> nodes) {
  constexpr double rounding = 1e-6;
  const Table table(path);
  std::vector<double> result;
  for (const std::string& row : nodes) {
    for (const std::string& column : nodes) {
      const double value = table.at(row, column);
      const double expected = row == column ? 1 : table.at(column, row);
      if (std::abs(value - expected) > rounding) {
        table.fail(fmt::format(R"({} for "{}" and "{}")", expected, row, column),
                   fmt::format("{}", value));
      }
      result.push_back(value);
    }
  }
  return result;
}

}  // namespace mien::train
