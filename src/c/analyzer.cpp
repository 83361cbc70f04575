#include "c/analyzer.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "c/guard.h"
#include "c/options.h"
#include "c/sized.h"
#include "mien/pipeline/analyzer_choices.h"

namespace mien::c {

namespace {

/// The last model with an identity head answers.
const ModelMetadata* identity_model(const mien_analyzer& analyzer) {
  const ModelMetadata* metadata = nullptr;
  for (const ModelMetadata& model : analyzer.models) {
    for (const HeadSpec& head : model.heads) {
      if (head.kind == HeadKind::identity) metadata = &model;
    }
  }
  return metadata;
}

}  // namespace

}  // namespace mien::c

mien_code mien_analyzer_new(const mien_options* options, mien_analyzer** analyzer,
                            mien_error** error) {
  return mien::c::guarded(error, [&] {
    mien_analyzer*& place = mien::c::output(analyzer, "analyzer");
    const mien::c::ReadOptions read = mien::c::read_options(options);
    auto handle = std::make_unique<mien_analyzer>(mien_analyzer{
        mien::FaceAnalyzer(read.analyzer), read.max_pixels, read.analyzer.threads, {}, {}});
    handle->models = handle->analyzer.models();
    if (const auto* model = mien::c::identity_model(*handle)) handle->identity_model = model->id;
    place = handle.release();
  });
}

void mien_analyzer_free(mien_analyzer* analyzer) { delete analyzer; }

const char* mien_analyzer_identity_model(const mien_analyzer* analyzer) {
  const bool has = analyzer != nullptr && !analyzer->identity_model.empty();
  return has ? analyzer->identity_model.c_str() : nullptr;
}

mien_code mien_analyzer_threshold(const mien_analyzer* analyzer, double false_accepts,
                                  mien_threshold* threshold, mien_error** error) {
  return mien::c::guarded(error, [&] {
    const auto* model = mien::c::identity_model(mien::c::required(analyzer, "analyzer"));
    if (model == nullptr) {
      throw mien::Error(mien::ErrorCode::usage,
                        "threshold: expected an analyzer with identity, found none");
    }
    const auto point = mien::operating_point(*model, false_accepts);
    if (!point) {
      throw mien::Error(mien::ErrorCode::usage,
                        fmt::format("{}: expected an operating point of at most {} false accepts, "
                                    "found none",
                                    model->id, false_accepts));
    }
    mien::c::write_sized(mien::c::required(threshold, "threshold"),
                         mien_threshold{sizeof(mien_threshold), point->distance,
                                        point->false_accepts, point->true_accepts},
                         "threshold");
  });
}
