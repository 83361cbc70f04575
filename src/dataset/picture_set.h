#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "dataset/label_mapping.h"
#include "dataset/source.h"
#include "dataset/split.h"
#include "dataset/targets.h"

namespace mien::dataset {

/// What to take of one source.
struct SourceSelection {
  std::shared_ptr<const PictureSource> source;
  Split split;
  std::vector<LabelMapping> mappings;  ///< at most one a head; a head without one is not labelled
};

/// Labelled pictures of one or several sources, such as what a network is trained on.
struct PictureSet {
  std::vector<std::shared_ptr<const PictureSource>> sources;
  std::vector<TargetHead> heads;          ///< with the labels of heads of identity filled in
  std::vector<LabelledPicture> pictures;  ///< in the order of the sources and their records
  std::size_t unlabelled = 0;             ///< records of the splits without a target for any head
};

struct PictureSetOptions {
  /// A class that no picture has is an error; for validation one may do without.
  bool require_all_classes = true;
  /// Keep records without a target, such as pictures that a teacher labels; a head may then have no
  /// labelled picture.
  bool keep_unlabelled = false;
};

/// Selects records, turns their labels into targets and leaves out those without any.
/// @param heads of different attributes. An identity head without labels gets the sorted names that
/// the selected records have. One with labels (such as those of the training set) keeps them.
/// @throws Error (ErrorCode::input) as `select_records` and `target_reader` do, or if no picture is
/// labelled, a head has no labelled picture, or a class none; (ErrorCode::usage) if a mapping names
/// no head or a head twice
[[nodiscard]] PictureSet build_set(std::span<const SourceSelection> selections,
                                   std::vector<TargetHead> heads,
                                   const PictureSetOptions& options = {});

/// How many labelled pictures each class has (N_c); a picture whose target is spread over classes
/// or ages counts for each by its share. For heads of two classes: of the first and the second
/// label; of affect: one number, all that are labelled.
/// @param head index into the set's heads
[[nodiscard]] std::vector<double> class_counts(const PictureSet& set, std::size_t head);

/// The class weights of eq. 2 of the paper, max_c N_c / N_y; 0 for a class without a picture.
[[nodiscard]] std::vector<double> class_weights(std::span<const double> counts);

}  // namespace mien::dataset
