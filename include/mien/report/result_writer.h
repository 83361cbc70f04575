#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "mien/core/face.h"
#include "mien/core/left_out.h"

namespace mien {

/// Writes results as they come. Each row is handed to the system at once, so a reader at the other
/// end of a pipe sees it. Not for several threads at once. docs/reference/output.md describes the
/// formats.
class ResultWriter {
 public:
  virtual ~ResultWriter() = default;

  /// Writes the rows of one input.
  /// @throws Error (ErrorCode::output) that names the file and the reason, such as a full disk, or
  /// if the file is finished.
  virtual void write(const ImageResult& result) = 0;

  /// Writes what was left out of a folder that the user named, after the rows of its files. Formats
  /// without a place for it write nothing.
  /// @throws Error (ErrorCode::output), as `write`
  virtual void write_left_out(const std::string& folder, const LeftOut& left_out);

  /// Completes the file and puts it in its place, after the last input or after an interruption:
  /// the file is then valid and holds the rows so far. A second call does nothing. A writer that is
  /// destroyed unfinished leaves no file.
  /// @throws Error (ErrorCode::output)
  virtual void finish() = 0;
};

/// One input as a JSON object on one line, without a line end (docs/reference/result.schema.json).
/// It is always valid UTF-8.
[[nodiscard]] std::string to_json(const ImageResult& result);

/// The row of a folder of which something was left out: that of an input without faces, and
/// "left_out", an object a reason.
[[nodiscard]] std::string to_json(const std::string& folder, const LeftOut& left_out);

/// A JSON array with one object for each input, and for each folder of which something was left
/// out. In all of the makers, the path "-" is standard
/// output, and a regular file appears only when it is finished.
/// @throws Error (ErrorCode::output) if the file cannot be created (all makers)
[[nodiscard]] std::unique_ptr<ResultWriter> make_json_writer(const std::filesystem::path& path);

/// One JSON object a line for each of the same.
[[nodiscard]] std::unique_ptr<ResultWriter> make_json_lines_writer(
    const std::filesystem::path& path);

/// Comma-separated values: a header, then one row for each face; an input without a face has one
/// row with empty face columns. The columns do not depend on the models.
[[nodiscard]] std::unique_ptr<ResultWriter> make_csv_writer(const std::filesystem::path& path);

/// How to print the table.
struct TableOptions {
  int width = 80;       ///< columns of the terminal; 0 never shortens a file name
  bool colour = false;  ///< ANSI colours
  bool age = true;      ///< these columns are shown if there is room
  bool gender = true;
  bool emotion = true;
  bool ethnicity = true;
  bool affect = true;
  bool quality = false;
  bool pose = false;  ///< yaw, pitch and roll in degrees
};

/// Aligned columns for people, one row for each face. Control characters are shown as escapes.
[[nodiscard]] std::unique_ptr<ResultWriter> make_table_writer(const std::filesystem::path& path,
                                                              const TableOptions& options = {});

/// The identity features as a NumPy file (format 1.0, little-endian float32, shape [faces,
/// features]) and `path` + ".csv", an index with the columns row, file and face. Faces without a
/// feature have no row.
/// @param path a regular file, since the number of rows is written into the header at the end
/// @param features numbers a row; 0 takes that of the first face
/// @throws Error (ErrorCode::output) also for "-", pipes and devices; `write` throws Error
/// (ErrorCode::model) if a feature has another length.
[[nodiscard]] std::unique_ptr<ResultWriter> make_npy_writer(const std::filesystem::path& path,
                                                            int features = 0);

}  // namespace mien
