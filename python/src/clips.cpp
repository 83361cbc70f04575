#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer.h"
#include "mien/pipeline/clip_stream.h"
#include "mien/pipeline/rotation.h"
#include "mien/report/clip_writer.h"
#include "module.h"
#include "pictures.h"

namespace py = pybind11;

namespace mien::python {

namespace {

/// A clip that is being analysed, with its name.
struct Clip {
  std::string name;
  int rotation = 0;  ///< degrees clockwise by which its frames are turned before
  std::unique_ptr<ClipStream> stream;

  /// Waits for the frame that is being read, which may need the interpreter's lock of others.
  ~Clip() {
    const py::gil_scoped_release unlocked;
    stream.reset();
  }
  Clip(std::string clip, int turned, std::unique_ptr<ClipStream> frames)
      : name(std::move(clip)), rotation(turned), stream(std::move(frames)) {}
  Clip(const Clip&) = delete;
  Clip& operator=(const Clip&) = delete;
};

/// A frame that knows the clip's name, for JSON.
struct NamedFrame {
  std::string clip;
  ClipFrame frame;
};

std::unique_ptr<Clip> open_clip(const Analyzer& analyzer, const py::object& path, int detect_every,
                                bool adaptive, double time_constant, int every, double from,
                                std::optional<double> to, int rotate) {
  const std::string name = path_bytes(path);
  ClipAnalyzerOptions analysis;
  analysis.detect_every = detect_every;
  analysis.find_ahead = analyzer.threads > 1;
  analysis.adaptive = adaptive;
  analysis.smoothing.time_constant = time_constant;
  FrameSourceOptions source;
  source.max_pixels = analyzer.max_pixels;
  source.every = every;
  source.from = from;
  source.to = to;
  const py::gil_scoped_release unlocked;
  return std::make_unique<Clip>(
      name, rotate,
      std::make_unique<ClipStream>(
          analyzer.faces, prefetch(turn_frames(open_frames(name, source), rotate)), analysis));
}

std::optional<NamedFrame> next_frame(Clip& clip) {
  const py::gil_scoped_release unlocked;
  std::optional<ClipFrame> frame = clip.stream->next();
  if (!frame) return std::nullopt;
  return NamedFrame{clip.name, *std::move(frame)};
}

std::optional<ClipSummary> summary_of(const Clip& clip) {
  const std::optional<ClipAnalysis>& analysis = clip.stream->analysis();
  if (!analysis) return std::nullopt;
  ClipSummary summary = analysis->summary;
  summary.clip = clip.name;
  summary.rotation = clip.rotation;
  return summary;
}

py::object affect_of(const std::optional<Affect>& affect) {
  if (!affect) return py::none();
  return py::make_tuple(affect->valence, affect->arousal);
}

py::dict shares_of(const std::vector<LabelProbability>& shares) {
  py::dict result;
  for (const LabelProbability& entry : shares) result[py::str(entry.label)] = entry.probability;
  return result;
}

void add_summaries(py::module_& module) {
  py::class_<ExpressionSegment>(module, "Segment")
      .def_readonly("begin", &ExpressionSegment::begin)
      .def_readonly("end", &ExpressionSegment::end)
      .def_readonly("seen", &ExpressionSegment::seen)
      .def_readonly("label", &ExpressionSegment::label)
      .def_readonly("confidence", &ExpressionSegment::confidence)
      .def("__repr__", [](const ExpressionSegment& segment) {
        return py::str("<Segment {} {:.2f} to {:.2f} s>")
            .format(segment.label, segment.begin, segment.end);
      });
  py::class_<TrackSummary>(module, "Person")
      .def_readonly("track", &TrackSummary::track)
      .def_readonly("begin", &TrackSummary::begin)
      .def_readonly("end", &TrackSummary::end)
      .def_readonly("seen", &TrackSummary::seen)
      .def_readonly("frames", &TrackSummary::frames)
      .def_readonly("detected", &TrackSummary::detected)
      .def_readonly("age", &TrackSummary::age)
      .def_readonly("gender", &TrackSummary::gender)
      .def_readonly("emotion", &TrackSummary::emotion)
      .def_readonly("ethnicity", &TrackSummary::ethnicity)
      .def_property_readonly("valence_arousal",
                             [](const TrackSummary& person) { return affect_of(person.affect); })
      .def_property_readonly("affect_curve",
                             [](const TrackSummary& person) {
                               py::array_t<double> curve(std::vector<py::ssize_t>{
                                   static_cast<py::ssize_t>(person.affect_curve.size()), 4});
                               double* to = curve.mutable_data();
                               for (const AffectPoint& point : person.affect_curve) {
                                 *to++ = point.begin;
                                 *to++ = point.end;
                                 *to++ = point.affect.valence;
                                 *to++ = point.affect.arousal;
                               }
                               return curve;
                             })
      .def_property_readonly("shares",
                             [](const TrackSummary& person) { return shares_of(person.shares); })
      .def_readonly("dominant", &TrackSummary::dominant)
      .def_readonly("changes", &TrackSummary::changes)
      .def_readonly("changes_per_minute", &TrackSummary::changes_per_minute)
      .def_readonly("segments", &TrackSummary::segments)
      .def("__repr__", [](const TrackSummary& person) {
        return py::str("<Person {}, seen {:.2f} s>").format(person.track, person.seen);
      });
  py::class_<ClipSummary>(module, "ClipSummary")
      .def_property_readonly("clip", [](const ClipSummary& clip) { return path_text(clip.clip); })
      .def_property_readonly("damage",
                             [](const ClipSummary& clip) { return path_text(clip.damage); })
      .def_readonly("frames", &ClipSummary::frames)
      .def_readonly("frames_used", &ClipSummary::frames_used)
      .def_readonly("frames_with_face", &ClipSummary::frames_with_face)
      .def_readonly("begin", &ClipSummary::begin)
      .def_readonly("seconds", &ClipSummary::seconds)
      .def_readonly("emotion", &ClipSummary::emotion)
      .def_readonly("group_emotion", &ClipSummary::group_emotion)
      .def_property_readonly("shares",
                             [](const ClipSummary& clip) { return shares_of(clip.shares); })
      .def_readonly("dominant", &ClipSummary::dominant)
      .def_readonly("changes", &ClipSummary::changes)
      .def_readonly("people", &ClipSummary::tracks)
      .def("to_json", [](const ClipSummary& clip) { return to_json(clip); });
}

}  // namespace

void add_clips(py::module_& module) {
  py::class_<TrackedFace>(module, "TrackedFace")
      .def_readonly("track", &TrackedFace::track)
      .def_readonly("detected", &TrackedFace::detected)
      .def_readonly("face", &TrackedFace::face);
  py::class_<NamedFrame>(module, "ClipFrame")
      .def_property_readonly("index", [](const NamedFrame& named) { return named.frame.index; })
      .def_property_readonly("seconds", [](const NamedFrame& named) { return named.frame.seconds; })
      .def_property_readonly("size",
                             [](const NamedFrame& named) {
                               const Size size = named.frame.size;
                               return py::make_tuple(size.width, size.height);
                             })
      .def_property_readonly("used", [](const NamedFrame& named) { return named.frame.used; })
      .def_property_readonly("faces",
                             [](const NamedFrame& named) { return named.frame.faces.faces; })
      .def("to_json",
           [](const NamedFrame& named) { return to_json(named.clip, named.frame.faces); });
  add_summaries(module);
  py::class_<Clip>(module, "Clip")
      .def(py::init(&open_clip), py::keep_alive<1, 2>(), py::arg("analyzer"), py::arg("path"),
           py::arg("detect_every") = ClipAnalyzerOptions{}.detect_every,
           py::arg("adaptive") = false, py::arg("time_constant") = SmoothingOptions{}.time_constant,
           py::arg("every") = 1, py::arg("from") = 0.0, py::arg("to") = py::none(),
           py::arg("rotate") = 0)
      .def_property_readonly("frame_rate",
                             [](const Clip& clip) { return clip.stream->info().frame_rate; })
      .def("next", &next_frame)
      .def_property_readonly("summary", &summary_of);
}

}  // namespace mien::python
