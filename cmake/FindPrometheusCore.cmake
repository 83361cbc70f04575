# Defines prometheus::core: the metrics and their text. Debian's CMake files ask for the web server and the client of the other
# parts, which mien does not use.
find_path(PrometheusCore_INCLUDE_DIR prometheus/registry.h)
find_library(PrometheusCore_LIBRARY prometheus-cpp-core)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(PrometheusCore REQUIRED_VARS PrometheusCore_LIBRARY PrometheusCore_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install prometheus-cpp-dev")

if(PrometheusCore_FOUND AND NOT TARGET prometheus::core)
  add_library(prometheus::core UNKNOWN IMPORTED)
  set_target_properties(prometheus::core PROPERTIES
    IMPORTED_LOCATION "${PrometheusCore_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${PrometheusCore_INCLUDE_DIR}")
endif()
mark_as_advanced(PrometheusCore_INCLUDE_DIR PrometheusCore_LIBRARY)
