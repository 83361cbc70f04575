#include "mien/nn/network.h"

#include <fmt/format.h>
#include <onnxruntime_cxx_api.h>
#include <onnxruntime_session_options_config_keys.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <new>
#include <numeric>
#include <optional>
#include <utility>

#include "core/regular_file.h"
#include "mien/core/error.h"
#include "nn/answer_shape.h"
#include "nn/engine.h"
#include "nn/mapped_file.h"
#include "nn/pass_watch.h"
#include "nn/prepared_network.h"

namespace mien {

namespace {

constexpr std::size_t largest_file = std::size_t{1} << 30;
constexpr std::int64_t most_input_numbers = std::int64_t{1} << 28;

Ort::SessionOptions session_options(const NetworkOptions& options) {
  if (options.threads < 1) {
    throw Error(ErrorCode::usage,
                fmt::format("threads: expected at least 1, found {}", options.threads));
  }
  Ort::SessionOptions session;
  session.SetIntraOpNumThreads(options.threads);
  session.SetGraphOptimizationLevel(GraphOptimizationLevel::ORT_ENABLE_ALL);
  session.AddConfigEntry(kOrtSessionOptionsConfigAllowIntraOpSpinning,
                         options.spin_threads ? "1" : "0");
  // Batches of each size would keep a plan of their own, and the memory for it.
  session.DisableMemPattern();
  session.AddConfigEntry(kOrtSessionOptionsConfigUseEnvAllocators, "1");
  return session;
}

TensorInfo describe(std::string name, const Ort::TypeInfo& type, std::string_view source) {
  const bool floats =
      type.GetONNXType() == ONNX_TYPE_TENSOR &&
      type.GetTensorTypeAndShapeInfo().GetElementType() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  if (!floats) {
    throw Error(ErrorCode::model,
                fmt::format("{}: \"{}\": expected a tensor of 32-bit floats", source, name));
  }
  return {std::move(name), type.GetTensorTypeAndShapeInfo().GetShape()};
}

/// The shape an input of this specification has, -1 where it is free.
std::vector<std::int64_t> expected_shape(const InputSpec& input) {
  const std::int64_t channels = input.colour == ColourOrder::grey ? 1 : 3;
  const std::int64_t height = input.height == 0 ? -1 : input.height;
  const std::int64_t width = input.width == 0 ? -1 : input.width;
  if (input.layout == TensorLayout::nchw) return {-1, channels, height, width};
  return {-1, height, width, channels};
}

bool fits(std::span<const std::int64_t> shape, std::span<const std::int64_t> pattern) {
  return std::ranges::equal(shape, pattern, [](std::int64_t side, std::int64_t expected) {
    return side == expected || expected < 0;
  });
}

void check_input(const TensorInfo& input, const ModelMetadata& metadata, std::string_view source) {
  // A free axis of the network takes whatever the metadata say; a fixed batch stays what it is.
  std::vector<std::int64_t> actual = input.shape;
  const std::vector<std::int64_t> expected = expected_shape(metadata.input);
  for (std::size_t i = 0; i < std::min(actual.size(), expected.size()); ++i) {
    if (actual[i] < 0 && expected[i] > 0) actual[i] = expected[i];
  }
  if (!fits(actual, expected)) {
    throw Error(ErrorCode::model,
                fmt::format("{}: \"input\" of the metadata: expected the shape of the network's "
                            "input, {}, found {}",
                            source, shape_text(input.shape), shape_text(expected)));
  }
  // Of sides that are at most 4096 each, so that the product cannot overflow.
  std::int64_t numbers = 1;
  for (const std::int64_t side : std::span(actual).subspan(1))
    numbers *= std::max<std::int64_t>(side, 1);
  if (actual.front() > most_input_numbers / numbers) {
    throw Error(ErrorCode::model,
                fmt::format("{}: input: expected a batch of at most {} numbers, found {} times {}",
                            source, most_input_numbers, actual.front(), numbers));
  }
}

void check_output(const TensorInfo& output, const HeadSpec& head, std::string_view source) {
  const std::int64_t values = output.shape.empty() ? 0 : output.shape.back();
  const std::int64_t numbers = numbers_of(head);
  const std::int64_t expected = promised_width(head);
  const bool wrong_rank = head.kind != HeadKind::tensor && output.shape.size() != 2;
  const bool wrong_count =
      head.offset ? values < *head.offset + numbers : expected > 0 && values != expected;
  if (!wrong_rank && !wrong_count) return;
  throw Error(
      ErrorCode::model,
      fmt::format("{}: head \"{}\" of the metadata: expected an output of shape {}, found "
                  "\"{}\" of shape {}",
                  source, head.attribute, shape_text(std::array{std::int64_t{-1}, expected}),
                  output.name, shape_text(output.shape)));
}

/// What to say of work that was ended before its time.
[[noreturn]] void throw_ended(PassWatch::End end, std::string_view action, std::string_view source,
                              std::chrono::milliseconds limit) {
  if (end == PassWatch::End::stopped) {
    throw Error(ErrorCode::cancelled, fmt::format("{}: {} was stopped", source, action));
  }
  throw Error(ErrorCode::model,
              fmt::format("{}: expected {} to take at most {} s, found one that takes longer",
                          source, action, std::chrono::duration<double>(limit).count()));
}

ModelMetadata read_metadata(const Ort::Session& session, std::string_view source) {
  Ort::AllocatorWithDefaultOptions allocator;
  const std::string key(ModelMetadata::key);
  const auto text =
      session.GetModelMetadata().LookupCustomMetadataMapAllocated(key.c_str(), allocator);
  if (text == nullptr) {
    throw Error(
        ErrorCode::model,
        fmt::format("{}: expected an .onnx with mien's metadata under the key \"{}\", found "
                    "none; mien models convert writes it",
                    source, key));
  }
  return parse_metadata(text.get(), fmt::format("{}: metadata", source));
}

}  // namespace

struct Network::Impl {
  std::string source;
  MappedFile prepared;  ///< whose weights the session uses where they are
  // Run is safe to call from several threads but is not const in the C++ interface.
  mutable Ort::Session session{nullptr};
  ModelMetadata metadata;
  TensorInfo input;
  std::vector<TensorInfo> outputs;
  std::vector<const char*> output_names;   ///< each once
  std::vector<std::size_t> output_places;  ///< of each head's output among these
  std::chrono::milliseconds time_limit{};
  /// Numbers that each head gave for a picture in the first pass; 0 before it.
  mutable std::vector<std::atomic<std::int64_t>> widths;

