#include <fmt/format.h>

#include <array>

#include "core/counted.h"
#include "paper/protocols/identity_protocol.h"
#include "paper/tables/paper_tables.h"
#include "paper/tables/published_row.h"
#include "paper/tables/tables.h"
#include "pipeline/model_loading.h"

namespace mien::paper {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* part = "lfw-part.tar";

/// A network and what to call it in the table.
struct IdentityModel {
  const char* id;
  const char* title;
};

constexpr std::array identity_models = {
    IdentityModel{"faceres-deep", "faceres-deep: the paper's MobileNet-v1"},
    IdentityModel{"mobilenet-v1-face", "mobilenet-v1-face: the same base, other heads"},
    IdentityModel{"mobilenet-v1-face-tuned", "mobilenet-v1-face-tuned"},
    IdentityModel{"mobilenet-v1-emotion", "mobilenet-v1-emotion"}};

/// One network with both crops.
TableRow identity_row(const IdentityModel& model, const std::string& group, const std::string& name,
                      const IdentityEvaluation& evaluation) {
  const IdentityScores& centre = evaluation.scores[0];
  const IdentityScores& mtcnn = evaluation.scores[1];
  const auto identified = [](const eval::IdentificationScores& scores) {
    return Cell{.value = percent * scores.mean, .spread = percent * scores.deviation};
  };
  const auto verified = [](const eval::VerificationScores& scores) {
    return Cell{
        .value = percent * scores.mean,
        .interval = {percent * scores.mean_interval.low, percent * scores.mean_interval.high}};
  };
  TableRow row;
  row.group = group;
  row.title = model.title;
  row.measured = {identified(centre.identification), identified(mtcnn.identification),
                  verified(centre.verification), verified(mtcnn.verification)};
  row.samples = fmt::format(
      "{} people with two photos or more; {} of their {} photos tested; {} pairs, half of one "
      "person",
      count_text(centre.identification.people), count_text(centre.identification.tested),
      count_text(centre.identification.photos), count_text(centre.verification.pairs));
  row.data = name;
  if (mtcnn.without_face > 0) {
    row.note = fmt::format("No face was found in {} photos: the middle was seen instead.",
                           mtcnn.without_face);
  }
  return row;
}

void add_photos(ReproducedTable& table, Reproduction& run,
                const std::shared_ptr<const dataset::PictureSource>& source,
                const std::string& hash, const std::string& name, const std::string& file,
                const std::string& group) {
  const ReproduceRequest& request = run.request();
  for (const IdentityModel& model : identity_models) {
    if (!run.has_model(model.id)) {
      merge_rows(table, {row_without_model(group, model.title, model.id)});
      continue;
    }
    const Json key = {{"data", hash}, {"model", run.model_hash(model.id)}, {"seed", request.seed}};
    merge_rows(table, run.rows(fmt::format("table-1-{}-{}", file, model.id), key,
                               fmt::format("Table 1: {} on {}", model.id, name), [&] {
                                 IdentityOptions options;
                                 options.models = {model.id};
                                 options.pairs.seed = request.seed;
                                 options.identification.seed = request.seed;
                                 options.bootstrap.seed = request.seed;
                                 options.threads = request.threads;
                                 options.detector = load_detector(paper_detector());
                                 options.progress = run.progress("pictures");
                                 options.stop = Reproduction::stop();
                                 return std::vector<TableRow>{identity_row(
                                     model, group, name, evaluate_identity(*source, options))};
                               }));
  }
}

}  // namespace

ReproducedTable published_table_1() {
  ReproducedTable table;
  table.id = "table-1";
  table.title = "Table 1: identification";
  table.caption =
      "Rank-1 accuracy: one random photo of each person is known, all others are to be recognised "
      "(nearest neighbour of L2-normalised features); mean and standard deviation of 10 draws.";
  table.columns = {{"centre crop", "%", 2},
                   {"MTCNN crop", "%", 2},
                   {"same person or not, centre crop", "%", 1},
                   {"same person or not, MTCNN crop", "%", 1}};
  table.charted = 1;
  for (const PaperIdentification& paper : paper_table_1()) {
    const bool own = paper.network == "MobileNet-v1";
    table.rows.push_back(
        {"LFW, the 596 people who are in YouTube Faces, too",
         std::string(paper.network),
         {{.value = paper.centre, .spread = paper.centre_deviation},
          {.value = paper.mtcnn, .spread = paper.mtcnn_deviation}},
         {},
         "",
         "",
         own ? "Needs the whole LFW and the list of people who are in YouTube Faces, too: --lfw "
               "FOLDER measures all people of a folder of people."
             : "Not in any package registry: the author's weights, imported with mien models "
               "import."});
  }
  return table;
}

ReproducedTable reproduce_identity(Reproduction& run) {
  ReproducedTable table = published_table_1();
  table.command = "mien evaluate lfw DATA --model faceres-deep";
  table.notes = {
      "Same person or not: accuracy on drawn pairs, the threshold of each of ten folds from the "
      "others."};
  if (const auto source = run.source(part)) {
    add_photos(table, run, source, run.hash_of(part), part, "part",
               "Part of LFW, people of two photos or more");
  }
  if (!run.request().lfw.empty()) {
    const std::string path = run.request().lfw.string();
    const auto source = dataset::open_source(path);
    run.add_used({.name = "--lfw",
                  .sha256 = source->sha256(),
                  .counts = count_text(source->records().size()) + " pictures"});
    add_photos(table, run, source, source->sha256(), "--lfw", "own",
               "Your photos (--lfw), people of two photos or more");
  }
  return table;
}

}  // namespace mien::paper
