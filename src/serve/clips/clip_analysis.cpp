#include "serve/clips/clip_analysis.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "mien/media/frame_source.h"
#include "mien/pipeline/clip_analyzer.h"
#include "mien/report/clip_writer.h"
#include "mien/report/html_report.h"
#include "mien/report/timeline.h"
#include "report/html/clip_picture_keeper.h"
#include "report/row_file.h"

namespace mien::serve {

namespace {

using Clock = std::chrono::steady_clock;

HtmlReportOptions page_options(const FaceAnalyzer& analyzer) {
  HtmlReportOptions options;
  for (const ModelMetadata& model : analyzer.models()) {
    options.models.push_back({model.id, model.task, model.licence, model.data_terms});
  }
  return options;
}

void require_length(const ClipTask& task, double seconds, const Limits& limits) {
  if (!(seconds > limits.clip_seconds)) return;
  throw Error(ErrorCode::input, fmt::format("{}: expected a clip of at most {:g} s, found one of "
                                            "{:.1f} s or more",
                                            task.name, limits.clip_seconds, seconds));
}

void write_people(const ClipTask& task, const ClipSummary& summary, const ClipPictures& pictures,
                  const FaceAnalyzer& analyzer) {
  for (const std::unique_ptr<ClipWriter>& writer :
       {make_track_lines_writer(task.results / clip_people_lines_file),
        make_track_csv_writer(task.results / clip_people_table_file)}) {
    writer->write(summary);
    writer->finish();
  }
  write_file(task.results / clip_timeline_file, plot_timeline(summary, pictures.thumbnails));
  HtmlReport report(task.results / clip_report_file, page_options(analyzer));
  report.write(summary, pictures);
  report.finish();
}

}  // namespace

bool analyze_clip(const FaceAnalyzer& analyzer, const ClipTask& task, const Limits& limits,
                  const std::function<bool(const ClipProgress&)>& go_on) {
  FrameSourceOptions options;
  options.max_pixels = limits.pixels;
  options.every = task.every;
  const std::unique_ptr<FrameSource> source = prefetch(open_frames(task.file.string(), options));
  ClipProgress progress;
  progress.duration = source->info().duration;
  require_length(task, progress.duration, limits);
  const auto until = Clock::now() + limits.clip_work;
  RowFile rows(task.results / clip_frames_file);
  ClipPictureKeeper pictures;
  const auto write = [&](const std::string& row) {
    rows.write(row + "\n");
    progress.bytes += row.size() + 1;
  };
  const auto take = [&](const AnalyzedFrame& frame) {
    require_length(task, frame.frame.seconds, limits);
    if (Clock::now() >= until) {
      throw Error(
          ErrorCode::input,
          fmt::format("{}: expected a clip that is read within {} s, found one that takes "
                      "longer",
                      task.name,
                      std::chrono::duration_cast<std::chrono::seconds>(limits.clip_work).count()));
    }
    write(to_json(task.name, frame.faces));
    pictures.add(frame.frame.picture, frame.faces, frame.changes);
    ++progress.frames;
    progress.seconds = frame.frame.seconds;
    return go_on(progress);
  };
  ClipAnalysis analysis = ClipAnalyzer(analyzer).analyze(*source, take);
  if (analysis.stopped) return false;
  ClipSummary& summary = analysis.summary;
  summary.clip = task.name;
  write(to_json(summary));
  rows.finish();
  write_people(task, summary, pictures.pictures(), analyzer);
  return true;
}

}  // namespace mien::serve
