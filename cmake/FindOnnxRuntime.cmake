# Defines onnxruntime::onnxruntime. Looks for a system installation first, then for the files that
# scripts/setup takes from npm into .deps/onnxruntime (or the folder ONNXRUNTIME_ROOT).

cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH _mien_root)
set(ONNXRUNTIME_ROOT "${_mien_root}/.deps/onnxruntime" CACHE PATH
    "Folder with include/ and lib/ of ONNX Runtime, used if the system has none")

find_path(OnnxRuntime_INCLUDE_DIR onnxruntime_cxx_api.h PATH_SUFFIXES onnxruntime onnxruntime/core/session)
find_library(OnnxRuntime_LIBRARY onnxruntime)
set(OnnxRuntime_BUNDLED OFF)
if(NOT OnnxRuntime_INCLUDE_DIR OR NOT OnnxRuntime_LIBRARY)
  unset(OnnxRuntime_INCLUDE_DIR CACHE)
  unset(OnnxRuntime_LIBRARY CACHE)
endif()
find_path(OnnxRuntime_INCLUDE_DIR onnxruntime_cxx_api.h PATHS "${ONNXRUNTIME_ROOT}/include" NO_DEFAULT_PATH)
find_library(OnnxRuntime_LIBRARY onnxruntime PATHS "${ONNXRUNTIME_ROOT}/lib" NO_DEFAULT_PATH)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OnnxRuntime
  REQUIRED_VARS OnnxRuntime_LIBRARY OnnxRuntime_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "run scripts/setup, which takes it from npm, or set ONNXRUNTIME_ROOT")

if(OnnxRuntime_FOUND AND NOT TARGET onnxruntime::onnxruntime)
  cmake_path(IS_PREFIX ONNXRUNTIME_ROOT "${OnnxRuntime_LIBRARY}" NORMALIZE OnnxRuntime_BUNDLED)
  add_library(onnxruntime::onnxruntime SHARED IMPORTED)
  set_target_properties(onnxruntime::onnxruntime PROPERTIES
    IMPORTED_LOCATION "${OnnxRuntime_LIBRARY}"
    IMPORTED_SONAME libonnxruntime.so.1
    INTERFACE_INCLUDE_DIRECTORIES "${OnnxRuntime_INCLUDE_DIR}")
endif()
mark_as_advanced(OnnxRuntime_INCLUDE_DIR OnnxRuntime_LIBRARY)
