#pragma once

namespace mien::train {

enum class OptimizerKind { sgd, adam, adamw };

struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::adamw;
  double momentum = 0.9;     ///< sgd
  bool nesterov = true;      ///< sgd: Nesterov's momentum, else the plain one
  double beta1 = 0.9;        ///< adam, adamw
  double beta2 = 0.999;      ///< adam, adamw
  double weight_decay = 0;   ///< of the groups that decay; sgd, adam: L2, adamw: decoupled
  double gradient_clip = 0;  ///< largest L2 norm of all gradients together; 0: any
};

}  // namespace mien::train
