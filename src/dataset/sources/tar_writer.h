#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace mien::dataset {

/// Writes a tar archive that appears whole or not at all. The same files give the same bytes: there
/// are no times and no owners in it.
class TarWriter {
 public:
  /// @throws Error (ErrorCode::output) if it cannot be created
  explicit TarWriter(const std::filesystem::path& path);
  ~TarWriter();
  TarWriter(const TarWriter&) = delete;
  TarWriter& operator=(const TarWriter&) = delete;

  /// @throws Error (ErrorCode::output) if it cannot be written
  void add(const std::string& path, std::span<const std::byte> bytes);

  /// Ends the archive and renames it into place.
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mien::dataset
