#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mien {

/// Why a walk of a folder passed something over.
enum class LeftOutReason {
  format,             ///< of a known format that is not read
  unknown_format,     ///< no known format
  clip,               ///< a clip where photos are wanted
  picture,            ///< a picture where clips are wanted
  clip_inside,        ///< a clip in a folder that is a clip of its pictures itself
  misplaced,          ///< a clip at another depth than the data set's layout has
  hidden,             ///< its name begins with a dot
  companion,          ///< what systems and programs put beside photos, such as Thumbs.db or @eaDir
  folder,             ///< a folder where only files are wanted
  folder_link,        ///< a link to a folder; links are not followed
  archive_link,       ///< a link in an archive; links are not followed
  special_file,       ///< a pipe, device or socket
  broken_link,        ///< a link that leads nowhere
  unreadable_folder,  ///< a folder that cannot be read; it is an error, too
};

/// The reason as JSON has it: "format", "unknown_format" and so on.
[[nodiscard]] std::string_view to_string(LeftOutReason reason);

/// What was left out for one reason.
struct LeftOutGroup {
  LeftOutReason reason = LeftOutReason::unknown_format;
  std::string format;  ///< its name for people, such as "JPEG 2000", where the format is the reason
  std::size_t count = 0;
  std::vector<std::string> first;  ///< paths of the first few; bytes, not necessarily UTF-8
};

/// What walks of folders passed over, counted by reason.
class LeftOut {
 public:
  static constexpr std::size_t most_named = 3;  ///< paths in a group

  void add(LeftOutReason reason, const std::string& path, std::string_view format = {});
  void add(const LeftOut& other);

  [[nodiscard]] bool empty() const { return groups_.empty(); }
  [[nodiscard]] std::size_t count() const;

  /// By reason, then by the format's name.
  [[nodiscard]] const std::vector<LeftOutGroup>& groups() const { return groups_; }

 private:
  LeftOutGroup& group(LeftOutReason reason, std::string_view format);

  std::vector<LeftOutGroup> groups_;
};

/// For people, on one line: "3 HEIC files (a.heic, b.heic, c.heic), 1 hidden file (.x)"; empty if
/// nothing was left out. Control characters in names are escapes.
[[nodiscard]] std::string left_out_text(const LeftOut& left_out);

}  // namespace mien
