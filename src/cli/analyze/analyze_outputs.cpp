#include "cli/analyze/analyze_outputs.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "app/terminal.h"
#include "cli/analyze/clip_text.h"
#include "cli/analyze/marked_files.h"
#include "core/console.h"
#include "core/output_file.h"
#include "media/own_mark.h"
#include "mien/media/image_io.h"

namespace mien::cli {

namespace fs = std::filesystem;

namespace {

/// The columns that some model fills.
TableOptions table_options(const std::vector<ModelMetadata>& models, bool terminal) {
  const auto gives = [&](std::string_view attribute) {
    return std::ranges::any_of(models, [&](const ModelMetadata& model) {
      return std::ranges::count(model.heads, attribute, &HeadSpec::attribute) > 0;
    });
  };
  TableOptions options;
  options.width = terminal ? app::terminal_columns(STDOUT_FILENO) : 0;
  options.colour = terminal && std::getenv("NO_COLOR") == nullptr;
  options.age = gives("age");
  options.gender = gives("gender");
  options.emotion = gives("emotion");
  options.ethnicity = gives("ethnicity");
  options.affect = gives("affect");
  options.pose = true;
  options.quality = std::ranges::any_of(models, [](const ModelMetadata& model) {
    return std::ranges::any_of(model.heads, &HeadSpec::length_is_quality);
  });
  return options;
}

HtmlReportOptions report_options(const std::vector<ModelMetadata>& models) {
  HtmlReportOptions options;
  for (const ModelMetadata& model : models) {
    options.models.push_back({model.id, model.task, model.licence, model.data_terms});
  }
  return options;
}

}  // namespace

void write_annotated(const fs::path& folder, const Input& input, const Image& picture,
                     const ImageResult& result, const AnnotateOptions& options) {
  const fs::path path = marked_photo(folder, input);
  const bool png = path.extension() == ".png" || path.extension() == ".PNG";
  const Image annotated = annotate(picture, result, options);
  write_file(path, media::with_mark(png ? encode_png(annotated) : encode_jpeg(annotated)));
}

fs::path rows_of_clips(const fs::path& path, bool pictures) {
  if (!pictures || path.empty() || path == "-") return path;
  fs::path beside = path;
  return beside.replace_filename(path.stem().string() + "-clips" + path.extension().string());
}

AnalyzeWriters::AnalyzeWriters(const AnalyzeOutputs& outputs,
                               const std::vector<ModelMetadata>& models, bool pictures,
                               bool clips) {
  const bool stdout_taken = outputs.json == "-" || outputs.json_lines == "-" ||
                            outputs.csv == "-" || outputs.report == "-";
  table_wanted_ = !stdout_taken && !outputs.quiet;
  table_on_terminal_ = table_wanted_ && ::isatty(STDOUT_FILENO) == 1;
  if (pictures || !clips) add_picture_writers(outputs, models);
  if (clips) add_clip_writers(outputs, pictures);
  if (!outputs.report.empty()) report_.emplace(outputs.report, report_options(models));
}

void AnalyzeWriters::add_picture_writers(const AnalyzeOutputs& outputs,
                                         const std::vector<ModelMetadata>& models) {
  if (!outputs.json.empty()) writers_.push_back(make_json_writer(outputs.json));
  if (!outputs.json_lines.empty()) writers_.push_back(make_json_lines_writer(outputs.json_lines));
  if (!outputs.csv.empty()) {
    const CsvNames names = outputs.csv_names.value_or(CsvNames::mien);
    writers_.push_back(make_csv_writer(outputs.csv, names));
  }
  if (!outputs.embeddings.empty()) writers_.push_back(make_npy_writer(outputs.embeddings));
  if (table_wanted_) {
    writers_.push_back(make_table_writer("-", table_options(models, table_on_terminal_)));
  }
}

void AnalyzeWriters::add_clip_writers(const AnalyzeOutputs& outputs, bool pictures) {
  const auto place = [pictures](const fs::path& path) { return rows_of_clips(path, pictures); };
  if (!outputs.json_lines.empty()) {
    const fs::path path = place(outputs.json_lines);
    clip_writers_.push_back(outputs.people ? make_track_lines_writer(path)
                                           : make_frame_lines_writer(path));
  }
  if (!outputs.csv.empty()) {
    const fs::path path = place(outputs.csv);
    const CsvNames names = outputs.csv_names.value_or(CsvNames::mien);
    clip_writers_.push_back(outputs.people ? make_track_csv_writer(path)
                                           : make_frame_csv_writer(path, names));
  }
}

void AnalyzeWriters::write(const AnalyzedPicture& picture) {
  for (const auto& writer : writers_) writer->write(picture.result);
  if (report_) report_->write(picture.result, picture.pictures);
}

void AnalyzeWriters::write(const std::string& clip, const FrameFaces& frame) {
  for (const auto& writer : clip_writers_) writer->write(clip, frame);
}

void AnalyzeWriters::write(const ClipSummary& clip, const ClipPictures& pictures) {
  for (const auto& writer : clip_writers_) writer->write(clip);
  if (report_) report_->write(clip, pictures);
  if (table_wanted_) show(clip_text(clip));
}

void AnalyzeWriters::write_left_out(const WalkedFolder& folder) {
  if (folder.left_out.empty()) return;
  const std::string name = folder.path.string();
  for (const auto& writer : writers_) writer->write_left_out(name, folder.left_out);
  if (writers_.empty()) {
    for (const auto& writer : clip_writers_) writer->write_left_out(name, folder.left_out);
  }
  if (report_) report_->add_left_out(folder.left_out);
}

void AnalyzeWriters::finish() {
  for (const auto& writer : writers_) writer->finish();
  for (const auto& writer : clip_writers_) writer->finish();
  if (report_) report_->finish();
}

}  // namespace mien::cli
