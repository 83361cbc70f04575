#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dataset/source.h"
#include "paper/protocols/affectnet.h"
#include "paper/protocols/expression_protocol.h"

namespace mien::paper {

/// What `mien evaluate affectnet` found.
struct AffectNetReport {
  const dataset::PictureSource* source = nullptr;
  std::string layout;
  std::string part;
  LeftOutBoxes left_out;
  std::vector<ExpressionEvaluation> models;
};

/// The scores, to read.
[[nodiscard]] std::string expressions_text(const AffectNetReport& report);

/// All numbers of the data and the models.
[[nodiscard]] std::string expressions_json(const AffectNetReport& report);

/// The scores beside Table 2 of the paper, to read.
[[nodiscard]] std::string affectnet_text(const AffectNetReport& report);

/// All numbers (docs/guides/evaluation.md).
[[nodiscard]] std::string affectnet_json(const AffectNetReport& report);

/// A row for each score.
[[nodiscard]] std::string affectnet_csv(const AffectNetReport& report);

/// Writes NUMBER-CLASSES-confusion.svg for each model into a folder that exists.
void write_affectnet_plots(const std::filesystem::path& folder, const AffectNetReport& report);

}  // namespace mien::paper
