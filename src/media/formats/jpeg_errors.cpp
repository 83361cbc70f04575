#include "media/formats/jpeg_errors.h"

#include <jerror.h>

namespace mien::media {

namespace {

[[noreturn]] void jump_out(j_common_ptr codec) {
  auto* errors = reinterpret_cast<JpegErrors*>(codec->err);
  errors->base.format_message(codec, errors->message.data());
  std::longjmp(errors->jump, 1);
}

/// Whether a warning leaves the picture as it was meant to be.
bool is_harmless(const jpeg_error_mgr& error) {
  switch (error.msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_BOGUS_ICC:
    case JWRN_JFIF_MAJOR:
    case JWRN_BOGUS_PROGRESSION:
    case JWRN_NOT_SEQUENTIAL:
      return true;
    case JWRN_EXTRANEOUS_DATA: {
      // Cameras pad the end of a scan; data before a restart marker are a sign of damage.
      const int marker = error.msg_parm.i[1];
      return marker < JPEG_RST0 || marker > JPEG_RST0 + 7;
    }
    default:
      return false;
  }
}

void on_message(j_common_ptr codec, int level) {
  if (level < 0 && !is_harmless(*codec->err)) jump_out(codec);
}

void print_nothing(j_common_ptr /*codec*/) {}

}  // namespace

JpegErrors::JpegErrors() {
  jpeg_std_error(&base);
  base.error_exit = jump_out;
  base.emit_message = on_message;
  base.output_message = print_nothing;
}

}  // namespace mien::media
