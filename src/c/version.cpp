#include "mien/c/mien.h"

// The build defines MIEN_VERSION, the version of the project, for this file.
const char* mien_version() { return MIEN_VERSION; }
