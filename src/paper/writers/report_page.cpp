#include "paper/writers/report_page.h"

#include <fmt/format.h>

#include "paper/writers/html/page.h"
#include "paper/writers/table_writers.h"
#include "report/display_text.h"
#include "report/html/html_text.h"
#include "report/html/page.h"

namespace mien::paper {

namespace {

constexpr std::string_view title = "The paper’s tables, measured";

// The policy forbids the page to fetch anything at all.
constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<title>{title}</title>
<style>
{style}{tables}</style>
</head>
<body>
<header class="top">
<h1>{title}</h1>
<p class="hint">{statement}</p>
</header>
)";

std::string facts_html(const ReportFacts& facts) {
  std::string text = fmt::format(
      "<footer class=\"foot\">\n<h2>How it was measured</h2>\n<p><code>{}</code></p>\n<p>Seed {}. "
      "{}.</p>\n",
      html_text(facts.command), facts.seed, html_text(machine_text(facts.machine)));
  if (!facts.data.empty()) {
    text +=
        "<table>\n<thead><tr><th scope=\"col\">Data</th><th scope=\"col\">Contents</th>"
        "<th scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n";
    for (const UsedData& data : facts.data) {
      text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td><code>{}</code></td></tr>\n",
                          html_text(data.name), html_text(data.counts), html_text(data.sha256));
    }
    text += "</tbody>\n</table>\n";
  }
  return text + "</footer>\n";
}

}  // namespace

std::string report_page(std::span<const ReproducedTable> tables, const ReportFacts& facts) {
  std::string text =
      fmt::format(fmt::runtime(head), fmt::arg("title", title), fmt::arg("style", report_page_css),
                  fmt::arg("tables", reproduce_tables_css), fmt::arg("statement", facts.statement));
  for (const ReproducedTable& table : tables) text += table_html(table);
  return text + facts_html(facts) + "</body>\n</html>\n";
}

std::string report_markdown(std::span<const ReproducedTable> tables, const ReportFacts& facts) {
  std::string text = fmt::format("# {}\n\n{}\n\n", title, facts.statement);
  for (const ReproducedTable& table : tables) text += table_markdown(table) + "\n";
  text += fmt::format("## How it was measured\n\n    {}\n\nSeed {}. {}.\n",
                      printable(facts.command), facts.seed, machine_text(facts.machine));
  for (const UsedData& data : facts.data) {
    text += fmt::format("\n- {}: {}{}{}", printable(data.name), printable(data.counts),
                        data.sha256.empty() ? "" : ", SHA-256 ", data.sha256);
  }
  return text + (facts.data.empty() ? "" : "\n");
}

}  // namespace mien::paper
