#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "dataset/source.h"
#include "dataset/split.h"
#include "eval/label_names.h"

namespace mien::paper {

/// Which part of AffectNet.
enum class AffectNetPart { valid, train };

struct AffectNetOptions {
  AffectNetPart part = AffectNetPart::valid;
  /// What the names of a folder for each class stand for, such as "0" for "neutral"; only there.
  eval::NameMap labels{};
};

/// Rows of the release of 2017 whose face box is none: not four numbers with a width and height
/// above 0.
struct LeftOutBoxes {
  std::size_t count = 0;
  std::string first{};  ///< file and line of the first of them
};

/// AffectNet as it was found.
struct AffectNet {
  std::string layout;            ///< what was found, to print
  std::filesystem::path folder;  ///< that the records' paths are below
  /// Columns path and expression, which is one of mien's labels, or "none", "uncertain" or
  /// "non_face" where the picture has none of the eight. Valence and arousal are -1 to 1, where
  /// they are there. The release of 2017, whose pictures are whole, has x, y, width, height and
  /// landmarks of the face. The landmarks are the middles of its eyes, x;y;x;y, or empty.
  std::shared_ptr<const dataset::PictureSource> source;
  /// The options' labels by mien's names, for `LabelOptions::names`.
  eval::NameMap labels{};
  LeftOutBoxes left_out{};
};

/// Opens AffectNet in one of its layouts:
/// - the release of 2017: training.csv or validation.csv, or a folder with it. Its columns are
///   subDirectory_filePath, face_x, face_y, face_width, face_height, facial_landmarks, expression,
///   valence, arousal. They come in this order if the first line does not name them. The pictures
///   lie beside it or in Manually_Annotated_Images/.
/// - the release of 2021: train_set/ or val_set/ (or one of these itself) with images/N.jpg and
///   annotations/N_exp.npy, N_val.npy and N_aro.npy;
/// - a folder for each class by name (`dataset::open_source`), perhaps in folders for parts.
/// Numbers mean what AffectNet's authors say: 0 neutral, 1 happiness, 2 sadness, 3 surprise, 4
/// fear, 5 disgust, 6 anger, 7 contempt, 8 none, 9 uncertain, 10 no face. Of folders named by
/// numbers nothing is assumed: the options have to say what they mean. Rows of the release of 2017
/// without a usable box are left out and counted.
/// @throws Error (ErrorCode::input) that explains the layouts, or names the file or line that is
/// wrong; (ErrorCode::usage) for labels of a layout that has its own
[[nodiscard]] AffectNet open_affectnet(const std::filesystem::path& path,
                                       const AffectNetOptions& options = {});

/// A manifest (docs/guides/datasets.md) of the pictures with one of the eight expressions, such as
/// `mien train` reads.
/// @param folder where the manifest will lie: that of the pictures or one above it
/// @throws Error (ErrorCode::usage) if it is another
[[nodiscard]] std::string affectnet_manifest(const AffectNet& set,
                                             const std::filesystem::path& folder);

/// The records of a part, where a folder for each class lies in folders for parts; else all.
/// @throws Error (ErrorCode::input) if there are parts, but not this one
[[nodiscard]] dataset::Split affectnet_part(const dataset::PictureSource& source, bool train);

}  // namespace mien::paper
