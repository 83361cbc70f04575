#pragma once

#include <filesystem>
#include <string>

#include "cli/evaluate/evaluate_text.h"
#include "dataset/source.h"
#include "eval/evaluation.h"
#include "eval/fairness.h"
#include "mien/nn/metadata.h"

namespace mien::cli {

/// All scores as JSON (docs/guides/evaluation.md).
/// @param fairness gaps to add; null: none
[[nodiscard]] std::string evaluation_json(const eval::Evaluation& evaluation,
                                          const EvaluatedNames& names,
                                          const ModelMetadata& metadata,
                                          const dataset::PictureSource& source,
                                          const std::vector<eval::FairnessGap>* fairness);

/// One row a labelled picture: path, then truth, answer and probabilities of each head, then what
/// went wrong.
[[nodiscard]] std::string evaluation_csv(const eval::Evaluation& evaluation);

/// Writes plots of confusion, calibration and groups into a folder that exists.
void write_plots(const std::filesystem::path& folder, const eval::Evaluation& evaluation);

}  // namespace mien::cli
