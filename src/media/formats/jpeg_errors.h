#pragma once

#include <array>
#include <csetjmp>
#include <cstdio>
// jpeglib.h needs size_t and FILE from <cstdio>, so it comes after it.
#include <jpeglib.h>

namespace mien::media {

/// Error handling of libjpeg without output on stderr: an error, or a warning that means lost
/// picture data, jumps to `jump` with its text in `message`.
///
/// A function that calls setjmp on `jump` must not hold objects with destructors.
struct JpegErrors {
  jpeg_error_mgr base{};  // first, since libjpeg hands out pointers to it
  std::jmp_buf jump{};
  std::array<char, JMSG_LENGTH_MAX> message{};

  JpegErrors();
  JpegErrors(const JpegErrors&) = delete;
  JpegErrors& operator=(const JpegErrors&) = delete;
};

}  // namespace mien::media
