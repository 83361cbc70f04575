# Defines httplib::httplib: cpp-httplib as Debian builds it, a shared library. Its header must see the same definitions as the
# library did, since they change the size of its classes; pkg-config alone knows them.
find_path(HttpLib_INCLUDE_DIR httplib.h)
find_library(HttpLib_LIBRARY cpp-httplib)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(HttpLib REQUIRED_VARS HttpLib_LIBRARY HttpLib_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install libcpp-httplib-dev")

if(HttpLib_FOUND AND NOT TARGET httplib::httplib)
  add_library(httplib::httplib UNKNOWN IMPORTED)
  set_target_properties(httplib::httplib PROPERTIES
    IMPORTED_LOCATION "${HttpLib_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${HttpLib_INCLUDE_DIR}"
    INTERFACE_COMPILE_DEFINITIONS "CPPHTTPLIB_OPENSSL_SUPPORT;CPPHTTPLIB_ZLIB_SUPPORT;CPPHTTPLIB_BROTLI_SUPPORT")
endif()
mark_as_advanced(HttpLib_INCLUDE_DIR HttpLib_LIBRARY)
