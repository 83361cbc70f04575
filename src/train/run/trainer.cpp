#include "train/run/trainer.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "core/random.h"
#include "dataset/batch_loader.h"
#include "dataset/epoch_order.h"
#include "mien/core/error.h"
#include "train/optim/optimizer.h"
#include "train/optim/sam.h"
#include "train/optim/schedule.h"
#include "train/optim/weight_average.h"
#include "train/recipe/recipe_file.h"
#include "train/run/all_reduce_loss.h"
#include "train/run/batch_loss.h"
#include "train/run/bfloat16_support.h"
#include "train/run/initial_network.h"
#include "train/run/label_graph.h"
#include "train/run/network_input.h"
#include "train/run/parameter_groups.h"
#include "train/run/run_log.h"
#include "train/run/saved_run.h"
#include "train/run/teacher_answers.h"
#include "train/run/training_data.h"

namespace mien::train {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

class Run {
 public:
  Run(const Recipe& recipe, const TrainingOptions& options)
      : recipe_(recipe),
        options_(options),
        random_(at::detail::createCPUGenerator(recipe.seed)),
        data_(load_data(recipe)) {
    check_device();
    at::set_num_threads(options.threads);
    saved_ = unfinished_run(options.folder, recipe, options.resume);
    if (options.resume && !saved_) message("nothing to resume: a new run");
    if (writes()) {
      if (saved_) {
        check_run_log(options.folder, data_);
      } else {
        write_run_log(options.folder, recipe, data_, options.threads);
      }
    }
    message(fmt::format("{} training and {} validation pictures", data_.train->pictures.size(),
                        data_.validation->pictures.size()));
    say_left_out();
    prepare();
  }

  TrainingResult run() {
    for (; progress_.stage < std::ssize(recipe_.stages); ++progress_.stage) {
      if (!run_stage(recipe_.stages[progress_.stage])) return {};
      const std::int64_t next = progress_.stage + 1;
      progress_ = {};
      progress_.stage = next - 1;
    }
    TrainingResult result{.finished = true, .graph = network_->graph()};
    const int size = recipe_.input.width;
    result.logits = answers_of(*network_, size);
    result.scores = score(recipe_, *data_.validation, result.logits);
    result.weights = network_->weights();
    result.rows = rows_;
    if (label_graph_) result.label_graph = label_graph_->about;
    return result;
  }

 private:
  void message(const std::string& text) const {
    if (options_.observer.on_message) options_.observer.on_message(text);
  }

  /// Once for each source, also if both sets are parts of it.
  void say_left_out() const {
    std::set<std::string> reported;
    for (const auto& set : {data_.train, data_.validation}) {
      for (const auto& source : set->sources) {
        const LeftOut& left_out = source->findings().left_out;
        if (left_out.empty() || !reported.insert(source->name()).second) continue;
        message(fmt::format("left out of {}: {}", source->name(), left_out_text(left_out)));
      }
    }
  }

  // Before the data are read, which may take long.
  void check_device() const {
    (void)torch_device(options_.device);
    if (options_.device == Device::cpu || options_.group == nullptr) return;
    throw Error(ErrorCode::usage,
                "device: expected the CPU where several processes train together, found another");
  }

  [[nodiscard]] bool can_bfloat16() const {
    return options_.device != Device::cpu || has_bfloat16();
  }

  void prepare() {
    const dataset::EncodedPictures pictures = encoded(data_.train);
    std::vector<TeacherAnswers> teaching =
        ask_teachers(recipe_, pictures, options_.observer.on_teaching);
    std::vector<FeatureTeacher> layers;
    for (const TeacherAnswers& teacher : teaching) {
      if (teacher.head < 0) {
        layers.push_back({teacher.output, static_cast<int>(teacher.answers.size(1))});
      }
    }
    std::vector<int> identities;
    for (const dataset::TargetHead& head : data_.train->heads) {
      identities.push_back(static_cast<int>(head.labels.size()));
    }
    label_graph_ = graph_constants(recipe_, *data_.train);
    const NetworkGraph graph =
        graph_of(recipe_, identities, layers, label_graph_ ? label_graph_->vectors.size : 0);
    loss_.emplace(recipe_, *data_.train, std::move(teaching));
    nodes_ = loss_->output_nodes(graph);
    if (saved_) {
      network_.emplace(graph, random_weights(graph, recipe_.seed), options_.device);
      rows_ = saved_->rows;
      // A run that was killed may have saved its last epoch and not yet written its line.
      if (writes() && !rows_.empty()) write_metrics(options_.folder, rows_);
      progress_ = saved_->progress;
      restore("network.", *network_);
    } else {
      const InitialWeights start = initial_weights(recipe_, graph, pictures, label_graph_);
      network_.emplace(graph, start.tensors, options_.device);
      message(fmt::format("{}: {} tensors start at random, {} from {}", graph.architecture,
                          start.random.size(), start.tensors.size() - start.random.size(),
                          recipe_.network.weights));
    }
  }

