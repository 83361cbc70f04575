#pragma once

#include <span>

#include "paper/measured/reproduction.h"

namespace mien::paper {

/// A run that sets have in common.
struct TrainedRun {
  const char* ending;  ///< of the names of its recipe, its folder below --runs and its model
  const char* title;
};

/// Runs on one data set that ask what the paper's Table 2 says, scored on pictures that taught none
/// of them.
struct RunSet {
  const char* id;           ///< in the names of kept measurements
  const char* title;        ///< of the data, to read
  const char* data;         ///< file of --data with the pictures that are scored
  const char* split;        ///< the value of their column "split"; empty: all
  const char* prefix;       ///< before the endings of the runs
  bool detect;              ///< the pictures have room around the face, which is found first
  const char* group;        ///< of the rows
  const char* differences;  ///< group of the rows of comparisons
  std::span<const TrainedRun> runs;
  const char* shipped;  ///< model of the catalogue to stand beside the runs
};

/// FER+, and the part of AffectNet.
[[nodiscard]] std::span<const RunSet> run_sets();

/// Trains the runs whose data --data holds and that are not there yet.
/// @throws Error (ErrorCode::usage) without a recipe; (ErrorCode::setup) if a run fails
void train_missing_runs(Reproduction& run, const RunSet& set);

/// Adds the runs' scores, and their differences on the same pictures; runs that are not there say
/// what is missing.
void add_runs(ReproducedTable& table, Reproduction& run, const RunSet& set);

}  // namespace mien::paper
