#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "dataset/source.h"
#include "paper/protocols/identity_protocol.h"

namespace mien::paper {

/// The scores beside Table 1 of the paper, to read.
/// @param data what the user called the data
/// @param options that they were made with
[[nodiscard]] std::string lfw_text(const std::string& data, const IdentityEvaluation& evaluation,
                                   const IdentityOptions& options);

/// All numbers (docs/guides/evaluation.md).
[[nodiscard]] std::string lfw_json(const dataset::PictureSource& source,
                                   const IdentityEvaluation& evaluation,
                                   const IdentityOptions& options);

/// A row for each model and crop.
[[nodiscard]] std::string lfw_csv(const IdentityEvaluation& evaluation);

/// Writes roc.svg and rank-1.svg into a folder that exists.
void write_lfw_plots(const std::filesystem::path& folder, const IdentityEvaluation& evaluation);

}  // namespace mien::paper
