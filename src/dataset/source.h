#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dataset/records.h"
#include "mien/core/geometry.h"
#include "mien/core/left_out.h"

namespace mien::dataset {

/// What a walk of a folder found that is no picture.
struct WalkFindings {
  LeftOut left_out;
  std::vector<std::string> problems;  ///< messages on entries and folders that cannot be looked at

  void add(const WalkFindings& more);
};

/// Labelled pictures: records with a path and labels, and the files behind the paths. `read` may be
/// called from several threads at once.
class PictureSource {
 public:
  virtual ~PictureSource() = default;
  PictureSource(const PictureSource&) = delete;
  PictureSource& operator=(const PictureSource&) = delete;

  /// As the user named it.
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Records& records() const { return records_; }

  /// What a walk of its folder or archive found besides pictures; nothing for manifests.
  [[nodiscard]] const WalkFindings& findings() const { return findings_; }

  /// The face's box, pixels of the upright picture; absent if the source says none.
  [[nodiscard]] std::optional<Box> box(std::size_t record) const;

  /// What to call a record in messages: the manifest's line and the path.
  [[nodiscard]] std::string where(std::size_t record) const;

  /// The picture's file, still encoded.
  /// @throws Error (ErrorCode::input) if it cannot be read
  [[nodiscard]] virtual std::vector<std::byte> read(std::size_t record) const = 0;

  /// SHA-256, hexadecimal, computed anew: of the tar; of the manifest alone, without its pictures;
  /// of a folder's names, sizes and contents by sorted names.
  [[nodiscard]] virtual std::string sha256() const = 0;

 protected:
  /// @param manifest what to call the manifest in messages, empty if there is none
  PictureSource(std::string name, std::string manifest, Records records,
                WalkFindings findings = {});

 private:
  std::string name_;
  std::string manifest_;
  Records records_;
  WalkFindings findings_;
  std::vector<std::optional<Box>> boxes_;
};

/// Opens labelled pictures (docs/guides/datasets.md). They are a folder with a labels.csv, a folder
/// with a folder for each class, or a manifest (.csv). A tar archive (.tar) with either of the two
/// layouts of a folder is read in place. Hidden files and companions of other systems are passed
/// over (`findings`).
/// @throws Error (ErrorCode::input) that names the file and line: damaged or cut off, a path that
/// leaves the source, a file that is missing, no picture at all
[[nodiscard]] std::shared_ptr<const PictureSource> open_source(const std::filesystem::path& path);

}  // namespace mien::dataset
