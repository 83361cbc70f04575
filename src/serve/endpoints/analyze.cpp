#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base64.h"
#include "mien/media/image_io.h"
#include "mien/pipeline/picture_result.h"
#include "mien/report/annotate.h"
#include "mien/report/result_writer.h"
#include "report/face_json.h"
#include "report/html/report_pictures.h"
#include "report/result_csv.h"
#include "serve/accepted_type.h"
#include "serve/endpoints/endpoints.h"
#include "serve/problem.h"
#include "serve/query.h"
#include "serve/upload.h"

namespace mien::serve {

namespace {

constexpr int embedding_decimals = 6;

const std::string json_type = "application/json";
const std::string csv_type = "text/csv";
const std::string jpeg_type = "image/jpeg";
const std::string png_type = "image/png";

struct AnalyzeQuery {
  AttributeChoice choice;
  int max_faces = 0;
  int min_face = 0;
  int thumbnail = 0;  ///< pixels of the longer side of a cut-out of each face; 0: none
};

/// The faces of a picture, cut out, as JPEG; filled by the thread that has the picture.
using Thumbnails = std::vector<std::vector<std::byte>>;

AnalyzeQuery read_query(const Call& call, const Service& service) {
  Query query(call);
  AnalyzeQuery read;
  read.choice.attributes = query.words("attributes", service.networks.attributes());
  read.choice.identity = query.flag("embedding");
  const DetectorOptions& detection = service.options.analyzer.detection;
  read.max_faces = static_cast<int>(query.integer("max_faces", 1, 10'000).value_or(0));
  read.min_face = static_cast<int>(
      query.integer("min_face", detection.min_face, std::numeric_limits<int>::max()).value_or(0));
  read.thumbnail = static_cast<int>(query.integer("thumbnail", 16, 512).value_or(0));
  query.finish();
  return read;
}

std::string result_json(const ImageResult& result, bool embedding, const Thumbnails& thumbnails) {
  std::string text = to_json(result);
  if (!embedding && thumbnails.empty()) return text;
  auto json = nlohmann::ordered_json::parse(text);
  for (std::size_t i = 0; i < std::min(result.faces.size(), thumbnails.size()); ++i) {
    json["faces"][i]["thumbnail"] = base64_encode(thumbnails[i]);
  }
  for (std::size_t i = 0; i < result.faces.size() && embedding; ++i) {
    auto values = nlohmann::ordered_json::array();
    for (const float value : result.faces[i].identity) {
      values.push_back(number_json(value, embedding_decimals));
    }
    json["faces"][i]["embedding"] = std::move(values);
  }
  return json.dump();
}

/// The result of a picture; what is wrong with it is a part of it, as in a run over files.
ImageResult row_of(std::future<ImageResult>& answer, const std::string& name) {
  try {
    return answer.get();
  } catch (const std::exception& error) {
    if (!is_of_picture(error)) throw;
    return failed_result(name, error.what());
  }
}

std::string encoded(const Image& picture, const std::string& type) {
  const std::vector<std::byte> bytes =
      type == png_type ? encode_png(picture) : encode_jpeg(picture);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Reply analyze(const Call& call, Service& service) {
  const AnalyzeQuery query = read_query(call, service);
  const std::string type = accepted_type(call.accept, {json_type, csv_type, jpeg_type, png_type});
  if (type.empty()) {
    throw Problem(
        406, "type",
        fmt::format("Accept: expected {}, {}, {} or {}", json_type, csv_type, jpeg_type, png_type));
  }
  const bool drawn = type == jpeg_type || type == png_type;
  const BodyBudget::Lease lease(service.bodies, call.length);
  std::vector<Upload> pictures = read_pictures(call, service.options.limits);
  if (drawn && pictures.size() > 1) {
    throw Problem(406, "type",
                  fmt::format("Accept: {} is for one picture, found {}", type, pictures.size()));
  }
  // Whoever draws may come too late for this request: the text belongs to both.
  const auto marked = std::make_shared<std::string>();
  std::vector<std::shared_ptr<Thumbnails>> thumbnails;
  std::vector<PictureJob> jobs;
  std::vector<std::string> names;
  for (Upload& picture : pictures) {
    names.push_back(picture.name);
    jobs.push_back({.bytes = std::move(picture.bytes),
                    .name = std::move(picture.name),
                    .choice = query.choice,
                    .min_face = query.min_face,
                    .max_faces = query.max_faces});
    thumbnails.push_back(std::make_shared<Thumbnails>());
    if (query.thumbnail > 0 && type == json_type) {
      jobs.back().look = [cut = thumbnails.back(), side = query.thumbnail](
                             const Image& image, const ImageResult& result) {
        for (const Face& face : result.faces) cut->push_back(face_thumbnail(image, face, side));
      };
    }
    if (!drawn) continue;
    jobs.back().look = [marked, type](const Image& image, const ImageResult& result) {
      *marked = encoded(annotate(image, result), type);
    };
  }
  std::vector<std::future<ImageResult>> answers =
      service.batcher.answers(std::move(jobs), service.options.limits.answer_time);

  const bool several = is_form(call);
  if (drawn) {
    static_cast<void>(answers.front().get());
    return {.type = type, .body = std::move(*marked)};
  }
  Reply reply{.type = type == csv_type ? "text/csv; charset=utf-8" : type};
  if (type == csv_type) reply.body = result_csv_header();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const ImageResult row = several ? row_of(answers[i], names[i]) : answers[i].get();
    if (type == csv_type) {
      reply.body += result_csv_rows(row);
    } else {
      reply.body += (i == 0 ? (several ? "[\n" : "") : ",\n");
      reply.body += result_json(row, query.choice.identity, *thumbnails[i]);
    }
  }
  if (type == json_type) reply.body += several ? "\n]\n" : "\n";
  return reply;
}

}  // namespace

Route analyze_route(Service& service) {
  return {.method = "POST", .pattern = "/v1/analyze", .answer = [&service](const Call& call) {
            return analyze(call, service);
          }};
}

}  // namespace mien::serve
