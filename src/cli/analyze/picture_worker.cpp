#include "cli/analyze/picture_worker.h"

#include <optional>
#include <utility>

#include "cli/analyze/marked_files.h"
#include "media/waiting_picture.h"
#include "mien/media/image_io.h"
#include "mien/pipeline/picture_result.h"
#include "mien/pipeline/rotation.h"
#include "report/html/report_pictures.h"

namespace mien::cli {

/// Decoded pictures that are answered together.
struct PictureWorker::Batch {
  std::vector<app::PixelBudget::Lease> leases;
  std::vector<Image> pictures;
  std::vector<std::size_t> indices;  ///< of their inputs
};

std::vector<AnalyzedPicture> PictureWorker::analyze(std::span<const Input> inputs) const {
  std::vector<AnalyzedPicture> answers(inputs.size());
  Batch batch;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    ImageResult& result = answers[i].result;
    result.file = inputs[i].path.string();
    result.error = inputs[i].error;
    if (!result.error.empty()) continue;
    std::optional<media::WaitingPicture> waiting;
    result.error = reason_of_failure(
        [&] { waiting.emplace(inputs[i].path, DecodeOptions{.max_pixels = request_.max_pixels}); });
    if (!waiting) continue;
    std::optional<app::PixelBudget::Lease> lease = budget_.try_take(waiting->pixels());
    if (!lease) {
      // Who waits for room must hold none.
      answer(batch, inputs, answers);
      lease.emplace(budget_.take(waiting->pixels()));
    }
    result.error = reason_of_failure([&] {
      Image picture = waiting->decode();
      result.rotation = request_.rotation ? *request_.rotation : best_rotation(analyzer_, picture);
      if (result.rotation != 0) picture = turned(picture, result.rotation);
      batch.pictures.push_back(std::move(picture));
      batch.indices.push_back(i);
      batch.leases.push_back(*std::move(lease));
    });
  }
  answer(batch, inputs, answers);
  return answers;
}

/// Answers what is in the batch, and empties it.
void PictureWorker::answer(Batch& batch, std::span<const Input> inputs,
                           std::vector<AnalyzedPicture>& answers) const {
  std::vector<ImageResult> results = analyze_each(analyzer_, batch.pictures);
  for (std::size_t p = 0; p < batch.pictures.size(); ++p) {
    const std::size_t index = batch.indices[p];
    ImageResult& result = answers[index].result;
    results[p].file = std::move(result.file);
    results[p].rotation = result.rotation;
    result = std::move(results[p]);
    add_pictures(answers[index], inputs[index], batch.pictures[p]);
  }
  batch.pictures.clear();
  batch.indices.clear();
  batch.leases.clear();  // last: only now is the memory free
}

void PictureWorker::add_pictures(AnalyzedPicture& answer, const Input& input,
                                 const Image& picture) const {
  const AnalyzeOutputs& outputs = request_.outputs;
  const bool written = !outputs.annotate.empty() || !outputs.report.empty();
  if (!answer.result.error.empty() || !written) return;
  const ShownPicture shown = blur_.show(picture, answer.result.faces);
  const Image& visible = shown.blurred ? *shown.blurred : picture;
  if (!outputs.annotate.empty()) {
    ImageResult drawn = answer.result;
    drawn.faces = picked_faces(answer.result.faces, shown.faces);
    write_annotated(outputs.annotate, input, visible, drawn);
  }
  if (!outputs.report.empty()) answer.pictures = report_pictures(visible, answer.result);
}

}  // namespace mien::cli
