#include "paper/writers/table_writers.h"

#include <gmock/gmock.h>

#include "paper/writers/small_table.h"
#include "report/well_formed.h"

namespace mien::paper {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(TableText, StandsInColumns) {
  EXPECT_EQ(table_text(small_table()),
            R"(Table 9: tests
How well <tests> go.

         accuracy, %:                          age, years:   age, years:
                paper       accuracy, %: mien        paper          mien  samples            data     note
  the paper's data
  A      92.60 ± 4.01            not measured   not stated  not measured                              [1]
  B             91.50  90.25 (88.00 to 92.50)          5.7           6.1  10 of 12 pictures  set.tar
  other data
  C | D                                 50.00                             2 pictures         =x

  [1] Needs the data: --data DIR.

  Said below.

  mien reproduce
)");
}

TEST(TableMarkdown, EscapesAndHasAllColumns) {
  EXPECT_EQ(table_markdown(small_table()), R"(## Table 9: tests

How well \<tests> go.

| | accuracy, %: paper | accuracy, %: mien | age, years: paper | age, years: mien | samples | data | note |
| --- | ---: | ---: | ---: | ---: | --- | --- | --- |
| **the paper's data** | | | | | | | |
| A | 92.60 ± 4.01 | not measured | not stated | not measured | | | [1] |
| B | 91.50 | 90.25 (88.00 to 92.50) | 5.7 | 6.1 | 10 of 12 pictures | set.tar | |
| **other data** | | | | | | | |
| C \| D | | 50.00 | | | 2 pictures | =x | |

[1] Needs the data: --data DIR.

Said below.

    mien reproduce
)");
}

TEST(TableCsv, HasALineForEachNumber) {
  EXPECT_EQ(table_csv(small_table()),
            "table,group,row,column,unit,paper,paper_std,measured,std,low,high,samples,data,note\n"
            "table-9,the paper's data,A,accuracy,%,92.6000,4.0100,,,,,,,Needs the data: --data "
            "DIR.\n"
            "table-9,the paper's data,A,age,years,,,,,,,,,Needs the data: --data DIR.\n"
            "table-9,the paper's data,B,accuracy,%,91.5000,,90.2500,,88.0000,92.5000,10 of 12 "
            "pictures,set.tar,\n"
            "table-9,the paper's data,B,age,years,5.7400,,6.0600,,,,10 of 12 pictures,set.tar,\n"
            "table-9,other data,C | D,accuracy,%,,,50.0000,,,,2 pictures,'=x,\n"
            "table-9,other data,C | D,age,years,,,,,,,2 pictures,'=x,\n");
}

TEST(TableChart, ShowsPaperAndMeasuredNumbers) {
  const std::string chart = table_chart(small_table());
  EXPECT_EQ(XmlCheck::problem_of(chart.substr(0, chart.find("<style>")) +
                                 chart.substr(chart.find("</style>") + 8)),
            "");
  for (const char* name : {">A, paper<", ">B, paper<", ">B<", ">C | D<", ">90.25 (88.00 – 92.50)<",
                           ">92.60 (88.59 – 96.61)<"}) {
    EXPECT_THAT(chart, HasSubstr(name));
  }
  EXPECT_THAT(chart, Not(HasSubstr(">A<")));
  ReproducedTable without = small_table();
  without.charted.reset();
  EXPECT_EQ(table_chart(without), "");
}

TEST(TableHtml, MarksWhatIsMeasuredAndMissing) {
  const std::string html = table_html(small_table());
  EXPECT_THAT(html, HasSubstr("id=\"table-9\""));
  EXPECT_THAT(html, HasSubstr("How well &lt;tests&gt; go."));
  EXPECT_THAT(html, HasSubstr("<tr><th scope=\"row\">A</th>"));
  EXPECT_THAT(html, HasSubstr("<tr class=\"measured\"><th scope=\"row\">B</th>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"number absent\">not stated</td>"));
  EXPECT_THAT(html, HasSubstr(">90.25<br><small>(88.00 to 92.50)</small></td>"));
  EXPECT_THAT(html, HasSubstr("<li>Needs the data: --data DIR.</li>"));
  EXPECT_THAT(html, HasSubstr("<th colspan=\"8\" scope=\"rowgroup\">other data</th>"));
  EXPECT_THAT(html, HasSubstr("</svg>"));
}

TEST(TableWriters, LeaveOutColumnsThatNobodyFills) {
  ReproducedTable table;
  table.columns = {{"a", "", 1}, {"b", "", 1}};
  table.rows = {{"", "x", {}, {{.value = 1}}, "", "", ""}};
  EXPECT_THAT(table_markdown(table), HasSubstr("| | a |\n| --- | ---: |\n| x | 1.0 |\n"));
}

}  // namespace
}  // namespace mien::paper