  void restore(const std::string& prefix, TrainableNetwork& network) const {
    restore_tensors(network, saved_->tensors, prefix, checkpoint_file(options_.folder));
  }

  [[nodiscard]] dataset::LoaderOptions stage_options(const StageRecipe& stage) const {
    dataset::LoaderOptions options = loader_options(recipe_, stage.input_size);
    options.augment = recipe_.augment;
    options.batch_size = static_cast<std::size_t>(stage.batch);
    options.drop_last = stage.drop_last;
    options.weights = data_.sampling;
    options.rank = options_.group == nullptr ? 0 : static_cast<std::size_t>(options_.group->rank());
    options.world_size = static_cast<std::size_t>(world_size());
    if (stage.balanced_sampling > 0) {
      options.weights.resize(data_.train->pictures.size(), 1.0);
      const std::vector<double> balance =
          dataset::class_balanced_weights(loss_->classes_of_first_head());
      for (std::size_t i = 0; i < balance.size(); ++i) {
        options.weights[i] *= std::pow(balance[i], stage.balanced_sampling);
      }
    }
    return options;
  }

  // False if the run was stopped.
  bool run_stage(const StageRecipe& stage) {
    network_->train_only([&](const Parameter& parameter) {
      return stage.train == Trained::all || is_head(parameter);
    });
    Optimizer optimizer(groups_of(*network_, stage), stage.optimizer);
    std::optional<TrainableNetwork> average;
    TrainableNetwork best = network_->clone();
    if (stage.average > 0) average = network_->clone();
    if (saved_) {
      if (average) restore("average.", *average);
      restore("best.", best);
      optimizer.restore(saved_->optimizer);
      saved_.reset();
    } else {
      progress_.best_score = -std::numeric_limits<double>::infinity();
    }
    dataset::BatchLoader loader(encoded(data_.train), stage_options(stage));
    const auto batches = static_cast<std::int64_t>(loader.batches());
    if (batches == 0) {
      throw Error(ErrorCode::usage,
                  fmt::format("stage {}: expected training pictures for a batch of {}, found {}",
                              stage.name, stage.batch, data_.train->pictures.size()));
    }
    const Schedule schedule{.steps = batches * stage.epochs,
                            .warm_up_steps = stage.warm_up_steps,
                            .cosine = stage.cosine};
    const Current current{stage, loader, schedule, optimizer, average, best};
    std::int64_t first_epoch = 0;
    for (std::int64_t i = 0; i < progress_.stage; ++i) first_epoch += recipe_.stages[i].epochs;
    const auto goes_on = [&] {
      return progress_.epoch < stage.epochs &&
             (stage.patience == 0 || progress_.epochs_since_best < stage.patience);
    };
    while (goes_on()) {
      loader.start_epoch(static_cast<std::size_t>(first_epoch + progress_.epoch),
                         static_cast<std::size_t>(progress_.batch));
      if (!run_epoch(current)) return false;
      name_corrupt(loader.corrupt());
      end_epoch(current);
    }
    network_->copy_from(best);
    return true;
  }

  struct Current {
    const StageRecipe& stage;
    dataset::BatchLoader& loader;
    const Schedule& schedule;
    Optimizer& optimizer;
    std::optional<TrainableNetwork>& average;
    TrainableNetwork& best;
  };

  // Each once, whatever epochs and stages meet them.
  void name_corrupt(const std::vector<dataset::CorruptPicture>& pictures) {
    for (const dataset::CorruptPicture& picture : pictures) {
      if (named_corrupt_.insert(picture.message).second) {
        message(fmt::format("left out: {}", picture.message));
      }
    }
  }

  std::vector<torch::Tensor> answers_of(const TrainableNetwork& network, int size) {
    Predictions predictions =
        predict(recipe_, network, data_.validation, size, recipe_.validate.flip);
    name_corrupt(predictions.corrupt);
    return std::move(predictions.logits);
  }

  bool run_epoch(const Current& current) {
    const auto batches = static_cast<std::int64_t>(current.loader.batches());
    auto start = Clock::now();
    auto saved = start;
    const double seconds_before = progress_.seconds;
    while (const auto batch = current.loader.next()) {
      const bool stop = take_step(current, *batch);
      progress_.seconds = seconds_before + seconds_since(start);
      report(current, batches);
      if (stop || seconds_since(saved) > recipe_.checkpoint_minutes * 60) {
        save(current);
        saved = Clock::now();
      }
      if (stop) return false;
    }
    return true;
  }

  // What dropout draws depends on the step and the process alone, so that a resumed run draws the
  // same.
  void seed_random(std::int64_t step) {
    const auto rank =
        static_cast<std::uint64_t>(options_.group == nullptr ? 0 : options_.group->rank());
    Random key{recipe_.seed, static_cast<std::uint64_t>(step), rank};
    random_.set_current_seed(key.next());
  }

