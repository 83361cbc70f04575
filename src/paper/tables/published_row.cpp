#include "paper/tables/published_row.h"

#include <utility>

namespace mien::paper {

TableRow published_row(std::string group, std::string title, const std::vector<Number>& numbers,
                       std::string note) {
  TableRow row;
  row.group = std::move(group);
  row.title = std::move(title);
  for (const Number& number : numbers) row.paper.push_back({.value = number});
  row.note = std::move(note);
  return row;
}

}  // namespace mien::paper
