#pragma once

#include <span>
#include <vector>

#include "app/pixel_budget.h"
#include "cli/analyze/analyze_options.h"
#include "cli/analyze/analyze_outputs.h"
#include "cli/analyze/face_blur.h"
#include "cli/files/inputs.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien::cli {

/// Turns photos into results; any number of threads may do so at once with one worker.
class PictureWorker {
 public:
  /// @param request, analyzer, blur must live as long as this
  PictureWorker(const AnalyzeRequest& request, const FaceAnalyzer& analyzer, const FaceBlur& blur)
      : request_(request), analyzer_(analyzer), blur_(blur) {}

  /// An answer for each input, in order. A file that cannot be read gives one with an error.
  [[nodiscard]] std::vector<AnalyzedPicture> analyze(std::span<const Input> inputs) const;

 private:
  struct Batch;

  void answer(Batch& batch, std::span<const Input> inputs,
              std::vector<AnalyzedPicture>& answers) const;
  void add_pictures(AnalyzedPicture& answer, const Input& input, const Image& picture) const;

  const AnalyzeRequest& request_;
  const FaceAnalyzer& analyzer_;
  const FaceBlur& blur_;
  mutable app::PixelBudget budget_;
};

}  // namespace mien::cli
