#include "mien/report/html_report.h"

#include <fmt/format.h>

#include <string_view>

#include "report/html/html_card.h"
#include "report/html/html_clip_card.h"
#include "report/html/html_parts.h"
#include "report/html/html_summary.h"
#include "report/html/html_text.h"
#include "report/html/page.h"
#include "report/row_file.h"

namespace mien {

namespace {

constexpr std::string_view tools = R"(<section class="tools">
<h2 class="hidden">Sort and filter</h2>
<form class="panel">
<label>Sort by<select name="sort">
<option value="given">order of input</option>
<option value="file">file name</option>
<option value="youngest">age, youngest first</option>
<option value="oldest">age, oldest first</option>
<option value="emotion">expression</option>
<option value="surest">score, highest first</option>
<option value="unsurest">score, lowest first</option>
<option value="faces">number of faces</option>
</select></label>
<label>File name<input name="file" type="search" placeholder="part of a name" autocomplete="off"></label>
<label>Expression<select name="emotion"><option value="">all</option></select></label>
<label>Gender<select name="gender"><option value="">all</option></select></label>
<label class="ages">Ages<span><input name="from" type="number" min="0" max="120" aria-label="from age" placeholder="from"> – <input name="to" type="number" min="0" max="120" aria-label="to age" placeholder="to"></span></label>
<label>Inputs<select name="kind">
<option value="all">all</option>
<option value="faces">with a face</option>
<option value="none">without a face</option>
<option value="error">with an error</option>
</select></label>
<button type="reset">Reset</button>
<output aria-live="polite"></output>
</form>
</section>
<main class="photos">
)";

constexpr std::string_view statement =
    "Age, gender, ethnicity and expression are estimates of how a face looks in a picture. An "
    "expression says nothing certain of what a person feels inside, and apparent gender and "
    "ethnicity are not a person’s identity. Estimates may be wrong, and more often so for groups "
    "that are rare in the training data. Do not decide on people by them.";

std::string footer(const std::vector<ReportModel>& models) {
  std::string text = fmt::format(
      "<footer class=\"foot\">\n<h2>How to read this page</h2>\n<p>{}</p>\n", statement);
  if (!models.empty()) {
    text +=
        "<h2>Models</h2>\n<table>\n<thead><tr><th scope=\"col\">Model</th><th scope=\"col\">Task"
        "</th><th scope=\"col\">Licence</th><th scope=\"col\">Training data</th></tr></thead>\n"
        "<tbody>\n";
    for (const ReportModel& model : models) {
      text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                          html_text(model.id), html_text(model.task), html_text(model.licence),
                          html_text(model.data_terms));
    }
    text += "</tbody>\n</table>\n";
  }
  return text + "</footer>\n";
}

}  // namespace

struct HtmlReport::Impl {
  RowFile file;
  HtmlReportOptions options;
  HtmlSummary summary;
};

HtmlReport::HtmlReport(const std::filesystem::path& path, const HtmlReportOptions& options)
    : impl_(new Impl{RowFile(path), options, {}}) {
  impl_->file.write(html_page_head(options.title,
                                   "Apparent attributes: how each face looks to a model, not who "
                                   "or what a person is or feels."));
  impl_->file.write(tools);
}

HtmlReport::HtmlReport(HtmlReport&&) noexcept = default;
HtmlReport& HtmlReport::operator=(HtmlReport&&) noexcept = default;
HtmlReport::~HtmlReport() = default;

void HtmlReport::write(const ImageResult& result, const ReportPictures& pictures) {
  impl_->file.write(html_card(result, pictures));
  impl_->summary.add(result);
}

void HtmlReport::write(const ClipSummary& clip, const ClipPictures& pictures) {
  impl_->file.write(html_clip_card(clip, pictures));
  impl_->summary.add(clip);
}

void HtmlReport::add_left_out(const LeftOut& left_out) { impl_->summary.add(left_out); }

void HtmlReport::finish() {
  if (impl_->file.finished()) return;
  impl_->file.write("<p class=\"empty\" hidden>Nothing matches.</p>\n</main>\n");
  impl_->file.write(impl_->summary.html());
  impl_->file.write(footer(impl_->options.models));
  impl_->file.write(fmt::format("<script>\n{}</script>\n</body>\n</html>\n", report_page_js));
  impl_->file.finish();
}

}  // namespace mien