  // True if the run is to stop.
  bool take_step(const Current& current, const dataset::Batch& batch) {
    const StageRecipe& stage = current.stage;
    const InputSpec input = loader_options(recipe_, stage.input_size).input;
    const torch::Tensor picture = network_input(batch, input);
    const torch::Tensor samples = sample_tensor(batch);
    Pass pass{
        .training = true, .bfloat16 = stage.bfloat16 && can_bfloat16(), .group = options_.group};
    const bool stop_wanted = options_.stopped && options_.stopped();
    const auto gradients = [&] {
      current.optimizer.zero_gradients();
      // SAM's two passes compare like with like: both draw the same.
      seed_random((progress_.stage << 40) + progress_.steps);
      const auto outputs = network_->forward(picture, nodes_, pass, random_);
      SharedLoss shared = all_reduce_loss(
          loss_->parts(outputs, *network_, samples, options_.group), loss_->factors(),
          loss_->share_right(outputs, *network_, samples), stop_wanted, options_.group);
      shared.loss.backward();
      if (options_.group != nullptr) {
        options_.group->sum_gradients(current.optimizer.parameters());
      }
      return shared;
    };
    const auto [graph_loss, loss, right, stop] = gradients();
    check_finite(stage, loss);
    if (stage.sam_rho > 0) {
      SharpnessAwareStep climb(current.optimizer.parameters(), stage.sam_rho);
      pass.update_statistics = !stage.sam_statistics_once;
      check_finite(stage, gradients().value);
      climb.undo();
    }
    current.optimizer.step(rate_factor(current.schedule, progress_.steps));
    if (current.average) {
      update_average(*current.average, *network_, stage.average, progress_.steps);
    }
    ++progress_.steps;
    ++progress_.batch;
    progress_.loss_sum += loss;
    progress_.right_sum += right;
    progress_.pictures += std::ssize(batch.samples) * world_size();
    return stop;
  }

  void check_finite(const StageRecipe& stage, double loss) const {
    if (std::isfinite(loss)) return;
    throw Error(ErrorCode::usage,
                fmt::format("stage {}, epoch {}, batch {}: expected a finite loss, found {}; a "
                            "lower learning rate or gradient_clip may help",
                            stage.name, progress_.epoch + 1, progress_.batch + 1, loss));
  }

  [[nodiscard]] int world_size() const {
    return options_.group == nullptr ? 1 : options_.group->size();
  }

  void report(const Current& current, std::int64_t batches) const {
    if (!options_.observer.on_step) return;
    options_.observer.on_step(step_report(current.stage, progress_, batches));
  }

  void end_epoch(const Current& current) {
    const StageRecipe& stage = current.stage;
    const TrainableNetwork& judged = current.average ? *current.average : *network_;
    const int size = stage.input_size > 0 ? stage.input_size : recipe_.input.width;
    const std::vector<HeadScores> scores =
        score(recipe_, *data_.validation, answers_of(judged, size));
    const double chosen_by = selection_score(recipe_, scores);
    if (chosen_by > progress_.best_score) {
      progress_.best_score = chosen_by;
      progress_.epochs_since_best = 0;
      current.best.copy_from(judged);
    } else {
      ++progress_.epochs_since_best;
    }
    const EpochRow row = epoch_row(stage, progress_, scores);
    rows_.push_back(row);
    ++progress_.epoch;
    progress_.batch = 0;
    progress_.loss_sum = 0;
    progress_.right_sum = 0;
    progress_.seconds = 0;
    progress_.pictures = 0;
    save(current);
    if (writes()) write_metrics(options_.folder, rows_);
    if (options_.observer.on_epoch) options_.observer.on_epoch(row);
  }

  [[nodiscard]] bool writes() const {
    return options_.group == nullptr || options_.group->rank() == 0;
  }

  void save(const Current& current) const {
    if (!writes()) return;
    Checkpoint checkpoint{.recipe = format_recipe(recipe_),
                          .progress = progress_,
                          .rows = rows_,
                          .tensors = {},
                          .optimizer = current.optimizer.state()};
    checkpoint.tensors.merge(saved_tensors(*network_, "network."));
    checkpoint.tensors.merge(saved_tensors(current.best, "best."));
    if (current.average) {
      checkpoint.tensors.merge(saved_tensors(*current.average, "average."));
    }
    save_checkpoint(checkpoint_file(options_.folder), checkpoint);
  }

  const Recipe& recipe_;
  const TrainingOptions& options_;
  torch::Generator random_;
  TrainingData data_;
  std::optional<GraphConstants> label_graph_;
  std::optional<Checkpoint> saved_;
  std::optional<BatchLoss> loss_;
  std::vector<int> nodes_;
  std::optional<TrainableNetwork> network_;
  RunProgress progress_;
  std::vector<EpochRow> rows_;
  std::set<std::string> named_corrupt_;
};

}  // namespace

TrainingResult run_training(const Recipe& recipe, const TrainingOptions& options) {
  std::filesystem::create_directories(options.folder);
  return Run(recipe, options).run();
}

}  // namespace mien::train
