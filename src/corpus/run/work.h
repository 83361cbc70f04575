#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "corpus/run/clip_answer.h"
#include "corpus/run/input.h"
#include "corpus/run/plan.h"
#include "mien/core/face.h"

namespace mien::corpus {

/// "Try again": an attempt that did no harm and came to no end, as in sysexits.h.
inline constexpr int exit_try_again = 75;

/// Reads the faces of one photo, whose bytes are given. What is wrong with the photo is the
/// result's error; anything else is thrown.
using ReadPhoto = std::function<ImageResult(const Input& input, std::span<const std::byte> bytes)>;

/// Gets each frame of a clip whose faces were read.
/// @return false to end the clip
using OnFrame = std::function<bool(const FrameFaces& frame)>;

/// Reads the faces of one clip, frame by frame. A clip that cannot be read is an Error
/// (ErrorCode::input).
using ReadClip = std::function<ClipAnswer(const Input& input, const OnFrame& on_frame)>;

/// What reads faces.
struct Readers {
  ReadPhoto photo;
  ReadClip clip;
};

/// Loads what reads faces. Called once in each process that reads.
using MakeReaders = std::function<Readers()>;

/// Reads the inputs of a shard in a child process and puts the part in its place. When the child is
/// killed, another one goes on from there; an input that it had open twice becomes an error row.
/// Call it before any thread was started.
/// @return 0 if the part is in its place, `exit_try_again` if another worker has the shard or
/// SIGTERM came, 130 after SIGINT, else the exit code of a failure, whose reason was printed
/// @throws Error (ErrorCode::setup) if the child is killed three times before it opens anything
[[nodiscard]] int work_on_shard(const RunFolder& run, const Plan& plan, std::size_t shard,
                                const MakeReaders& make_readers);

}  // namespace mien::corpus
