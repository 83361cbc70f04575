#include "models/mtcnn_importer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <string>
#include <utility>

#include "mien/core/error.h"

namespace mien::models {

namespace {

class Builder {
 public:
  Builder(const Weights& weights, std::string prefix, std::int64_t side)
      : weights_(weights), prefix_(std::move(prefix)), side_(side) {
    graph_.name = "mtcnn-" + prefix_;
    graph_.input = {"input", {-1, 3, side, side}};
    last_ = graph_.input.name;
  }

  void conv(const std::string& layer, std::int64_t kernel, std::int64_t out) {
    last_ = conv_from(last_, layer, kernel, out, name(layer));
    channels_ = out;
    if (side_ > 0) side_ -= kernel - 1;
  }

  void prelu(const std::string& layer) {
    Constant slope = published(layer, {channels_});
    if (!flat_) slope.shape = {channels_, 1, 1};
    const std::string slope_name = add(layer, std::move(slope));
    const std::string output = last_ + "/prelu";
    graph_.nodes.push_back({"PRelu", {last_, slope_name}, output});
    last_ = output;
  }

  // "same": as many outputs as strides fit into the input, padded at the right and bottom.
  void pool(std::int64_t kernel, bool same) {
    const std::string output = last_ + "/pool";
    GraphNode node{"MaxPool", {last_}, output};
    node.attributes["kernel_shape"] = std::vector<std::int64_t>{kernel, kernel};
    node.attributes["strides"] = std::vector<std::int64_t>{2, 2};
    if (same) node.attributes["ceil_mode"] = std::int64_t{1};
    graph_.nodes.push_back(std::move(node));
    if (side_ > 0) side_ = same ? (side_ + 1) / 2 : (side_ - kernel) / 2 + 1;
    last_ = output;
  }

  void flatten() {
    graph_.nodes.push_back({"Flatten", {last_}, "flat", {{"axis", std::int64_t{1}}}});
    last_ = "flat";
    flat_ = true;
    rows_ = side_;
  }

  void dense(const std::string& layer, std::int64_t out) {
    last_ = dense_from(last_, layer, out, name(layer));
    channels_ = out;
    rows_ = 1;
  }

  void conv_output(const std::string& layer, const std::string& output, std::int64_t out,
                   bool softmax) {
    const std::string raw = softmax ? name(layer) : output;
    conv_from(last_, layer, 1, out, raw);
    finish(raw, output, {-1, out, -1, -1}, softmax);
  }

  void dense_output(const std::string& layer, const std::string& output, std::int64_t out,
                    bool softmax) {
    const std::string raw = softmax ? name(layer) : output;
    dense_from(last_, layer, out, raw);
    finish(raw, output, {-1, out}, softmax);
  }

  Graph take() { return std::move(graph_); }

 private:
  [[nodiscard]] std::string name(const std::string& layer) const { return prefix_ + "/" + layer; }

  [[nodiscard]] Constant published(const std::string& tensor, const Shape& shape) const {
    const auto entry = weights_.find(name(tensor));
    if (entry == weights_.end()) {
      throw Error(ErrorCode::model,
                  fmt::format("expected the tensor {}, which is missing", name(tensor)));
    }
    if (entry->second.shape != shape) {
      throw Error(ErrorCode::model,
                  fmt::format("{}: expected shape [{}], found [{}]", name(tensor),
                              fmt::join(shape, ","), fmt::join(entry->second.shape, ",")));
    }
    return entry->second;
  }

  std::string add(const std::string& tensor, Constant constant) {
    graph_.constants.emplace(name(tensor), std::move(constant));
    return name(tensor);
  }

  std::string conv_from(const std::string& input, const std::string& layer, std::int64_t kernel,
                        std::int64_t out, const std::string& output) {
    // [x, y, in, out] of the transposed picture to [out, in, y, x].
    constexpr std::array<std::size_t, 4> order = {3, 2, 1, 0};
    const std::string tensor = layer + "/weights";
    const std::string weights =
        add(tensor,
            transposed(published(tensor, {kernel, kernel, channels_, out}), order, name(tensor)));
    const std::string bias = add(layer + "/bias", published(layer + "/bias", {out}));
    GraphNode node{"Conv", {input, weights, bias}, output};
    node.attributes["kernel_shape"] = std::vector<std::int64_t>{kernel, kernel};
    graph_.nodes.push_back(std::move(node));
    return output;
  }

