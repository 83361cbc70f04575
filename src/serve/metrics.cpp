#include "serve/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <sstream>

namespace mien::serve {

namespace {

using Buckets = prometheus::Histogram::BucketBoundaries;

const Buckets& second_buckets() {
  static const Buckets buckets = {0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30};
  return buckets;
}

const Buckets& count_buckets() {
  static const Buckets buckets = {1, 2, 4, 8, 16, 32, 64};
  return buckets;
}

}  // namespace

struct Metrics::Impl {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter()
          .Name("mien_requests_total")
          .Help("Requests by method, path and status")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& request_seconds =
      prometheus::BuildHistogram()
          .Name("mien_request_seconds")
          .Help("Time from the end of a request's header to its answer")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& stage_seconds =
      prometheus::BuildHistogram()
          .Name("mien_stage_seconds")
          .Help("Time of the work on a picture, of read on a batch")
          .Register(registry);
  prometheus::Histogram& batch_faces = prometheus::BuildHistogram()
                                           .Name("mien_batch_faces")
                                           .Help("Faces that shared forward passes")
                                           .Register(registry)
                                           .Add({}, count_buckets());
  prometheus::Histogram& batch_pictures = prometheus::BuildHistogram()
                                              .Name("mien_batch_pictures")
                                              .Help("Pictures whose faces shared forward passes")
                                              .Register(registry)
                                              .Add({}, count_buckets());
  prometheus::Counter& faces = prometheus::BuildCounter()
                                   .Name("mien_faces_total")
                                   .Help("Faces that were read")
                                   .Register(registry)
                                   .Add({});
  prometheus::Gauge& queue = prometheus::BuildGauge()
                                 .Name("mien_queue_pictures")
                                 .Help("Pictures that wait or are being looked at")
                                 .Register(registry)
                                 .Add({});
  prometheus::Family<prometheus::Gauge>& models = prometheus::BuildGauge()
                                                      .Name("mien_model_info")
                                                      .Help("The models that are loaded")
                                                      .Register(registry);
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::add_models(std::span<const ModelMetadata> models) {
  for (const ModelMetadata& model : models) {
    impl_->models.Add({{"id", model.id}, {"licence", model.licence}}).Set(1);
  }
}

void Metrics::count_request(std::string_view method, std::string_view path, int status,
                            double seconds) {
  const prometheus::Labels route = {{"method", std::string(method)}, {"path", std::string(path)}};
  prometheus::Labels with_status = route;
  with_status.emplace("code", std::to_string(status));
  impl_->requests.Add(with_status).Increment();
  impl_->request_seconds.Add(route, second_buckets()).Observe(seconds);
}

void Metrics::count_stage(std::string_view stage, double seconds) {
  impl_->stage_seconds.Add({{"stage", std::string(stage)}}, second_buckets()).Observe(seconds);
}

void Metrics::count_batch(std::size_t faces, std::size_t pictures) {
  impl_->batch_faces.Observe(static_cast<double>(faces));
  impl_->batch_pictures.Observe(static_cast<double>(pictures));
  impl_->faces.Increment(static_cast<double>(faces));
}

void Metrics::set_queue(std::size_t pictures) { impl_->queue.Set(static_cast<double>(pictures)); }

std::string Metrics::text() const {
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, impl_->registry.Collect());
  return text.str();
}

}  // namespace mien::serve
