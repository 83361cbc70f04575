# Defines heif::heif: libheif, whose CMake files ask for those of its codecs.

find_path(Heif_INCLUDE_DIR libheif/heif.h)
find_library(Heif_LIBRARY heif)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Heif REQUIRED_VARS Heif_LIBRARY Heif_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install libheif-dev")

if(Heif_FOUND AND NOT TARGET heif::heif)
  add_library(heif::heif UNKNOWN IMPORTED)
  set_target_properties(heif::heif PROPERTIES
    IMPORTED_LOCATION "${Heif_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Heif_INCLUDE_DIR}")
endif()
mark_as_advanced(Heif_INCLUDE_DIR Heif_LIBRARY)
