#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/output_file.h"
#include "models/digest.h"
#include "temporary_folder.h"
#include "tiny_tfjs.h"

namespace mien::models {

/// An npm tarball of the given files.
inline Bytes make_tarball(const SourceFiles& files) {
  Bytes result(1 << 20);
  std::size_t used = 0;
  archive* writer = archive_write_new();
  archive_write_add_filter_gzip(writer);
  archive_write_set_format_ustar(writer);
  archive_write_open_memory(writer, result.data(), result.size(), &used);
  for (const auto& [name, bytes] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, ("package/" + name).c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(writer, entry);
    archive_write_data(writer, bytes.data(), bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  result.resize(used);
  return result;
}

/// A package "@tiny/models" 1.0.0 with one model in a folder of tarballs, a store, and a catalogue.
/// Its two entries, "tiny" (fetched by default) and "tiny-twin", take their weights from the
/// package.
class TinyPackage {
 public:
  TinyPackage() {
    TinyTfjs model(1, 1, 3);
    model.constant("k", {1, 1, 3, 2}, {1, 10, 2, 20, 3, 30});
    model.node("y", "Conv2D", {"x", "k"}, tf_windows("VALID"));
    std::filesystem::create_directory(packages());
    SourceFiles files = model.files();
    files["model.json"] = bytes_of(model.json().dump());
    const Bytes tarball = make_tarball({{"README.md", bytes_of("read me")},
                                        {"models/model.json", files["model.json"]},
                                        {"models/w.bin", files["w.bin"]}});
    write_file(tarball_path(), tarball);
    catalogue_["version"] = 1;
    for (const char* id : {"tiny", "tiny-twin"}) {
      Json entry = {{"id", id}, {"summary", "A test"}, {"default", std::string(id) == "tiny"}};
      entry["source"] = {
          {"package", "@tiny/models"},
          {"version", "1.0.0"},
          {"integrity", npm_integrity(tarball)},
          {"files",
           {{{"path", "models/model.json"}, {"sha256", sha256_hex(files["model.json"])}},
            {{"path", "models/w.bin"}, {"sha256", sha256_hex(files["w.bin"])}}}}};
      entry["importer"] = "tfjs-graph";
      entry["file"] = std::string(id) + ".onnx";
      Json metadata = Json::parse(format_metadata(metadata_of(id)));
      const ModelMetadata parsed = parse_metadata(metadata.dump(), id);
      const Bytes onnx = import_model({.importer = "tfjs-graph",
                                       .name = id,
                                       .main_file = "model.json",
                                       .files = files,
                                       .metadata = &parsed});
      entry["size"] = onnx.size();
      entry["sha256"] = sha256_hex(onnx);
      entry["metadata"] = std::move(metadata);
      catalogue_["models"].push_back(std::move(entry));
    }
  }

  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }
  [[nodiscard]] std::filesystem::path packages() const { return folder() / "packages"; }
  [[nodiscard]] std::filesystem::path store() const { return folder() / "cache" / "models"; }
  [[nodiscard]] std::filesystem::path tarball_path() const {
    return packages() / "tiny-models-1.0.0.tgz";
  }
  Json& catalogue() { return catalogue_; }

 private:
  static ModelMetadata metadata_of(const std::string& id) {
    ModelMetadata metadata;
    metadata.id = id;
    metadata.task = "test";
    metadata.licence = "MIT";
    metadata.data_terms = "made up numbers";
    metadata.input.width = 1;
    metadata.input.height = 1;
    metadata.input.mean = {0, 0, 0};
    metadata.input.scale = {1, 1, 1};
    HeadSpec head;
    head.output = "y";
    head.attribute = "test";
    metadata.heads = {head};
    return metadata;
  }

  TemporaryFolder folder_;
  Json catalogue_;
};

}  // namespace mien::models
