#include "core/console.h"

#include <cstdio>
#include <string>

#include "core/output_file.h"
#include "core/printable.h"

namespace mien {

void say(std::string_view lines) { std::fputs(printable_lines(lines).c_str(), stderr); }

void show(std::string_view lines) { write_file("-", printable_lines(lines)); }

}  // namespace mien
