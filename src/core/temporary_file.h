#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace mien {

/// How a file comes to its place.
struct OutputOptions {
  bool only_owner = false;  ///< a new file can be read by its owner alone (mode 600)
  bool durable = false;     ///< once it is in its place, a power cut does not undo that
};

/// A file under a random name that nobody can guess, beside the place that it is for. It is locked
/// as long as this object lives, by which `remove_leftovers` tells it from those of killed runs.
/// Unless it is put in its place, it is removed with the object.
class TemporaryFile {
 public:
  /// @param target where the file is to be; a link keeps pointing where it points, and the file
  /// behind it is what is meant
  /// @param ending of the temporary name, for programs that tell the format by it
  /// @throws Error (ErrorCode::output) with the system's reason if it cannot be created there, or
  /// if the target is a folder or a special file
  explicit TemporaryFile(const std::filesystem::path& target, const OutputOptions& options = {},
                         std::string_view ending = {});
  ~TemporaryFile();
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  /// Where it is now.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Where it is to be, behind all links.
  [[nodiscard]] const std::filesystem::path& target() const { return target_; }
  /// Open for reading and writing.
  [[nodiscard]] int descriptor() const { return descriptor_; }

  /// Puts the file in its place, when all of it is on the disk. Of a file that it replaces it takes
  /// the owner, the mode and the access list, as far as the system allows.
  /// @throws Error (ErrorCode::output)
  void commit();

 private:
  [[noreturn]] void fail(std::string_view action) const;
  bool create(std::string_view ending);
  void take_rights();

  std::string name_;  ///< of the target, as the user gave it
  std::filesystem::path target_;
  OutputOptions options_;
  std::optional<struct stat> replaced_;
  std::filesystem::path path_;  ///< empty: nothing to remove
  int descriptor_ = -1;
};

/// Where a file that is written under this name comes to lie: links are followed, also those to
/// nothing.
[[nodiscard]] std::filesystem::path behind_links(const std::filesystem::path& path);

/// Removes the temporary files of killed runs from a folder, and no file of a run that goes on.
/// What cannot be removed stays, without a word.
void remove_leftovers(const std::filesystem::path& folder);

}  // namespace mien
