#pragma once

#include "paper/measured/reproduction.h"

namespace mien::paper {

// Tables 1 to 7 of Savchenko 2021 with the paper's numbers alone, and in each row a note of what it
// takes to measure it.

[[nodiscard]] ReproducedTable published_table_1();
[[nodiscard]] ReproducedTable published_table_2();
[[nodiscard]] ReproducedTable published_table_3();
[[nodiscard]] ReproducedTable published_table_4();
[[nodiscard]] ReproducedTable published_table_5();
[[nodiscard]] ReproducedTable published_table_6();
[[nodiscard]] ReproducedTable published_table_7();

// The paper's tables with all that the request's data allow to measure; rows that they do not allow
// say what is missing.

[[nodiscard]] ReproducedTable reproduce_identity(Reproduction& run);     ///< 1
[[nodiscard]] ReproducedTable reproduce_expressions(Reproduction& run);  ///< 2
[[nodiscard]] ReproducedTable reproduce_speed(Reproduction& run);        ///< 3
[[nodiscard]] ReproducedTable reproduce_clips(Reproduction& run);        ///< 4
[[nodiscard]] ReproducedTable reproduce_group_clips(Reproduction& run);  ///< 5

[[nodiscard]] ReproducedTable reproduce_attributes(Reproduction& run);  ///< 6
[[nodiscard]] ReproducedTable reproduce_ethnicity(Reproduction& run);   ///< 7

/// How far groups of people are apart: a table in points and one in years, each if it has rows.
[[nodiscard]] std::vector<ReproducedTable> reproduce_fairness(Reproduction& run);

/// The comparison that Antoniadis et al. 2021 make, with the one number that is known of it.
[[nodiscard]] ReproducedTable published_emotion_gcn();

/// The same with the runs of scripts/compare-emotion-gcn that the request's folder of runs holds:
/// means over seeds, and paired differences to Emotion-GCN.
[[nodiscard]] ReproducedTable reproduce_emotion_gcn(Reproduction& run);

}  // namespace mien::paper
