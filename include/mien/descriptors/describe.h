#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mien/clip/descriptor.h"
#include "mien/core/left_out.h"
#include "mien/face/crop.h"
#include "mien/face/prior.h"
#include "mien/learn/matrix.h"
#include "mien/learn/pipeline.h"
#include "mien/media/frame_source.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien {

/// Where a manifest says which picture belongs to which clip.
struct ClipListOptions {
  std::string sequence = "sequence";  ///< column whose value names the clip of a picture
  std::string order = "frame";        ///< column of numbers that orders the pictures of a clip
  std::string label = "label";        ///< column with the class of a clip
};

/// How the faces of a clip become one descriptor.
struct ClipDescriberOptions {
  FaceChoice face = FaceChoice::largest;  ///< which face of a frame stands for the clip
  bool group = false;                     ///< use all faces of each frame: GroupDescriptor
  DescriptorOptions descriptor;
  std::vector<int> strides;  ///< further descriptors, of every Nth frame; each 1 or more
  int batch = 16;            ///< frames that share forward passes
  /// How faces are cut, instead of as the network of the features says.
  std::optional<CropSpec> crop = std::nullopt;
  /// Frames without a face count as whole pictures (the published code of the paper's MobileNet on
  /// AFEW). The descriptor is the sum of two: that of the faces times the share of frames with one,
  /// and that of the other frames times their share.
  bool blend_frames = false;
};

/// How clips become descriptors (Savchenko 2021, section III).
struct DescribeOptions {
  /// Model whose features describe faces: a catalogue id, or the path of an .onnx.
  std::string model = "mobilenet-v1-face";
  /// Tensor of the features. Empty: the model's identity feature, else what its last fully
  /// connected layer takes.
  std::string layer;
  /// Describe what the model says of these attributes instead of its features.
  std::vector<std::string> attributes;
  Prior prior = Prior::none;     ///< how frequent the classes of `attributes` are taken to be
  bool detect = true;            ///< false: each frame is one face, as in data sets of crops
  FaceAnalyzerOptions analyzer;  ///< the options of the detector are used, the others are not
  ClipDescriberOptions describer;
  FrameSourceOptions frames;
  int threads = 1;
};

/// A clip that was described; its numbers are a row of `DescribedClips::descriptors`.
struct DescribedClip {
  std::string name;                 ///< path of the clip, or its name in a manifest
  std::string label;                ///< empty if unknown
  std::vector<std::string> fields;  ///< values of `DescribedClips::columns`
  std::vector<bool> faces;          ///< whether each frame has a face; empty without strides
  std::int64_t frames = 0;
  std::int64_t frames_with_face = 0;
  double seconds = 0;  ///< time of the last frame
  std::string note;    ///< what went wrong; empty if nothing did
};

/// Descriptors of clips, with what is known of each.
struct DescribedClips {
  /// One row a clip, of 4 D numbers for features of D numbers; all 0 for a clip without a face.
  FeatureMatrix descriptors;
  std::vector<FeatureMatrix> at_strides;  ///< one for each of the describer's strides
  std::vector<DescribedClip> clips;       ///< one a row
  std::vector<std::string> columns;       ///< further columns that manifests have for whole clips
  std::string
      features;      ///< where the numbers come from, such as "ID, layer L, mean, max, min, std"
  LeftOut left_out;  ///< what the walks of folders passed over
  std::vector<std::string> problems;  ///< messages on folders and entries that cannot be read
};

/// Called while clips are described.
struct DescribeCallbacks {
  std::function<void(std::size_t done, std::size_t clips)> progress;  ///< after each clip
  std::function<bool()> stop;  ///< asked before each frame; true ends the work
};

/// Describes clips one after the other, in memory that does not grow with their length. A clip
/// that cannot be read has zeros and a note.
///
/// @param inputs what `list_clips` takes. A manifest (.csv or .tar, or a folder with a labels.csv)
/// gives a clip for each value of its sequence column. A folder of pictures is a clip. Another
/// folder gives its video files and folders of pictures at any depth, labelled by the folder that
/// holds them. Anything else is a clip that `open_frames` opens.
/// @throws Error (ErrorCode::usage) if a folder holds no clip, or for options that do not go
/// together; (ErrorCode::input) if an input cannot be read or a clip has two labels;
/// (ErrorCode::model) if there is no such model or tensor; (ErrorCode::cancelled) if `stop` says so
///
/// @code
/// const std::vector<std::string> inputs = {"clips/"};  // clips/happy/one.mp4 is labelled "happy"
/// const mien::DescribedClips clips = mien::describe_clips(inputs);
/// mien::write_descriptors("clips.npy", clips);
/// @endcode
[[nodiscard]] DescribedClips describe_clips(std::span<const std::string> inputs,
                                            const DescribeOptions& options = {},
                                            const ClipListOptions& list = {},
                                            const DescribeCallbacks& callbacks = {});

/// Writes the descriptors as a NumPy file of 32-bit floats, and their index beside it with .csv
/// after its name: row, clip, label, the further columns, frames, frames_with_face, seconds, note.
/// @throws Error (ErrorCode::output)
void write_descriptors(const std::filesystem::path& file, const DescribedClips& clips);

/// The descriptors with the label of each clip as its class; the classes are the labels, sorted.
/// Clips without a label or without a face are left out.
[[nodiscard]] LabelledFeatures labelled(const DescribedClips& clips);

}  // namespace mien