  std::string dense_from(const std::string& input, const std::string& layer, std::int64_t out,
                         const std::string& output) {
    // Rows [x, y, channel] of the transposed picture to [channel, y, x].
    constexpr std::array<std::size_t, 4> order = {2, 1, 0, 3};
    const std::string tensor = layer + "/weights";
    const Shape flat = {rows_ * rows_ * channels_, out};
    Constant matrix = published(tensor, flat);
    matrix.shape = {rows_, rows_, channels_, out};
    matrix = transposed(matrix, order, name(tensor));
    matrix.shape = flat;
    const std::string weights = add(tensor, std::move(matrix));
    const std::string bias = add(layer + "/bias", published(layer + "/bias", {out}));
    graph_.nodes.push_back({"Gemm", {input, weights, bias}, output});
    return output;
  }

  void finish(const std::string& raw, const std::string& output, const Shape& shape, bool softmax) {
    if (softmax) {
      graph_.nodes.push_back({"Softmax", {raw}, output, {{"axis", std::int64_t{1}}}});
    }
    graph_.outputs.push_back({output, shape});
  }

  const Weights& weights_;
  std::string prefix_;
  std::string last_;
  std::int64_t channels_ = 3;
  std::int64_t side_;
  std::int64_t rows_ = 1;
  bool flat_ = false;
  Graph graph_;
};

Graph import_pnet(const Weights& weights) {
  Builder net(weights, "pnet", -1);
  net.conv("conv1", 3, 10);
  net.prelu("prelu1_alpha");
  net.pool(2, true);
  net.conv("conv2", 3, 16);
  net.prelu("prelu2_alpha");
  net.conv("conv3", 3, 32);
  net.prelu("prelu3_alpha");
  net.conv_output("conv4_1", "probability", 2, true);
  net.conv_output("conv4_2", "offsets", 4, false);
  return net.take();
}

Graph import_rnet(const Weights& weights) {
  Builder net(weights, "rnet", 24);
  net.conv("conv1", 3, 28);
  net.prelu("prelu1_alpha");
  net.pool(3, true);
  net.conv("conv2", 3, 48);
  net.prelu("prelu2_alpha");
  net.pool(3, false);
  net.conv("conv3", 2, 64);
  net.prelu("prelu3_alpha");
  net.flatten();
  net.dense("fc1", 128);
  net.prelu("prelu4_alpha");
  net.dense_output("fc2_1", "probability", 2, true);
  net.dense_output("fc2_2", "offsets", 4, false);
  return net.take();
}

Graph import_onet(const Weights& weights) {
  Builder net(weights, "onet", 48);
  net.conv("conv1", 3, 32);
  net.prelu("prelu1_alpha");
  net.pool(3, true);
  net.conv("conv2", 3, 64);
  net.prelu("prelu2_alpha");
  net.pool(3, false);
  net.conv("conv3", 3, 64);
  net.prelu("prelu3_alpha");
  net.pool(2, true);
  net.conv("conv4", 2, 128);
  net.prelu("prelu4_alpha");
  net.flatten();
  net.dense("fc1", 256);
  net.prelu("prelu5_alpha");
  net.dense_output("fc2_1", "probability", 2, true);
  net.dense_output("fc2_2", "offsets", 4, false);
  net.dense_output("fc2_3", "landmarks", 10, false);
  return net.take();
}

}  // namespace

Graph import_mtcnn(const Weights& weights, MtcnnNet net) {
  switch (net) {
    case MtcnnNet::pnet:
      return import_pnet(weights);
    case MtcnnNet::rnet:
      return import_rnet(weights);
    case MtcnnNet::onet:
      return import_onet(weights);
  }
  throw Error(ErrorCode::model, "unknown network");
}

}  // namespace mien::models
