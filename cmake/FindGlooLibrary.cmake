# Finds Gloo (Debian's libgloo-dev), over which LibTorch's processes talk. Its own CMake package asks for MPI's headers.
# Target: Gloo::Gloo.

find_path(Gloo_INCLUDE_DIR gloo/transport/device.h)
find_library(Gloo_LIBRARY gloo)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(GlooLibrary REQUIRED_VARS Gloo_LIBRARY Gloo_INCLUDE_DIR)
mark_as_advanced(Gloo_INCLUDE_DIR Gloo_LIBRARY)

if(GlooLibrary_FOUND AND NOT TARGET Gloo::Gloo)
  add_library(Gloo::Gloo INTERFACE IMPORTED)
  target_include_directories(Gloo::Gloo SYSTEM INTERFACE "${Gloo_INCLUDE_DIR}")
  target_link_libraries(Gloo::Gloo INTERFACE "${Gloo_LIBRARY}")
endif()