  /// Makes the session, and sees that it is what its metadata say.
  void open(std::span<const std::byte> bytes, const NetworkOptions& options);
  void load(std::span<const std::byte> bytes, const NetworkOptions& options);
  [[nodiscard]] std::vector<Ort::Value> answer(const Ort::Value& pictures) const;
  [[nodiscard]] Tensor checked(const Ort::Value& answer, std::size_t head,
                               std::int64_t batch) const;
};

void Network::Impl::load(std::span<const std::byte> bytes, const NetworkOptions& options) {
  Ort::SessionOptions settings = session_options(options);
  if (!prepared.bytes().empty()) {
    settings.SetGraphOptimizationLevel(GraphOptimizationLevel::ORT_DISABLE_ALL);
    settings.AddConfigEntry(kOrtSessionOptionsConfigLoadModelFormat, "ORT");
    settings.AddConfigEntry(kOrtSessionOptionsConfigUseORTModelBytesDirectly, "1");
    settings.AddConfigEntry(kOrtSessionOptionsConfigUseORTModelBytesForInitializers, "1");
  }
  const PassWatch watch(options.time_limit, [&] { settings.SetLoadCancellationFlag(true); });
  try {
    session = Ort::Session(engine(), bytes.data(), bytes.size(), settings);
  } catch (const Ort::Exception&) {
    if (watch.ended() == PassWatch::End::none) throw;
    throw_ended(watch.ended(), "loading", source, options.time_limit);
  }
  // Out of memory, ONNX Runtime gives neither a session nor an error.
  if (!session) throw std::bad_alloc();
}

void Network::Impl::open(std::span<const std::byte> bytes, const NetworkOptions& options) {
  time_limit = options.time_limit;
  if (bytes.empty()) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected an .onnx, found an empty file", source));
  }
  try {
    load(bytes, options);
    metadata = read_metadata(session, source);

    Ort::AllocatorWithDefaultOptions allocator;
    if (session.GetInputCount() != 1) {
      throw Error(ErrorCode::model, fmt::format("{}: expected a network of one input, found {}",
                                                source, session.GetInputCount()));
    }
    input = describe(session.GetInputNameAllocated(0, allocator).get(), session.GetInputTypeInfo(0),
                     source);
    check_input(input, metadata, source);

    for (const HeadSpec& head : metadata.heads) {
      std::optional<TensorInfo> match;
      for (std::size_t i = 0; i < session.GetOutputCount(); ++i) {
        const auto output = session.GetOutputNameAllocated(i, allocator);
        if (head.output != output.get()) continue;
        match = describe(output.get(), session.GetOutputTypeInfo(i), source);
      }
      if (!match) {
        throw Error(ErrorCode::model,
                    fmt::format("{}: head \"{}\" of the metadata: expected an output of the "
                                "network, found \"{}\", which it has not",
                                source, head.attribute, head.output));
      }
      check_output(*match, head, source);
      outputs.push_back(std::move(*match));
    }
  } catch (const Ort::Exception& error) {
    throw Error(
        ErrorCode::model,
        fmt::format("{}: expected an .onnx that ONNX Runtime can load: {}", source, error.what()));
  }
  widths = std::vector<std::atomic<std::int64_t>>(outputs.size());
  for (const TensorInfo& output : outputs) {
    std::vector<const char*>& names = output_names;
    const auto match =
        std::ranges::find_if(names, [&](const char* name) { return output.name == name; });
    output_places.push_back(static_cast<std::size_t>(match - names.begin()));
    if (match == names.end()) names.push_back(output.name.c_str());
  }
}

