#pragma once

#include "paper/writers/reproduced_table.h"

namespace mien::paper {

inline constexpr int paper_table_count = 7;

// Names of groups and rows that measurements are put into.
inline constexpr const char* affectnet_tuned = "AffectNet, all weights fine-tuned";
inline constexpr const char* afew_clips = "AFEW, 383 validation clips";
inline constexpr const char* vgaf_clips = "VGAF, 766 validation clips";

/// A table of Savchenko 2021 (arXiv 2103.17107 v3) with its numbers, nothing measured, and for each
/// row a note of what it takes to measure it.
/// @param number 1 to 7
/// @throws Error (ErrorCode::usage) for another number
[[nodiscard]] ReproducedTable paper_table(int number);

}  // namespace mien::paper
