#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "mien/clip/summary.h"
#include "mien/core/face.h"
#include "mien/core/left_out.h"
#include "mien/report/timeline.h"

namespace mien {

/// A model that the footer of a report names.
struct ReportModel {
  std::string id;
  std::string task;
  std::string licence;     ///< of the weights
  std::string data_terms;  ///< the training data and its terms; may be empty
};

struct HtmlReportOptions {
  std::string title = "Faces";
  std::vector<ReportModel> models;
};

/// Encoded pictures of one input; any may be missing.
struct ReportPictures {
  std::vector<std::byte> preview;  ///< JPEG or PNG of the whole picture
  std::vector<std::vector<std::byte>>
      faces;  ///< JPEG or PNG of each face, in the order of the result
};

/// Encoded pictures of a clip; any may be missing.
struct ClipPictures {
  std::vector<std::byte> preview;         ///< JPEG or PNG of a frame
  std::vector<ClipThumbnail> thumbnails;  ///< the first of a person stands for the person
};

/// Writes one self-contained HTML page (no script, style, font or picture from elsewhere). It has a
/// summary, then a card for each input with its faces, which a reader can sort and filter. Cards
/// are written as they come, so that memory does not grow with the number of inputs. Names and
/// messages are escaped. Not for several threads at once.
class HtmlReport {
 public:
  /// @param path "-" is standard output; a regular file appears only when it is finished
  /// @throws Error (ErrorCode::output) if the file cannot be created
  explicit HtmlReport(const std::filesystem::path& path, const HtmlReportOptions& options = {});
  HtmlReport(HtmlReport&&) noexcept;
  HtmlReport& operator=(HtmlReport&&) noexcept;
  HtmlReport(const HtmlReport&) = delete;
  HtmlReport& operator=(const HtmlReport&) = delete;
  ~HtmlReport();

  /// Writes the card of one input.
  /// @throws Error (ErrorCode::output), as ResultWriter::write
  void write(const ImageResult& result, const ReportPictures& pictures = {});

  /// Writes the card of one clip: its summary, timeline and people.
  /// @throws Error (ErrorCode::output), as ResultWriter::write
  void write(const ClipSummary& clip, const ClipPictures& pictures = {});

  /// Notes what was left out of a folder; the summary says it.
  void add_left_out(const LeftOut& left_out);

  /// Writes the summary and puts the file in its place; a second call does nothing. The page holds
  /// the cards so far.
  /// @throws Error (ErrorCode::output)
  void finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien
