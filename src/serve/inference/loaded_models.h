#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mien/nn/network.h"
#include "serve/networks.h"
#include "serve/options.h"

namespace mien::serve {

/// The networks of a server for who brings tensors of his own. Each is loaded when it is first
/// asked for. No more forward passes run at once than the server has threads for pictures. May be
/// used by several threads at once.
class LoadedModels {
 public:
  LoadedModels(const ServeOptions& options, const Networks& networks);

  /// The names of all networks.
  [[nodiscard]] std::vector<std::string> names() const;

  /// @param name as in `names`, or in the catalogue: of a network that computes in 8 bits both
  /// @return null if there is none of this name
  /// @throws Error (ErrorCode::model) as `load_network`
  [[nodiscard]] std::shared_ptr<const Network> find(const std::string& name);

  /// One forward pass, when it is its turn.
  /// @throws Problem with status 503 if it is not its turn within `Limits::answer_time`, Error as
  /// `Network::run`
  [[nodiscard]] std::vector<Tensor> run(const Network& network, const TensorView& input);

 private:
  struct Model {
    std::string name;    ///< what the network calls itself
    std::string source;  ///< its name in the catalogue, or the path of its file
    std::shared_ptr<const Network> network = nullptr;
  };

  const FaceAnalyzerOptions options_;
  const std::chrono::milliseconds limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Model> models_;
  int free_;  ///< passes that may begin now
};

}  // namespace mien::serve
