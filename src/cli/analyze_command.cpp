#include "cli/analyze_command.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include "cli/analyze_options.h"
#include "cli/analyze_outputs.h"
#include "cli/inputs.h"
#include "cli/interrupt.h"
#include "cli/ordered_run.h"
#include "cli/progress.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien::cli {

namespace {

using Analyzed = std::vector<AnalyzedPicture>;

/// Crops are small and share forward passes; of whole photos each worker takes one at a time.
constexpr std::size_t crops_at_once = 16;

/// How the threads are spent: over pictures if there are enough, else inside of each.
struct Plan {
  int workers;
  int threads_inside;
};

Plan plan_threads(std::size_t pieces, int threads) {
  const bool many = pieces >= 2 * static_cast<std::size_t>(threads);
  return many ? Plan{threads, 1} : Plan{1, threads};
}

struct Totals {
  std::size_t pictures = 0;
  std::size_t faces = 0;
  std::size_t errors = 0;
};

/// Turns inputs into results, on several threads at once.
class Worker {
 public:
  Worker(const AnalyzeRequest& request, const FaceAnalyzer& analyzer)
      : request_(request), analyzer_(analyzer) {}

  [[nodiscard]] Analyzed analyze(std::span<const Input> inputs) const {
    Analyzed answers(inputs.size());
    std::vector<Image> pictures;
    std::vector<std::size_t> decoded;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      ImageResult& result = answers[i].result;
      result.file = inputs[i].path.string();
      result.error = reason_of_failure([&] {
        pictures.push_back(read_image(inputs[i].path, {.max_pixels = request_.max_pixels}));
        decoded.push_back(i);
      });
    }
    for (std::size_t p = 0; p < pictures.size(); ++p) {
      answers[decoded[p]].result.width = pictures[p].width();
      answers[decoded[p]].result.height = pictures[p].height();
    }
    find_faces(answers, pictures, decoded);
    for (std::size_t p = 0; p < pictures.size(); ++p) {
      add_pictures(answers[decoded[p]], inputs[decoded[p]], pictures[p]);
    }
    return answers;
  }

 private:
  /// Runs `step`; what is wrong with this input alone is returned as text, anything else thrown.
  template <typename Step>
  static std::string reason_of_failure(const Step& step) {
    try {
      step();
    } catch (const Error& error) {
      if (error.code() != ErrorCode::input) throw;
      return error.what();
    } catch (const std::bad_alloc&) {
      return "not enough memory for this picture";
    }
    return {};
  }

  void find_faces(Analyzed& answers, std::span<const Image> pictures,
                  std::span<const std::size_t> decoded) const {
    const std::string failure = reason_of_failure([&] {
      std::vector<std::vector<Face>> faces = analyzer_.analyze(pictures);
      for (std::size_t p = 0; p < pictures.size(); ++p) {
        answers[decoded[p]].result.faces = std::move(faces[p]);
      }
    });
    if (failure.empty()) return;
    if (pictures.size() == 1) {
      answers[decoded.front()].result.error = failure;
      return;
    }
    // One of them is at fault: the others must not suffer.
    for (std::size_t p = 0; p < pictures.size(); ++p) {
      find_faces(answers, pictures.subspan(p, 1), decoded.subspan(p, 1));
    }
  }

  void add_pictures(AnalyzedPicture& answer, const Input& input, const Image& picture) const {
    if (!answer.result.error.empty()) return;
    if (!request_.outputs.annotate.empty()) {
      write_annotated(request_.outputs.annotate, input, picture, answer.result);
    }
    if (!request_.outputs.report.empty()) {
      answer.pictures = report_pictures(picture, answer.result);
    }
  }

  const AnalyzeRequest& request_;
  const FaceAnalyzer& analyzer_;
};

void print_summary(const Totals& totals, std::size_t inputs, double seconds) {
  const auto counted = [](std::size_t count, std::string_view one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
  };
  std::string text = fmt::format("{}, {}, {} in {:.1f} s ({:.1f} pictures/s)\n",
                                 counted(totals.pictures, "picture"), counted(totals.faces, "face"),
                                 counted(totals.errors, "error"), seconds,
                                 static_cast<double>(totals.pictures) / std::max(seconds, 1e-3));
  if (totals.pictures < inputs) {
    text = fmt::format("interrupted after {} of {} inputs: ", totals.pictures, inputs) + text;
  }
  std::fputs(text.c_str(), stderr);
}

int run_analyze(AnalyzeRequest request) {
  check_outputs(request.outputs);
  const std::vector<Input> inputs = expand_inputs(request.names, std::cin);
  const std::size_t at_once = request.analyzer.detector == "none" ? crops_at_once : 1;
  const std::size_t pieces = (inputs.size() + at_once - 1) / at_once;
  const Plan plan = plan_threads(pieces, request.threads);
  request.analyzer.threads = plan.threads_inside;

  const FaceAnalyzer analyzer(request.analyzer);
  AnalyzeWriters writers(request.outputs, analyzer.models());
  const Worker worker(request, analyzer);
  Totals totals;
  const auto start = std::chrono::steady_clock::now();
  const InterruptGuard guard;
  {
    ProgressBar progress(inputs.size(), "pictures",
                         !request.outputs.quiet && !writers.table_on_terminal());
    run_ordered<Analyzed>(
        pieces, {.workers = plan.workers, .window = 4 * static_cast<std::size_t>(plan.workers)},
        [&](std::size_t piece) {
          const std::size_t first = piece * at_once;
          return worker.analyze(
              std::span(inputs).subspan(first, std::min(at_once, inputs.size() - first)));
        },
        [&](const Analyzed& answers) {
          for (const AnalyzedPicture& answer : answers) {
            writers.write(answer);
            ++totals.pictures;
            totals.faces += answer.result.faces.size();
            if (!answer.result.error.empty()) ++totals.errors;
          }
          progress.update(totals.pictures);
        },
        [] { return InterruptGuard::interrupted(); });
  }
  writers.finish();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  if (!request.outputs.quiet) print_summary(totals, inputs.size(), elapsed.count());
  if (totals.pictures < inputs.size()) return exit_interrupted;
  return totals.errors > 0 ? exit_some_inputs_failed : exit_ok;
}

}  // namespace

Command add_analyze_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "analyze", "Find the faces of photos and read their apparent age, gender and expression");
  auto request = std::make_shared<AnalyzeRequest>();
  add_analyze_options(*app, *request);
  return {app, [request] { return run_analyze(*request); }};
}

}  // namespace mien::cli
