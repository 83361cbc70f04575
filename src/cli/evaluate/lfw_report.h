#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "dataset/source.h"
#include "eval/protocols/identity_protocol.h"

namespace mien::cli {

/// The scores beside Table 1 of the paper, to read.
/// @param data what the user called the data
/// @param options that they were made with
[[nodiscard]] std::string lfw_text(const std::string& data,
                                   const eval::IdentityEvaluation& evaluation,
                                   const eval::IdentityOptions& options);

/// All numbers (docs/evaluation.md).
[[nodiscard]] std::string lfw_json(const dataset::PictureSource& source,
                                   const eval::IdentityEvaluation& evaluation,
                                   const eval::IdentityOptions& options);

/// A row for each model and crop.
[[nodiscard]] std::string lfw_csv(const eval::IdentityEvaluation& evaluation);

/// Writes roc.svg and rank-1.svg into a folder that exists.
void write_lfw_plots(const std::filesystem::path& folder,
                     const eval::IdentityEvaluation& evaluation);

}  // namespace mien::cli
