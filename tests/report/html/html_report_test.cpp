#include "mien/report/html_report.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>

#include "core/utf8.h"
#include "mien/core/error.h"
#include "report/html/page.h"
#include "report/sample_clips.h"
#include "report/sample_results.h"
#include "temporary_folder.h"

namespace mien {
namespace {

namespace fs = std::filesystem;

std::string page_of(const std::vector<ImageResult>& results, const HtmlReportOptions& options = {},
                    const ReportPictures& pictures = {}) {
  const TemporaryFolder folder;
  HtmlReport report(folder.path() / "out.html", options);
  for (const ImageResult& result : results) report.write(result, pictures);
  report.finish();
  return read_text(folder.path() / "out.html");
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t result = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++result;
  }
  return result;
}

/// The page without the style and script that it embeds.
std::string markup(std::string page) {
  for (const std::string_view part : {report_page_css, report_page_js}) {
    const std::size_t at = page.find(part);
    EXPECT_NE(at, std::string::npos);
    if (at != std::string::npos) page.erase(at, part.size());
  }
  return page;
}

/// What is wrong with the nesting of elements and their attributes; empty if all is well.
std::string nesting_error(const std::string& page) {
  static const std::set<std::string> empty_elements = {"meta", "img", "input"};
  static const std::regex attributes(R"re(( [A-Za-z0-9-]+(="[^"<]*")?)*/?)re",
                                     std::regex::optimize);
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const std::size_t end = page.find('>', at);
    if (end == std::string::npos) return "no end of an element";
    const std::string tag = page.substr(at + 1, end - at - 1);
    if (tag.starts_with('!')) continue;
    if (tag.starts_with('/')) {
      if (open.empty() || open.back() != tag.substr(1)) return "unexpected " + tag;
      open.pop_back();
      continue;
    }
    const std::string name = tag.substr(0, tag.find_first_of(" /"));
    if (!std::regex_match(tag.substr(name.size()), attributes)) return "odd attributes: " + tag;
    // Elements of drawings may close themselves.
    if (!empty_elements.contains(name) && !tag.ends_with('/')) open.push_back(name);
  }
  return open.empty() ? "" : "left open: " + open.back();
}

TEST(HtmlReport, IsWellFormedWhateverTheNames) {
  const std::string page =
      page_of(sample_results(), {"<script>'\"&\xff", {{"<i>", "\"", "&", "\xff"}}});
  EXPECT_TRUE(is_utf8(page));
  EXPECT_EQ(nesting_error(markup(page)), "");
}

TEST(HtmlReport, EscapesNamesAndErrors) {
  const std::string page = markup(page_of(sample_results(), {"<b>title</b>", {}}));
  EXPECT_EQ(count(page, "<script"), 1U);
  EXPECT_EQ(count(page, "<b>"), 0U);
  EXPECT_NE(page.find("&lt;script&gt;alert(1)&lt;/script&gt;.jpg"), std::string::npos);
  EXPECT_NE(page.find("a&quot;b&#39;c&amp;d,e;f.jpg"), std::string::npos);
  EXPECT_NE(page.find("not utf-8 \\xff\\xc3(.jpg"), std::string::npos);
  EXPECT_NE(page.find("\\u{202e}gpj.exe"), std::string::npos);
  EXPECT_EQ(page.find("\u202E"), std::string::npos);
  EXPECT_EQ(page.find('\x1b'), std::string::npos);
  EXPECT_NE(page.find("&lt;b&gt;cannot&lt;/b&gt; read\\xfe"), std::string::npos);
  EXPECT_EQ(page.find("nan"), std::string::npos);
}

TEST(HtmlReport, LoadsNothingFromElsewhere) {
  const std::string page = page_of({{"a.jpg", 9, 9, "", {full_face()}}}, {},
                                   {{std::byte{0xFF}, std::byte{0xD8}}, {{std::byte{0x89}}}});
  EXPECT_EQ(count(page, "http://") + count(page, "https://") + count(page, "url("), 0U);
  EXPECT_EQ(count(page, "<link"), 0U);
  EXPECT_EQ(count(page, "src="), 2U);
  EXPECT_NE(page.find("src=\"data:image/jpeg;base64,/9g=\" alt=\"Preview of a.jpg\""),
            std::string::npos);
  EXPECT_NE(
      page.find(
          "src=\"data:image/png;base64,iQ==\" alt=\"Face 1: 31 years, female, asian, happiness\""),
      std::string::npos);
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
}

TEST(HtmlReport, SummarisesAllInputs) {
  const std::string page = page_of({{"a.jpg", 9, 9, "", {full_face(), full_face(), bare_face()}},
                                    {"b.jpg", 9, 9, "", {}},
                                    {"c.jpg", 9, 9, "", {}},
                                    {"d.jpg", 0, 0, "d.jpg: cut short", {}}});
  EXPECT_NE(page.find("<dt>inputs</dt><dd>4</dd>"), std::string::npos);
  EXPECT_NE(page.find("<dt>faces</dt><dd>3</dd>"), std::string::npos);
  EXPECT_NE(page.find("<dt>without a face</dt><dd>2</dd>"), std::string::npos);
  EXPECT_NE(page.find("<dt>error</dt><dd>1</dd>"), std::string::npos);
  EXPECT_NE(page.find("aria-label=\"Expressions: neutral 0, happiness 2, surprise 0,"),
            std::string::npos);
  EXPECT_NE(page.find("aria-label=\"Ages: 30–39: 2;\""), std::string::npos);
  EXPECT_NE(page.find("(mean 31.3)"), std::string::npos);
  EXPECT_NE(page.find("<p class=\"error\">cut short</p>"), std::string::npos);
}

