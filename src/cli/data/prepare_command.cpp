#include "cli/data/prepare_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "app/exit_code.h"
#include "app/interrupt.h"
#include "app/ordered_run.h"
#include "app/progress.h"
#include "cli/data/prepare_faces.h"
#include "cli/data/prepare_options.h"
#include "cli/data/prepare_table.h"
#include "cli/files/inputs.h"
#include "cli/files/run_files.h"
#include "core/console.h"
#include "core/counted.h"
#include "core/printable.h"
#include "dataset/source.h"
#include "dataset/sources/tar_writer.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "pipeline/model_loading.h"

namespace mien::cli {

namespace {

using Sources = std::vector<std::shared_ptr<const dataset::PictureSource>>;

/// What became of one record.
struct Prepared {
  std::optional<FaceCrop> crop;
  std::size_t faces = 0;
  bool from_source = false;  ///< the source said where the face is
  std::string corrupt;       ///< why the picture cannot be read
};

struct Counts {
  std::size_t crops = 0;
  std::size_t from_source = 0;
  std::size_t without_face = 0;
  std::size_t several_faces = 0;
  std::vector<std::string> corrupt;
};

Sources open_sources(const std::vector<std::string>& paths) {
  Sources sources;
  for (const std::string& path : paths) sources.push_back(dataset::open_source(path));
  return sources;
}

/// The detector, or null if every record says where its face is.
std::shared_ptr<const Detector> detector_for(const PreparedTable& table,
                                             const FaceAnalyzerOptions& options) {
  const bool needed = std::ranges::any_of(table.records(), [&](const PreparedRecord& record) {
    return !table.source_of(record).box(record.record);
  });
  return needed ? load_detector(options) : nullptr;
}

/// What a record itself says of its landmarks goes before what a detector finds.
void add_eyes(ChosenFace& face, const dataset::PictureSource& source, std::size_t record) {
  const std::optional<std::size_t> column = source.records().find_column("landmarks");
  if (!column) return;
  const std::string_view landmarks = source.records().field(record, *column);
  if (landmarks.empty()) return;
  face.eyes = eyes_in(landmarks);
  if (face.eyes) return;
  throw Error(ErrorCode::input,
              fmt::format("{}: landmarks: expected 68, 5 or 2 points as x;y;x;y;..., found \"{}\"",
                          source.where(record), printable(landmarks.substr(0, 40))));
}

Prepared prepare(const PreparedTable& table, const PreparedRecord& record, const Detector* detector,
                 const CutOptions& options) {
  Prepared result;
  const dataset::PictureSource& source = table.source_of(record);
  try {
    const Image picture = decode_image(source.read(record.record), source.where(record.record));
    std::optional<ChosenFace> face;
    if (const std::optional<Box> box = source.box(record.record)) {
      face = ChosenFace{*box, {}};
      result.from_source = true;
    } else {
      const std::vector<Detection> faces = detector->detect(picture);
      result.faces = faces.size();
      face = choose_face(faces, picture.size(), options.several);
    }
    if (face && options.crop.alignment == Alignment::eyes) add_eyes(*face, source, record.record);
    const bool none = !result.from_source && result.faces == 0;
    if (face || (none && options.no_face == NoFace::whole)) {
      result.crop = cut_crop(picture, face, options);
    }
  } catch (const Error& error) {
    if (error.code() != ErrorCode::input) throw;
    result.corrupt = error.what();
  } catch (const std::bad_alloc&) {
    result.corrupt = source.where(record.record) + ": not enough memory for this picture";
  }
  return result;
}

void count(Counts& counts, const Prepared& prepared, const PrepareRequest& request,
           std::size_t all) {
  if (!prepared.corrupt.empty()) {
    counts.corrupt.push_back(prepared.corrupt);
    if (100.0 * static_cast<double>(counts.corrupt.size()) >
        request.max_corrupt * static_cast<double>(all)) {
      throw Error(ErrorCode::input,
                  fmt::format("expected at most {} % of {} pictures to be unreadable "
                              "(--max-corrupt), found {}, the last: {}",
                              request.max_corrupt, all, counts.corrupt.size(), prepared.corrupt));
    }
    return;
  }
  if (prepared.crop) ++counts.crops;
  if (prepared.from_source) {
    ++counts.from_source;
  } else if (prepared.faces == 0) {
    ++counts.without_face;
  } else if (prepared.faces > 1) {
    ++counts.several_faces;
  }
}

void print_counts(const Counts& counts, const PrepareRequest& request, std::size_t all) {
  constexpr std::size_t most_listed = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(counts.corrupt.size(), most_listed); ++i) {
    text += fmt::format("skipped: {}\n", printable(counts.corrupt[i]));
  }
  text += fmt::format(
      "{} of {}: {} with a given box, {} without a face ({}), {} with several ({}), "
      "{} unreadable (skipped)\n",
      counted(counts.crops, "crop"), counted(all, "record"), counts.from_source,
      counts.without_face, request.cut.no_face == NoFace::whole ? "taken whole" : "skipped",
      counts.several_faces,
      request.cut.several == SeveralFaces::skip     ? "skipped"
      : request.cut.several == SeveralFaces::centre ? "took the central one"
                                                    : "took the largest",
      counts.corrupt.size());
  say(text);
}

int run_prepare(const PrepareRequest& request) {
  const Sources sources = open_sources(request.sources);
  dataset::WalkFindings findings;
  for (const auto& source : sources) findings.add(source->findings());
  const PreparedTable table(sources, request.cut.format);
  const std::vector<PreparedRecord>& records = table.records();
  RunFiles files;
  for (const std::string& source : request.sources) files.reads(source);
  files.reads_models({});
  files.writes("--output", request.output);
  files.prepare();
  const std::shared_ptr<const Detector> detector = detector_for(table, request.analyzer);
  dataset::TarWriter archive(request.output);
  std::string labels = table.head();
  Counts counts;
  std::size_t done = 0;
  const app::InterruptGuard guard;
  {
    app::ProgressBar progress(records.size(), "pictures", !request.quiet);
    app::run_ordered<Prepared>(
        records.size(),
        {.workers = request.threads, .window = 4 * static_cast<std::size_t>(request.threads)},
        [&](std::size_t i) { return prepare(table, records[i], detector.get(), request.cut); },
        [&](const Prepared& prepared) {
          count(counts, prepared, request, records.size());
          if (prepared.crop) {
            archive.add(records[done].path, prepared.crop->file);
            labels += table.line(records[done], prepared.crop->box);
          }
          progress.update(++done);
        },
        [] { return app::InterruptGuard::interrupted(); });
  }
  if (done < records.size()) {
    say(fmt::format("interrupted after {} of {}: {} is not written\n", done,
                    counted(records.size(), "record"), printable(request.output.string())));
    return app::exit_interrupted;
  }
  if (counts.crops == 0) {
    throw Error(ErrorCode::input,
                fmt::format("expected faces in {} pictures, found none", records.size()));
  }
  archive.add("labels.csv", std::as_bytes(std::span(std::string_view(labels))));
  archive.commit();
  if (!request.quiet) print_counts(counts, request, records.size());
  return say_findings(findings, request.quiet);
}

}  // namespace

Command add_prepare_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "prepare", "Cut the faces out of labelled pictures, into an archive to train from");
  auto request = std::make_shared<PrepareRequest>();
  add_prepare_options(*app, *request);
  return {app, [request] { return run_prepare(*request); }};
}

}  // namespace mien::cli
