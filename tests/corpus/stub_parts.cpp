// Fills a run with the parts of a stub that reads no photo: what planning and merging take is then
// measured alone (docs/corpus.md).
//
// usage: mien_corpus_stub_parts RUN

#include <cstdio>
#include <optional>

#include "corpus/run/journal.h"
#include "corpus/run/part.h"
#include "corpus/run/plan.h"
#include "mien/core/error.h"
#include "mien/core/labels.h"

namespace mien::corpus {

namespace {

/// A classification whose first label is the likeliest.
template <typename Labels>
Classification stub_classification(const Labels& labels) {
  Classification answer;
  answer.label = std::string(labels[0]);
  for (const std::string_view label : labels) {
    answer.probabilities.push_back({std::string(label), label == labels[0] ? 0.5123F : 0.0617F});
  }
  return answer;
}

Face stub_face(std::size_t number) {
  Face face;
  face.box = {static_cast<float>(number % 1900), static_cast<float>(number % 1270), 123.4F, 150.5F};
  face.score = 0.9876F;
  face.landmarks = Landmarks{};
  face.age = static_cast<float>(number % 80);
  face.age_interval = AgeInterval{20, 40};
  face.gender = stub_classification(gender_labels);
  face.emotion = stub_classification(emotion_labels);
  face.ethnicity = stub_classification(ethnicity_labels);
  face.pose = Pose{};
  return face;
}

int fill_run(const RunFolder& run) {
  constexpr std::size_t most_faces = 5;
  const Plan plan = read_plan(run);
  for (std::size_t shard = 0; shard < plan.shards.size(); ++shard) {
    std::optional<Journal> journal = Journal::open(run.journal(shard));
    if (!journal || part_exists(run, shard)) continue;
    PartWriter part(run, plan, shard, {}, *journal);
    for (const Input& input : read_shard(run, plan, shard)) {
      const std::size_t number = part.checkpoint().input;
      ImageResult result;
      result.file = input.file;
      result.width = 1920;
      result.height = 1280;
      for (std::size_t face = 0; face < number % most_faces; ++face) {
        result.faces.push_back(stub_face(number + face));
      }
      part.write(result, {.number = number, .bytes = input.bytes, .sha256 = std::string(64, 'f')});
    }
    (void)part.publish();
  }
  return 0;
}

}  // namespace

}  // namespace mien::corpus

int main(int count, char** words) {
  if (count != 2) {
    std::fprintf(stderr, "usage: %s RUN\n", words[0]);
    return 2;
  }
  try {
    return mien::corpus::fill_run({words[1]});
  } catch (const mien::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