std::string page_of_clips(const std::vector<ClipSummary>& clips,
                          const ClipPictures& pictures = {}) {
  const TemporaryFolder folder;
  HtmlReport report(folder.path() / "out.html");
  for (const ClipSummary& clip : clips) report.write(clip, pictures);
  report.finish();
  return read_text(folder.path() / "out.html");
}

TEST(HtmlReport, HasACardForEachClip) {
  const std::vector<std::byte> picture = {std::byte{0xFF}, std::byte{0xD8}};
  const std::string page =
      page_of_clips(sample_clips(), {picture, {{1, 0.5, picture}, {1, 1.5, picture}}});
  EXPECT_TRUE(is_utf8(page));
  EXPECT_EQ(nesting_error(markup(page)), "");
  EXPECT_EQ(count(page, "<article class=\"photo clip"), sample_clips().size());
  EXPECT_EQ(count(markup(page), "<script"), 1U);
  EXPECT_EQ(count(page, "http://") + count(page, "https://"),
            count(page, "xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_NE(page.find("<h2><bdi>two.mp4</bdi></h2><p>2.0 s, 100 frames</p><p>2 people</p>"),
            std::string::npos);
  EXPECT_NE(page.find("<h3>Person 1: 31 years, female, asian</h3>"), std::string::npos);
  EXPECT_NE(page.find("alt=\"Person 1\""), std::string::npos);
  EXPECT_NE(page.find("<p class=\"error\">partial: cut short: 31 of 250"), std::string::npos);
  EXPECT_NE(page.find("<p class=\"error\">expected pictures, found sound</p>"), std::string::npos);
  EXPECT_NE(page.find("data-kind=\"none\""), std::string::npos);
}

TEST(HtmlReport, SummarisesPeopleOfClips) {
  const auto clips = sample_clips();
  const std::string page = page_of_clips({clips[0], clips[1], clips[2]});
  EXPECT_NE(page.find("<dt>inputs</dt><dd>3</dd>"), std::string::npos);
  EXPECT_NE(page.find("<dt>faces</dt><dd>2</dd>"), std::string::npos);
  EXPECT_NE(page.find("<dt>error</dt><dd>1</dd>"), std::string::npos);
  EXPECT_NE(page.find("aria-label=\"Expressions: neutral 0, happiness 1,"), std::string::npos);
  EXPECT_NE(page.find("(mean 31.3)"), std::string::npos);
}

TEST(HtmlReport, SaysWhichShareOfTheFramesWasUsed) {
  ClipSummary clip = sample_clips()[0];
  clip.frames_used = 30;
  EXPECT_NE(page_of_clips({clip}).find("<p>30% of the frames used</p>"), std::string::npos);
}

TEST(HtmlReport, NamesModelsAndWhatTheResultsAreNot) {
  const std::string page = page_of({}, {"Faces", {{"faceres", "age", "MIT", "research only"}}});
  EXPECT_EQ(nesting_error(markup(page)), "");
  EXPECT_NE(
      page.find("<th scope=\"row\">faceres</th><td>age</td><td>MIT</td><td>research only</td>"),
      std::string::npos);
  EXPECT_NE(page.find("apparent gender and ethnicity are not a person’s identity"),
            std::string::npos);
  EXPECT_EQ(page.find("<svg"), std::string::npos);
}

TEST(HtmlReport, TakesAgesOfAnySize) {
  Face young = bare_face();
  young.age = -3.0F;
  Face old = bare_face();
  old.age = 1e30F;
  EXPECT_NE(page_of({{"a", 1, 1, "", {young, old}}}).find("Ages: 0–9: 1; 90+: 1;"),
            std::string::npos);
}

TEST(HtmlReport, WritesCardsAsTheyCome) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "out.html";
  HtmlReport report(path);
  const auto size = [&] { return fs::file_size(fs::directory_iterator(folder.path())->path()); };
  const auto before = size();
  report.write(crowd());
  EXPECT_GT(size(), before + 40 * 500);
  EXPECT_FALSE(fs::exists(path));
  HtmlReport moved = std::move(report);
  moved.finish();
  moved.finish();
  EXPECT_EQ(count(read_text(path), "<li class=\"face\""), 40U);
  EXPECT_THROW(moved.write(crowd()), Error);
}

TEST(HtmlReport, SaysThatTheDiskIsFull) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "absent: /dev/full";
  try {
    const HtmlReport report("/dev/full");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::output);
  }
}

}  // namespace
}  // namespace mien
