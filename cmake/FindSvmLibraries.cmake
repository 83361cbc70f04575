# LIBLINEAR and LIBSVM: targets liblinear::liblinear and libsvm::libsvm. Neither ships CMake files.
include(FindPackageHandleStandardArgs)
find_path(LibLinear_INCLUDE_DIR linear.h PATH_SUFFIXES liblinear)
find_library(LibLinear_LIBRARY linear)
find_path(LibSvm_INCLUDE_DIR libsvm/svm.h)
find_library(LibSvm_LIBRARY svm)
find_package_handle_standard_args(SvmLibraries REQUIRED_VARS
  LibLinear_LIBRARY LibLinear_INCLUDE_DIR LibSvm_LIBRARY LibSvm_INCLUDE_DIR)
mark_as_advanced(LibLinear_INCLUDE_DIR LibLinear_LIBRARY LibSvm_INCLUDE_DIR LibSvm_LIBRARY)
if(SvmLibraries_FOUND AND NOT TARGET liblinear::liblinear)
  add_library(liblinear::liblinear UNKNOWN IMPORTED)
  set_target_properties(liblinear::liblinear PROPERTIES
    IMPORTED_LOCATION "${LibLinear_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${LibLinear_INCLUDE_DIR}")
  add_library(libsvm::libsvm UNKNOWN IMPORTED)
  set_target_properties(libsvm::libsvm PROPERTIES
    IMPORTED_LOCATION "${LibSvm_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${LibSvm_INCLUDE_DIR}")
endif()
