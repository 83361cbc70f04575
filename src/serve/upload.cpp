#include "serve/upload.h"

#include <fmt/format.h>

#include <optional>

#include "core/utf8.h"
#include "serve/problem.h"

namespace mien::serve {

namespace {

/// Takes pieces as long as they do not exceed the limit.
class Sizer {
 public:
  explicit Sizer(std::size_t most) : most_(most) {}
  [[nodiscard]] bool take(std::string_view piece) {
    size_ += piece.size();
    if (size_ > most_) too_large_ = true;
    return !too_large_;
  }
  void check() const {
    if (!too_large_) return;
    throw Problem(413, "too_large", fmt::format("body: expected at most {} bytes", most_));
  }

 private:
  std::size_t most_;
  std::size_t size_ = 0;
  bool too_large_ = false;
};

[[noreturn]] void refuse_body(const Call& call) {
  throw Problem(400, "body",
                fmt::format("body: expected {} well-formed bytes of {}, found an early end or a "
                            "malformed part",
                            call.length, call.type));
}

std::vector<Upload> read_form(const Call& call, const Limits& limits) {
  std::vector<Upload> pictures;
  std::optional<Problem> problem;
  Sizer sizer(limits.body);
  const auto begin = [&](const PartHeader& part) {
    if (part.name != "image") {
      problem.emplace(400, "body",
                      fmt::format("multipart: expected parts with the name image, found \"{}\"",
                                  to_utf8(part.name)));
    } else if (pictures.size() == limits.pictures) {
      problem.emplace(
          413, "too_large",
          fmt::format("multipart: expected at most {} pictures, found more", limits.pictures));
    } else {
      pictures.push_back({last_part(part.file, "picture"), {}});
    }
    return !problem;
  };
  const auto add = [&](std::string_view piece) {
    if (problem || pictures.empty() || !sizer.take(piece)) return false;
    pictures.back().bytes += piece;
    return true;
  };
  const bool whole = call.body.parts(begin, add);
  if (problem) throw *problem;
  sizer.check();
  if (!whole) refuse_body(call);
  if (pictures.empty()) {
    throw Problem(400, "body", "multipart: expected at least one part with the name image");
  }
  return pictures;
}

}  // namespace

std::string last_part(const std::string& file, const std::string& otherwise) {
  const std::size_t slash = file.find_last_of("/\\");
  const std::string name = slash == std::string::npos ? file : file.substr(slash + 1);
  return name.empty() ? otherwise : to_utf8(name);
}

bool is_form(const Call& call) { return call.type.starts_with("multipart/form-data"); }

std::vector<Upload> read_pictures(const Call& call, const Limits& limits) {
  if (is_form(call)) return read_form(call, limits);
  if (!call.type.starts_with("image/")) {
    throw Problem(415, "type",
                  fmt::format("Content-Type: expected image/... or multipart/form-data, found "
                              "\"{}\"",
                              to_utf8(call.type)));
  }
  Upload picture{"picture", {}};
  picture.bytes.reserve(std::min(call.length, limits.body));
  Sizer sizer(limits.body);
  const bool whole = call.body.whole([&](std::string_view piece) {
    if (!sizer.take(piece)) return false;
    picture.bytes += piece;
    return true;
  });
  sizer.check();
  if (!whole) refuse_body(call);
  return {std::move(picture)};
}

}  // namespace mien::serve
