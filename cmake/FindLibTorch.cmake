# Finds LibTorch (Debian's libtorch-dev) without its own CMake package, which asks for Caffe2 and what that needs.
# Target: LibTorch::LibTorch. Hint: LibTorch_ROOT.

find_path(LibTorch_INCLUDE_DIR torch/library.h)
find_path(LibTorch_API_INCLUDE_DIR torch/nn.h
  HINTS "${LibTorch_INCLUDE_DIR}/torch/csrc/api/include"
  PATH_SUFFIXES include/torch/csrc/api/include torch/csrc/api/include)
foreach(library torch torch_cpu c10)
  find_library(LibTorch_${library}_LIBRARY ${library})
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch REQUIRED_VARS
  LibTorch_torch_LIBRARY LibTorch_torch_cpu_LIBRARY LibTorch_c10_LIBRARY LibTorch_INCLUDE_DIR LibTorch_API_INCLUDE_DIR)
mark_as_advanced(LibTorch_INCLUDE_DIR LibTorch_API_INCLUDE_DIR
  LibTorch_torch_LIBRARY LibTorch_torch_cpu_LIBRARY LibTorch_c10_LIBRARY)

if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
  add_library(LibTorch::LibTorch INTERFACE IMPORTED)
  # As system headers, they are not held to mien's warnings.
  target_include_directories(LibTorch::LibTorch SYSTEM INTERFACE "${LibTorch_API_INCLUDE_DIR}")
  target_link_libraries(LibTorch::LibTorch INTERFACE
    "${LibTorch_torch_LIBRARY}" "${LibTorch_torch_cpu_LIBRARY}" "${LibTorch_c10_LIBRARY}")
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 16)
    target_compile_options(LibTorch::LibTorch INTERFACE
      "SHELL:$<$<COMPILE_LANGUAGE:CXX>:-include ${CMAKE_CURRENT_LIST_DIR}/clang_with_libtorch.h>")
  endif()
endif()
