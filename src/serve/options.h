#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "mien/pipeline/face_analyzer.h"

namespace mien::serve {

/// What one client may ask of the server, so that none takes it from the others.
struct Limits {
  std::size_t header = std::size_t{16} * 1024;       ///< bytes of a request before its body
  std::size_t body = std::size_t{32} * 1024 * 1024;  ///< bytes of a body
  std::size_t pictures = 16;                         ///< pictures in one request
  std::int64_t pixels = 40'000'000;                  ///< of one picture
  std::int64_t held_pixels = 200'000'000;            ///< of all pictures that are decoded at once
  std::size_t queue = 64;                            ///< pictures that wait to be looked at
  std::size_t bodies = 256UL * 1024 * 1024;          ///< bytes of all bodies that are held at once
  std::size_t clip = 512UL * 1024 * 1024;            ///< bytes of a clip
  std::size_t clips = 32;                            ///< that are kept at once, with their results
  std::size_t clip_room = 2048UL * 1024 * 1024;      ///< bytes of all of them on the disk
  double clip_seconds = 600;                         ///< of a clip
  std::chrono::milliseconds clip_work{3'600'000};    ///< for the faces of a clip to be read
  std::chrono::milliseconds clip_keep{3'600'000};    ///< from its end on; then it is removed
  std::size_t least_rate = std::size_t{64} * 1024;   ///< bytes a second in which a clip arrives
  std::size_t cameras = 64;                          ///< that are open at once
  std::chrono::milliseconds camera_idle{10'000};     ///< without a frame
  int connections = 128;                             ///< at once; each takes a thread
  int requests = 1000;                               ///< of one connection
  std::chrono::milliseconds idle{5'000};             ///< without a request on an open connection
  std::chrono::milliseconds header_time{10'000};     ///< for all of a header to arrive
  std::chrono::milliseconds body_time{30'000};       ///< for all of a body to arrive
  std::chrono::milliseconds write_time{30'000};      ///< for the client to take a part of an answer
  std::chrono::milliseconds answer_time{30'000};     ///< for the faces of a request to be read
};

struct ServeOptions {
  std::string address = "127.0.0.1";  ///< numeric
  int port = 8321;                    ///< 0: the system chooses
  bool insecure = false;              ///< let another address than this machine's be without tokens
  std::filesystem::path token_file;   ///< empty: no tokens
  std::filesystem::path gallery;      ///< empty: nobody is known by name
  FaceAnalyzerOptions analyzer;       ///< detector and models of attributes
  std::string identity_model{default_identity_model};  ///< what tells people apart
  int threads = 1;                                     ///< that look at pictures
  /// How long the faces of a picture wait for those of others, to share a forward pass with them.
  /// Those that have been found by then share it anyway.
  std::chrono::milliseconds batch_wait{0};
  bool page = true;                  ///< the page at /
  bool clips = true;                 ///< take clips, which are kept on the disk until they are read
  std::filesystem::path clip_place;  ///< where a folder for them is made; empty: the system's
  Limits limits;
};

}  // namespace mien::serve
