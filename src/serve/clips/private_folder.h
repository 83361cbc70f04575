#pragma once

#include <filesystem>

namespace mien::serve {

/// A folder for the files of one server, which nobody but its user can read. It is removed with
/// this object. A file in it is locked as long as this lives, by which other servers know that it
/// is in use.
class PrivateFolder {
 public:
  /// Makes the folder, and removes those in the same place of servers that were killed.
  /// @param place an existing folder
  /// @throws Error (ErrorCode::output) if it cannot be made there
  explicit PrivateFolder(const std::filesystem::path& place);
  ~PrivateFolder();
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  int lock_ = -1;
};

/// Removes the folders of servers of this user that were killed, and none of a server that runs.
/// What cannot be removed stays, without a word.
void remove_left_folders(const std::filesystem::path& place);

}  // namespace mien::serve