std::vector<Ort::Value> Network::Impl::answer(const Ort::Value& pictures) const {
  Ort::RunOptions settings;
  const PassWatch watch(time_limit, [&] { settings.SetTerminate(); });
  const char* const input_name = input.name.c_str();
  try {
    return session.Run(settings, &input_name, &pictures, 1, output_names.data(),
                       output_names.size());
  } catch (const Ort::Exception&) {
    if (watch.ended() == PassWatch::End::none) throw;
    throw_ended(watch.ended(), "a forward pass", source, time_limit);
  }
}

Tensor Network::Impl::checked(const Ort::Value& answer, std::size_t head,
                              std::int64_t batch) const {
  const bool floats =
      answer && answer.IsTensor() &&
      answer.GetTensorTypeAndShapeInfo().GetElementType() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  if (!floats) {
    throw Error(ErrorCode::model,
                fmt::format("{}: head \"{}\": expected an answer of 32-bit floats, found another "
                            "kind",
                            source, metadata.heads[head].attribute));
  }
  const auto info = answer.GetTensorTypeAndShapeInfo();
  std::vector<std::int64_t> shape = info.GetShape();
  check_answer(shape, outputs[head], metadata.heads[head], batch, source);
  // Features of one length belong together, also where the file leaves the length open. Of pictures
  // of any size there may be any number.
  const std::int64_t numbers = static_cast<std::int64_t>(info.GetElementCount()) / batch;
  std::int64_t before = 0;
  if (metadata.input.width > 0 && !widths[head].compare_exchange_strong(before, numbers) &&
      before != numbers) {
    throw Error(
        ErrorCode::model,
        fmt::format("{}: head \"{}\": expected {} numbers for a picture as before, found {}",
                    source, metadata.heads[head].attribute, before, numbers));
  }
  const auto* first = answer.GetTensorData<float>();
  return {std::move(shape), {first, first + info.GetElementCount()}};
}

Network::Network(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

Network Network::from_file(const std::filesystem::path& path, const NetworkOptions& options) {
  auto impl = std::make_unique<Impl>();
  impl->source = path.string();
  MappedFile file(path);
  if (const PreparedParts parts = prepared_parts(file.bytes()); !parts.network.empty()) {
    impl->prepared = std::move(file);
    impl->open(parts.network, options);
    return Network(std::move(impl));
  }
  const std::vector<std::byte> bytes =
      read_regular_file(path, largest_file, "a model file", ErrorCode::model);
  return from_memory(bytes, path.string(), options);
}

Network Network::from_memory(std::span<const std::byte> bytes, std::string_view name,
                             const NetworkOptions& options) {
  auto impl = std::make_unique<Impl>();
  impl->source = name;
  impl->open(bytes, options);
  return Network(std::move(impl));
}

const ModelMetadata& Network::metadata() const { return impl_->metadata; }
const TensorInfo& Network::input() const { return impl_->input; }
const std::vector<TensorInfo>& Network::outputs() const { return impl_->outputs; }

std::vector<Tensor> Network::run(const TensorView& input) const {
  const std::int64_t values =
      std::accumulate(input.shape.begin(), input.shape.end(), std::int64_t{1}, std::multiplies<>());
  if (!fits(input.shape, impl_->input.shape) || values < 1 ||
      values != static_cast<std::int64_t>(input.data.size())) {
    throw Error(
        ErrorCode::model,
        fmt::format("{}: input: expected the shape {}, found {} with {} numbers", impl_->source,
                    shape_text(impl_->input.shape), shape_text(input.shape), input.data.size()));
  }
  try {
    const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
    // ONNX Runtime takes a pointer to mutable floats for inputs too but does not write to them.
    auto* data = const_cast<float*>(input.data.data());
    const auto tensor = Ort::Value::CreateTensor<float>(memory, data, input.data.size(),
                                                        input.shape.data(), input.shape.size());
    const std::vector<Ort::Value> answers = impl_->answer(tensor);
    std::vector<Tensor> results;
    results.reserve(impl_->outputs.size());
    for (std::size_t head = 0; head < impl_->outputs.size(); ++head) {
      const Ort::Value& answer = answers[impl_->output_places[head]];
      results.push_back(impl_->checked(answer, head, input.shape.front()));
    }
    return results;
  } catch (const Ort::Exception& error) {
    throw Error(ErrorCode::model, fmt::format("{}: {}", impl_->source, error.what()));
  }
}

}  // namespace mien
