#include "train/recipe/describe.h"

namespace mien::train {

namespace {

const Words<Trained> trained = {{"heads", Trained::heads}, {"all", Trained::all}};
const Words<OptimizerKind> optimizers = {
    {"sgd", OptimizerKind::sgd}, {"adam", OptimizerKind::adam}, {"adamw", OptimizerKind::adamw}};

template <typename Io>
void describe_stage(Io& io, StageRecipe& stage) {
  io.text("name", stage.name, Need::required);
  io.word("train", stage.train, trained, Need::required);
  io.whole("epochs", stage.epochs, 1, 100000);
  io.whole("batch", stage.batch, 1, 65536);
  io.whole("input_size", stage.input_size, 0, 4096);
  io.number("learning_rate", stage.learning_rate, 0, 100);
  io.number("head_learning_rate", stage.head_learning_rate, 0, 100);
  io.word("optimizer", stage.optimizer.kind, optimizers);
  io.number("momentum", stage.optimizer.momentum, 0, 0.9999);
  io.flag("nesterov", stage.optimizer.nesterov);
  io.number("beta1", stage.optimizer.beta1, 0, 0.99999);
  io.number("beta2", stage.optimizer.beta2, 0, 0.9999999);
  io.number("weight_decay", stage.optimizer.weight_decay, 0, 10);
  io.flag("decay_all", stage.decay_all);
  io.number("gradient_clip", stage.optimizer.gradient_clip, 0, 1e9);
  io.number("sam_rho", stage.sam_rho, 0, 100);
  io.flag("sam_statistics_once", stage.sam_statistics_once);
  io.whole("warm_up_steps", stage.warm_up_steps, 0, 1000000000);
  io.flag("cosine", stage.cosine);
  io.number("average", stage.average, 0, 0.999999);
  io.whole("patience", stage.patience, 0, 100000);
  io.flag("bfloat16", stage.bfloat16);
  io.flag("drop_last", stage.drop_last);
  io.number("balanced_sampling", stage.balanced_sampling, 0, 1);
}

}  // namespace

void describe(RecipeReader& io, StageRecipe& stage) { describe_stage(io, stage); }
void describe(RecipeWriter& io, StageRecipe& stage) { describe_stage(io, stage); }
void describe(RecipeLister& io, StageRecipe& stage) { describe_stage(io, stage); }

}  // namespace mien::train
