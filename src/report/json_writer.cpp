#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "core/base64.h"
#include "core/utf8.h"
#include "mien/report/result_writer.h"
#include "report/face_json.h"
#include "report/left_out_json.h"
#include "report/row_file.h"

namespace mien {

namespace {

using Json = nlohmann::ordered_json;

class JsonWriter final : public ResultWriter {
 public:
  explicit JsonWriter(const std::filesystem::path& path) : file_(path) {}

  void write(const ImageResult& result) override { write_row(mien::to_json(result)); }

  void write_left_out(const std::string& folder, const LeftOut& left_out) override {
    write_row(mien::to_json(folder, left_out));
  }

  void finish() override {
    if (!file_.finished()) file_.write(empty_ ? "[]\n" : "\n]\n");
    file_.finish();
  }

 private:
  void write_row(const std::string& row) {
    file_.write((empty_ ? "[\n" : ",\n") + row);
    empty_ = false;
  }

  RowFile file_;
  bool empty_ = true;
};

class JsonLinesWriter final : public ResultWriter {
 public:
  explicit JsonLinesWriter(const std::filesystem::path& path) : file_(path) {}
  void write(const ImageResult& result) override { file_.write(mien::to_json(result) + "\n"); }
  void write_left_out(const std::string& folder, const LeftOut& left_out) override {
    file_.write(mien::to_json(folder, left_out) + "\n");
  }
  void finish() override { file_.finish(); }

 private:
  RowFile file_;
};

Json input_json(const ImageResult& result) {
  Json object = Json::object();
  object["file"] = to_utf8(result.file);
  if (!is_utf8(result.file)) {
    object["file_bytes"] = base64_encode(std::as_bytes(std::span(result.file)));
  }
  object["width"] = result.width;
  object["height"] = result.height;
  if (result.rotation != 0) object["rotation"] = result.rotation;
  object["error"] = result.error.empty() ? Json(nullptr) : Json(to_utf8(result.error));
  Json faces = Json::array();
  for (const Face& face : result.faces) faces.push_back(face_json(face));
  object["faces"] = std::move(faces);
  return object;
}

}  // namespace

std::string to_json(const ImageResult& result) { return input_json(result).dump(); }

std::string to_json(const std::string& folder, const LeftOut& left_out) {
  ImageResult row;
  row.file = folder;
  Json object = input_json(row);
  object["left_out"] = left_out_json(left_out);
  return object.dump();
}

void ResultWriter::write_left_out(const std::string& /*folder*/, const LeftOut& /*left_out*/) {}

std::unique_ptr<ResultWriter> make_json_writer(const std::filesystem::path& path) {
  return std::make_unique<JsonWriter>(path);
}

std::unique_ptr<ResultWriter> make_json_lines_writer(const std::filesystem::path& path) {
  return std::make_unique<JsonLinesWriter>(path);
}

}  // namespace mien
