# uPlot, which draws the curves of the page of `mien serve`: Uplot_SCRIPT, Uplot_STYLE and Uplot_LICENCE are its files. They are
# those that scripts/setup takes from npm into .deps/uplot (or the folder UPLOT_ROOT).
include(FindPackageHandleStandardArgs)
cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH _mien_root)
set(UPLOT_ROOT "${_mien_root}/.deps/uplot" CACHE PATH "Folder with uPlot.esm.js, uPlot.min.css and LICENSE")

# The files are text for all processors, so that a cross build takes those of the machine that builds.
find_file(Uplot_SCRIPT uPlot.esm.js PATHS "${UPLOT_ROOT}" NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
find_file(Uplot_STYLE uPlot.min.css PATHS "${UPLOT_ROOT}" NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
find_file(Uplot_LICENCE LICENSE PATHS "${UPLOT_ROOT}" NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
if(Uplot_SCRIPT)
  file(STRINGS "${Uplot_SCRIPT}" _uplot_version REGEX "uPlot \\(v[0-9.]+\\)$" LIMIT_COUNT 1)
  string(REGEX REPLACE "^.*\\(v([0-9.]+)\\)$" "\\1" Uplot_VERSION "${_uplot_version}")
endif()
find_package_handle_standard_args(Uplot REQUIRED_VARS Uplot_SCRIPT Uplot_STYLE Uplot_LICENCE VERSION_VAR Uplot_VERSION
  REASON_FAILURE_MESSAGE "run scripts/setup, which takes it from npm, or set UPLOT_ROOT")
# Its files become part of the program, wherever they come from.
set(Uplot_BUNDLED ON)
mark_as_advanced(Uplot_SCRIPT Uplot_STYLE Uplot_LICENCE)
