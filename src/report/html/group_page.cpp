#include "mien/report/group_page.h"

#include <fmt/format.h>

#include "core/output_file.h"
#include "report/html/html_parts.h"
#include "report/html/html_text.h"

namespace mien {

namespace {

std::string counts_html(const GroupPage& page) {
  std::string text =
      "<section class=\"summary\">\n<h2 class=\"hidden\">Summary</h2>\n"
      "<dl class=\"counts\">\n";
  for (const auto& [name, count] : page.counts) {
    text +=
        fmt::format("<div class=\"panel\"><dt>{}</dt><dd>{}</dd></div>\n", html_text(name), count);
  }
  return text + "</dl>\n" + html_left_out(page.left_out) + "</section>\n";
}

std::string face_html(const GroupPageFace& face) {
  const std::string caption = html_text(face.caption);
  std::string text = R"(<li class="face"><div class="who">)";
  if (!face.picture.empty()) {
    text +=
        fmt::format(R"(<img src="{}" alt="{}" decoding="async">)", data_url(face.picture), caption);
  }
  return text + fmt::format("<div><p><bdi>{}</bdi></p></div></div></li>\n", caption);
}

std::string group_html(const GroupPageGroup& group) {
  std::string text = fmt::format(
      "<article class=\"photo\">\n<header><h2>{}</h2><p>{}</p></header>\n<ul class=\"faces\">\n",
      html_text(group.title), counted(group.faces.size(), "face", "faces"));
  for (const GroupPageFace& face : group.faces) text += face_html(face);
  return text + "</ul>\n</article>\n";
}

}  // namespace

void write_group_page(const GroupPage& page, const std::filesystem::path& path) {
  OutputFile file(path);
  file.write(
      html_page_head(page.title, "Faces that look alike to a model: no proof of who somebody is."));
  file.write(counts_html(page));
  file.write("<main class=\"photos\">\n");
  for (const GroupPageGroup& group : page.groups) file.write(group_html(group));
  file.write(
      fmt::format("</main>\n<footer class=\"foot\">\n<h2>How to read this page</h2>\n"
                  "<p>{}</p>\n</footer>\n</body>\n</html>\n",
                  html_text(page.method)));
  file.commit();
}

}  // namespace mien
