#include "paper/tables/paper_tables.h"

#include <fmt/format.h>

#include "mien/core/error.h"
#include "paper/tables/tables.h"

namespace mien::paper {

ReproducedTable paper_table(int number) {
  switch (number) {
    case 1:
      return published_table_1();
    case 2:
      return published_table_2();
    case 3:
      return published_table_3();
    case 4:
      return published_table_4();
    case 5:
      return published_table_5();
    case 6:
      return published_table_6();
    case 7:
      return published_table_7();
    default:
      throw Error(ErrorCode::usage, fmt::format("expected a table from 1 to {}, found {}",
                                                paper_table_count, number));
  }
}

}  // namespace mien::paper
