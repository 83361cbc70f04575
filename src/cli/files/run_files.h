#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace mien::cli {

/// The files that a run reads and writes. What would harm one of them is refused before the work.
class RunFiles {
 public:
  /// A file that the run reads. Of a manifest the pictures are read, too; of a folder the pictures,
  /// clips and tables of labels at any depth; of numbered pictures their folder; "-" is standard
  /// input. What is no file (an address, a camera, nothing at all) is passed over.
  void reads(const std::filesystem::path& path);

  /// All files of a folder that have this ending.
  void reads_all(const std::filesystem::path& folder, const std::string& ending);

  /// The models that mien brings along, and the catalogue.
  void reads_shipped();

  /// The models that the run reads, by catalogue ids or paths; also all models of the model
  /// folder and of mien's own.
  void reads_models(std::span<const std::string> ids_or_paths);

  /// A file that the run writes; "-" is standard output, and an empty path is none.
  /// @param option as which the user named it, such as "--csv"
  void writes(const std::string& option, const std::filesystem::path& path);

  /// A file at whose end the run writes; it is there.
  void appends(const std::string& option, const std::filesystem::path& path);

  /// A folder that the run makes, if it is not there, to write into; an empty path is none.
  void makes(const std::string& option, const std::filesystem::path& folder);

  /// All that a folder has with this ending: files of which the run may write any.
  void writes_any(const std::string& option, const std::filesystem::path& folder,
                  const std::string& ending);

  /// Compares all files.
  /// @throws Error (ErrorCode::usage) that names both files if an output is an input or another
  /// output, on disk and behind all links
  void check() const;

  /// Makes the folders, removes what killed runs left in them, and tries whether the outputs can be
  /// created.
  /// @throws Error (ErrorCode::output) with the system's reason
  void make_ready() const;

  /// `check` and `make_ready`.
  void prepare() const;

 private:
  struct Output {
    std::string option;
    std::filesystem::path path;
    bool append = false;
  };

  /// An option whose value was forgotten takes the next option for it.
  void check_names() const;
  void check_standard_output() const;
  void check_inputs() const;
  void check_places() const;
  void make_folders() const;
  void try_outputs() const;

  std::vector<std::filesystem::path> inputs_;
  std::vector<std::pair<std::filesystem::path, std::string>> input_folders_;  ///< and an ending
  std::vector<Output> outputs_;
  std::vector<Output> folders_;
};

}  // namespace mien::cli
