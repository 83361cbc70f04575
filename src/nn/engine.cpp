#include "nn/engine.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mien {

namespace {

constexpr const char* switch_name = "ORT_DISABLE_TELEMETRY";

/// The process's environment variables with the telemetry of ONNX Runtime switched off, for as long
/// as this lives. ONNX Runtime starts its telemetry together with its first environment and asks
/// nothing but this variable; its `DisableTelemetryEvents` comes after the files are written.
class TelemetrySwitchedOff {
 public:
  TelemetrySwitchedOff() : host_(environ) {
    static std::string assignment = std::string(switch_name) + "=1";
    const std::string_view start = std::string_view(assignment).substr(0, assignment.size() - 1);
    for (char** variable = host_; variable != nullptr && *variable != nullptr; ++variable) {
      if (!std::string_view(*variable).starts_with(start)) variables().push_back(*variable);
    }
    variables().push_back(assignment.data());
    variables().push_back(nullptr);
    exchange(variables().data());
  }

  ~TelemetrySwitchedOff() {
    // Another thread that set a variable meanwhile has made the C library copy the list.
    if (environ == variables().data()) {
      exchange(host_);
    } else if (host_value_) {
      ::setenv(switch_name, host_value_->c_str(), 1);
    } else {
      ::unsetenv(switch_name);
    }
  }

  TelemetrySwitchedOff(const TelemetrySwitchedOff&) = delete;
  TelemetrySwitchedOff& operator=(const TelemetrySwitchedOff&) = delete;

 private:
  /// The list is never freed, since another thread may read a variable at this very moment. That is
  /// why the list is exchanged as a whole: `setenv` may free the one that is being read.
  static std::vector<char*>& variables() {
    static auto* list = new std::vector<char*>;
    return *list;
  }

  static void exchange(char** list) { std::atomic_ref<char**>(environ).store(list); }

  static std::optional<std::string> host_value() {
    const char* value = std::getenv(switch_name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  }

  const std::optional<std::string> host_value_ = host_value();
  char** host_;
};

/// One pool of working memory for all networks. Each would otherwise keep the memory of its largest
/// batch.
void share_memory(Ort::Env& env) {
  constexpr int as_much_as_asked = 1;
  constexpr int default_value = -1;
  const Ort::ArenaCfg pool(0, as_much_as_asked, default_value, default_value);
  try {
    env.CreateAndRegisterAllocator(Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault),
                                   pool);
  } catch (const Ort::Exception&) {
    // A host program has such a pool already, which then serves here, too.
    return;
  }
}

Ort::Env make_engine() {
  const TelemetrySwitchedOff off;
  Ort::Env env{ORT_LOGGING_LEVEL_ERROR, "mien"};
  // For a host program that had an environment, and so telemetry, before.
  env.DisableTelemetryEvents();
  share_memory(env);
  return env;
}

}  // namespace

const Ort::Env& engine() {
  static const Ort::Env env = make_engine();
  return env;
}

}  // namespace mien
