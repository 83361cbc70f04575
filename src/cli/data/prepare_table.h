#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/data/prepare_options.h"
#include "dataset/source.h"

namespace mien::cli {

/// One record of the sources of `mien prepare`.
struct PreparedRecord {
  std::size_t source = 0;
  std::size_t record = 0;
  std::string path;  ///< of its crop in the archive; no two are the same
};

/// What the archive of crops says of them: the columns of all sources, and where the face is.
class PreparedTable {
 public:
  explicit PreparedTable(std::vector<std::shared_ptr<const dataset::PictureSource>> sources,
                         CropFormat format);

  [[nodiscard]] const std::vector<PreparedRecord>& records() const { return records_; }
  [[nodiscard]] const dataset::PictureSource& source_of(const PreparedRecord& record) const {
    return *sources_[record.source];
  }

  /// The first line of labels.csv: path, every other column once, x, y, width, height.
  [[nodiscard]] std::string head() const;

  /// A record's line of labels.csv.
  /// @param box of the face, pixels of the crop
  [[nodiscard]] std::string line(const PreparedRecord& record, const std::optional<Box>& box) const;

 private:
  std::vector<std::shared_ptr<const dataset::PictureSource>> sources_;
  std::vector<std::string> columns_;  ///< without path and box
  std::vector<PreparedRecord> records_;
};

}  // namespace mien::cli
