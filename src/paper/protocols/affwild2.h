#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "dataset/source.h"

namespace mien::paper {

/// Aff-Wild2's seven expressions in the order of its numbers, by mien's names. AffectNet's order is
/// another.
inline constexpr std::array<std::string_view, 7> affwild2_labels = {
    "neutral", "anger", "disgust", "fear", "happiness", "sadness", "surprise"};

/// Which part of Aff-Wild2.
enum class AffWild2Part { valid, train };

/// Aff-Wild2 as it was found: the frames that have an expression and valence and arousal.
struct AffWild2 {
  std::filesystem::path frames;  ///< folder that the records' paths are below
  /// Columns path (VIDEO/NNNNN.jpg), expression, valence, arousal (-1 to 1) and video.
  std::shared_ptr<const dataset::PictureSource> source;
  std::size_t videos = 0;               ///< with both kinds of label
  std::size_t single = 0;               ///< videos of the part without valence and arousal
  std::size_t unlabelled = 0;           ///< frames of `videos` without one of the labels
  std::size_t without_picture = 0;      ///< labelled frames whose picture is not there
  std::array<std::size_t, 7> counts{};  ///< frames of each of `affwild2_labels`
};

/// How many frames each expression has in the whole data set, as published for the protocol of
/// ABAW 2021; a copy with other numbers is another or lacks some.
[[nodiscard]] std::array<std::size_t, 7> affwild2_published_counts(AffWild2Part part);

/// Opens Aff-Wild2 in the layout of ABAW 2021. The label files are EXPR_Set/Train_Set/VIDEO.txt,
/// EXPR_Set/Validation_Set/VIDEO.txt and VA_Set/... likewise, in the folder or in its annotations/.
/// The cropped and aligned frames VIDEO/NNNNN.jpg are in cropped_aligned/, or in the folder itself.
/// A label file has a head line and then a line a frame, from frame 1 on. The line of an expression
/// is 0 to 6, or -1 for none. The other lines are "valence,arousal", where a number outside of -1
/// to 1 stands for none. A video belongs to the part in which its expressions are; its valence and
/// arousal may be in either.
/// @throws Error (ErrorCode::input) that explains the layout, or names the line that is wrong
[[nodiscard]] AffWild2 open_affwild2(const std::filesystem::path& folder, AffWild2Part part);

}  // namespace mien::paper
