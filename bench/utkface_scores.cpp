// Age and gender of a model on UTKFace pictures: the whole 200x200 crop is the input.

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "face/preprocess.h"
#include "mien/core/error.h"
#include "mien/face/crop.h"
#include "mien/face/heads.h"
#include "mien/media/image_io.h"
#include "pipeline/model_loading.h"
#include "tar_pictures.h"

namespace mien::bench {
namespace {

struct Labels {
  std::string split;
  int age = 0;
  bool male = false;
};

std::vector<std::string> split_line(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
  return fields;
}

/// labels.csv of the archive: path, split, age, gender (0 male), ethnicity, by the names in its
/// first line.
std::map<std::string, Labels> read_labels(const std::filesystem::path& tar) {
  std::string text;
  for_each_file(tar, [&](const std::string& name, const std::vector<std::byte>& bytes) {
    if (name == "labels.csv") {
      text.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
  });
  std::istringstream stream(text);
  std::string line;
  std::getline(stream, line);
  std::map<std::string, std::size_t> column;
  for (const std::string& name : split_line(line)) column.emplace(name, column.size());
  for (const char* const name : {"path", "age", "gender"}) {
    if (!column.contains(name)) {
      throw Error(ErrorCode::input,
                  fmt::format("{}: labels.csv: expected a column \"{}\", found {}", tar.string(),
                              name, line));
    }
  }
  std::map<std::string, Labels> labels;
  while (std::getline(stream, line)) {
    const std::vector<std::string> fields = split_line(line);
    const std::string& path = fields.at(column["path"]);
    labels[path] = {path.substr(0, path.find('/')), std::stoi(fields.at(column["age"])),
                    fields.at(column["gender"]) == "male" || fields.at(column["gender"]) == "0"};
  }
  return labels;
}

struct Sums {
  int count = 0;
  double error_top_2 = 0;
  double error_all = 0;
  int gender_right = 0;
};

const HeadSpec& head_of(const ModelMetadata& metadata, std::string_view attribute,
                        std::size_t& index) {
  for (index = 0; index < metadata.heads.size(); ++index) {
    if (metadata.heads[index].attribute == attribute) return metadata.heads[index];
  }
  throw Error(ErrorCode::model,
              fmt::format("{}: expected a head for {}, found none", metadata.id, attribute));
}

class Scorer {
 public:
  explicit Scorer(const std::string& model) : network_(load_network(model, {.threads = 2})) {
    const ModelMetadata& metadata = network_.metadata();
    age_ = head_of(metadata, "age", age_output_);
    gender_ = head_of(metadata, "gender", gender_output_);
    values_.resize(input_values(metadata.input));
    shape_ = network_.input().shape;
    shape_.front() = 1;
  }

  void add(const Image& picture, const Labels& labels) {
    const InputSpec& input = network_.metadata().input;
    Detection whole;
    whole.box = {0, 0, static_cast<float>(picture.width()), static_cast<float>(picture.height())};
    write_input(cut_face(picture, whole, input, {}), input, values_);
    const std::vector<Tensor> outputs = network_.run({shape_, values_});
    const auto age = [&](int top) {
      return expected_age(outputs[age_output_].data, {.first = age_.age_first, .top = top});
    };
    const bool male = outputs[gender_output_].data.front() >= gender_.threshold;
    for (const std::string& split : {labels.split, std::string("all")}) {
      Sums& sums = sums_[split];
      ++sums.count;
      sums.error_top_2 += std::abs(age(2) - static_cast<float>(labels.age));
      sums.error_all += std::abs(age(100) - static_cast<float>(labels.age));
      sums.gender_right += male == labels.male ? 1 : 0;
    }
  }

  void print(const std::string& model) const {
    std::cout
        << "\nUTKFace, whole 200x200 crop as input, " << model << ":\n\n"
        << "| pictures | samples | age MAE, L=2 (years) | age MAE, L=100 (years) | gender (%) |\n"
           "|---|---:|---:|---:|---:|\n";
    for (const auto& [split, sums] : sums_) {
      std::cout << fmt::format("| {} | {} | {:.2f} | {:.2f} | {:.1f} |\n", split, sums.count,
                               sums.error_top_2 / sums.count, sums.error_all / sums.count,
                               100.0 * sums.gender_right / sums.count);
    }
  }

 private:
  Network network_;
  HeadSpec age_;
  HeadSpec gender_;
  std::size_t age_output_ = 0;
  std::size_t gender_output_ = 0;
  std::vector<float> values_;
  std::vector<std::int64_t> shape_;
  std::map<std::string, Sums> sums_;
};

int run(const std::filesystem::path& tar, const std::string& model) {
  const std::map<std::string, Labels> labels = read_labels(tar);
  Scorer scorer(model);
  for_each_file(tar, [&](const std::string& name, const std::vector<std::byte>& bytes) {
    const auto found = labels.find(name);
    if (found != labels.end()) scorer.add(decode_image(bytes, name), found->second);
  });
  scorer.print(model);
  return 0;
}

}  // namespace
}  // namespace mien::bench

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::cerr << "usage: " << argv[0] << " UTKFACE.tar [MODEL]\n";
    return 2;
  }
  try {
    return mien::bench::run(argv[1], argc == 3 ? argv[2] : "faceres-deep");
  } catch (const std::exception& error) {
    std::cerr << "bench: " << error.what() << '\n';
    return 1;
  }
}
