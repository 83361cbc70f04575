# Defines opencv::core, opencv::imgproc and so on for the COMPONENTS asked for. Debian puts OpenCV's own CMake
# files into libopencv-dev, which needs a gigabyte of unrelated packages; the modules' own -dev packages do.

find_path(OpenCVModules_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4)
set(_required OpenCVModules_INCLUDE_DIR)
foreach(_module IN LISTS OpenCVModules_FIND_COMPONENTS)
  find_library(OpenCVModules_${_module}_LIBRARY opencv_${_module})
  mark_as_advanced(OpenCVModules_${_module}_LIBRARY)
  list(APPEND _required OpenCVModules_${_module}_LIBRARY)
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenCVModules REQUIRED_VARS ${_required}
  REASON_FAILURE_MESSAGE "install libopencv-core-dev and the -dev packages of the modules")

if(OpenCVModules_FOUND)
  foreach(_module IN LISTS OpenCVModules_FIND_COMPONENTS)
    if(NOT TARGET opencv::${_module})
      add_library(opencv::${_module} UNKNOWN IMPORTED)
      set_target_properties(opencv::${_module} PROPERTIES
        IMPORTED_LOCATION "${OpenCVModules_${_module}_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${OpenCVModules_INCLUDE_DIR}")
    endif()
  endforeach()
endif()
mark_as_advanced(OpenCVModules_INCLUDE_DIR)
