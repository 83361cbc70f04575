#pragma once

#include "paper/writers/reproduced_table.h"

namespace mien::paper {

/// A table with all that a table can have.
inline ReproducedTable small_table() {
  ReproducedTable table;
  table.id = "table-9";
  table.title = "Table 9: tests";
  table.caption = "How well <tests> go.";
  table.command = "mien reproduce";
  table.columns = {{"accuracy", "%", 2}, {"age", "years", 1}};
  table.charted = 0;
  table.rows = {{"the paper's data",
                 "A",
                 {{.value = 92.6, .spread = 4.01}, {}},
                 {},
                 "",
                 "",
                 "Needs the data: --data DIR."},
                {"the paper's data",
                 "B",
                 {{.value = 91.5}, {.value = 5.74}},
                 {{.value = 90.25, .spread = {}, .interval = {88, 92.5}}, {.value = 6.06}},
                 "10 of 12 pictures",
                 "set.tar",
                 ""},
                {"other data", "C | D", {}, {{.value = 50}}, "2 pictures", "=x", ""}};
  table.notes = {"Said below."};
  return table;
}

}  // namespace mien::paper
