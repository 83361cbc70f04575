#include "media/formats/png_errors.h"

#include <csetjmp>
#include <cstdio>

namespace mien::media {

void png_failed(png_structp png, png_const_charp message) {
  auto* errors = static_cast<PngErrors*>(png_get_error_ptr(png));
  std::snprintf(errors->message.data(), errors->message.size(), "%s", message);
  png_longjmp(png, 1);
}

// Warnings are of side matters, such as a colour profile that mien does not use.
void png_warned(png_structp /*png*/, png_const_charp /*message*/) {}

}  // namespace mien::media
