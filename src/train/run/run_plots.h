#pragma once

#include <filesystem>
#include <vector>

#include "dataset/picture_set.h"
#include "train/run/trainer.h"

namespace mien::train {

/// Draws curves-loss.svg and curves-scores.svg over all epochs of a run.
void plot_run(const std::filesystem::path& folder, const std::vector<EpochRow>& rows);

/// Draws confusion-ATTRIBUTE.svg for each head with classes or two labels.
/// @param logits of each head on the pictures of `validation`
void plot_confusions(const std::filesystem::path& folder, const dataset::PictureSet& validation,
                     const std::vector<torch::Tensor>& logits);

}  // namespace mien::train
