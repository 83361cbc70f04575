#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "cli/analyze/analyze_options.h"
#include "cli/files/inputs.h"
#include "mien/core/face.h"
#include "mien/core/image.h"
#include "mien/report/annotate.h"
#include "mien/report/clip_writer.h"
#include "mien/report/html_report.h"
#include "mien/report/result_writer.h"

namespace mien::cli {

/// What a worker makes of one input.
struct AnalyzedPicture {
  ImageResult result;
  ReportPictures pictures;
};

/// Writes the picture with boxes and labels where `marked_photo` says; its folder is there.
void write_annotated(const std::filesystem::path& folder, const Input& input, const Image& picture,
                     const ImageResult& result, const AnnotateOptions& options = {});

/// Where the rows of clips go that are asked for in `path`.
/// @param pictures whether the run has photos, too, whose rows take that place
[[nodiscard]] std::filesystem::path rows_of_clips(const std::filesystem::path& path, bool pictures);

/// All writers of a run. Where a run has photos and clips, the rows of clips go to a file of their
/// own, "rows-clips.csv" beside "rows.csv".
class AnalyzeWriters {
 public:
  /// @param pictures, clips whether the run has any
  /// @throws Error (ErrorCode::output) if a file cannot be created
  AnalyzeWriters(const AnalyzeOutputs& outputs, const std::vector<ModelMetadata>& models,
                 bool pictures, bool clips);

  void write(const AnalyzedPicture& picture);
  void write(const std::string& clip, const FrameFaces& frame);
  void write(const ClipSummary& clip, const ClipPictures& pictures);

  /// What was left out of a folder; nothing if that is nothing.
  void write_left_out(const WalkedFolder& folder);

  /// Completes all files.
  void finish();

  /// Whether rows of the table go to a terminal, where a progress bar would be in the way.
  [[nodiscard]] bool table_on_terminal() const { return table_on_terminal_; }

 private:
  void add_picture_writers(const AnalyzeOutputs& outputs, const std::vector<ModelMetadata>& models);
  void add_clip_writers(const AnalyzeOutputs& outputs, bool pictures);

  std::vector<std::unique_ptr<ResultWriter>> writers_;
  std::vector<std::unique_ptr<ClipWriter>> clip_writers_;
  std::optional<HtmlReport> report_;
  bool table_wanted_ = false;
  bool table_on_terminal_ = false;
};

}  // namespace mien::cli
