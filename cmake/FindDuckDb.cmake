# DuckDB's library for C: target duckdb::duckdb. Looks for a system installation first, then for the files that scripts/setup
# takes from npm into .deps/duckdb (or the folder DUCKDB_ROOT). mien is built without Parquet where there is none.
include(FindPackageHandleStandardArgs)
cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH _mien_root)
set(DUCKDB_ROOT "${_mien_root}/.deps/duckdb" CACHE PATH "Folder with include/ and lib/ of DuckDB, used if the system has none")
find_path(DuckDb_INCLUDE_DIR duckdb.h HINTS "${DUCKDB_ROOT}/include")
find_library(DuckDb_LIBRARY duckdb HINTS "${DUCKDB_ROOT}/lib")
find_package_handle_standard_args(DuckDb REQUIRED_VARS DuckDb_LIBRARY DuckDb_INCLUDE_DIR)
set(DuckDb_BUNDLED OFF)
if(DuckDb_FOUND AND NOT TARGET duckdb::duckdb)
  cmake_path(IS_PREFIX DUCKDB_ROOT "${DuckDb_LIBRARY}" NORMALIZE DuckDb_BUNDLED)
  if(DuckDb_BUNDLED)
    # Its files do not say their version, but scripts/setup takes this one.
    file(STRINGS "${_mien_root}/scripts/npm-packages" _duckdb_pinned REGEX "^duckdb ")
    string(REGEX REPLACE "^duckdb +([^ ]+) .*$" "\\1" DuckDb_VERSION "${_duckdb_pinned}")
  endif()
  add_library(duckdb::duckdb SHARED IMPORTED)
  # npm's file has no name of its own, without which the loader would look for it where it was built.
  set_target_properties(duckdb::duckdb PROPERTIES IMPORTED_NO_SONAME ON
    IMPORTED_LOCATION "${DuckDb_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${DuckDb_INCLUDE_DIR}")
endif()
mark_as_advanced(DuckDb_INCLUDE_DIR DuckDb_LIBRARY)
