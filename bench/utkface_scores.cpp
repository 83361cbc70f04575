// Age and gender of a model on UTKFace pictures: the whole 200x200 crop is the input.

#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/source.h"
#include "face/preprocess.h"
#include "mien/core/error.h"
#include "mien/face/crop.h"
#include "mien/face/heads.h"
#include "mien/media/image_io.h"
#include "pipeline/model_loading.h"

namespace mien::bench {
namespace {

struct UtkLabels {
  std::string split;
  std::string age;
  std::string gender;
};

UtkLabels labels_of(const dataset::Records& records, std::size_t record) {
  const auto field = [&](std::string_view name) {
    const std::optional<std::size_t> column = records.find_column(name);
    if (!column) throw Error(ErrorCode::input, fmt::format("expected a column \"{}\"", name));
    return std::string(records.field(record, *column));
  };
  return {field("split"), field("age"), field("gender")};
}

struct Sums {
  int count = 0;
  double error_top_2 = 0;
  double error_all = 0;
  int gender_right = 0;
};

/// The index of the head that gives an attribute.
std::size_t head_of(const ModelMetadata& metadata, std::string_view attribute) {
  for (std::size_t i = 0; i < metadata.heads.size(); ++i) {
    if (metadata.heads[i].attribute == attribute) return i;
  }
  throw Error(ErrorCode::model,
              fmt::format("{}: expected a head for {}, found none", metadata.id, attribute));
}

class Scorer {
 public:
  explicit Scorer(const std::string& model) : network_(load_network(model, {.threads = 2})) {
    const ModelMetadata& metadata = network_.metadata();
    age_output_ = head_of(metadata, "age");
    gender_output_ = head_of(metadata, "gender");
    values_.resize(input_values(metadata.input));
    shape_ = network_.input().shape;
    shape_.front() = 1;
  }

  void add(const Image& picture, const UtkLabels& labels) {
    const ModelMetadata& metadata = network_.metadata();
    const InputSpec& input = metadata.input;
    Detection whole;
    whole.box = {0, 0, static_cast<float>(picture.width()), static_cast<float>(picture.height())};
    write_input(cut_face(picture, whole, input, {}), input, values_);
    const std::vector<Tensor> outputs = network_.run({shape_, values_});
    const auto age = [&](int top) {
      return expected_age(outputs[age_output_].data,
                          {.first = metadata.heads[age_output_].age_first, .top = top});
    };
    const bool male =
        outputs[gender_output_].data.front() >= metadata.heads[gender_output_].threshold;
    const bool is_male = labels.gender == "male";
    const auto years = std::stof(labels.age);
    for (const std::string& split : {labels.split, std::string("all")}) {
      Sums& sums = sums_[split];
      ++sums.count;
      sums.error_top_2 += std::abs(age(2) - years);
      sums.error_all += std::abs(age(100) - years);
      sums.gender_right += male == is_male ? 1 : 0;
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
  std::size_t age_output_ = 0;
  std::size_t gender_output_ = 0;
  std::vector<float> values_;
  std::vector<std::int64_t> shape_;
  std::map<std::string, Sums> sums_;
};

int run(const std::filesystem::path& tar, const std::string& model) {
  Scorer scorer(model);
  const auto source = dataset::open_source(tar);
  for (std::size_t i = 0; i < source->records().size(); ++i) {
    scorer.add(decode_image(source->read(i), source->where(i)), labels_of(source->records(), i));
  }
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
