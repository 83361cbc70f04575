# Install rules: headers, library, program, models, a CMake package for find_package(mien), and mien.pc for pkg-config.
# The components are those of the Debian packages (MienPackages.cmake).

include(CMakePackageConfigHelpers)
set(MIEN_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/mien")
# Modules, and ONNX Runtime if it was taken from npm: nobody links with these.
set(MIEN_PRIVATE_DIR "${CMAKE_INSTALL_LIBDIR}/mien")

install(TARGETS mien EXPORT mien-targets
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT runtime NAMELINK_COMPONENT development)
install(TARGETS mien_archive mien_video mien_heif mien_hdf5 mien_schema mien_svm LIBRARY DESTINATION "${MIEN_PRIVATE_DIR}" COMPONENT runtime)
install(DIRECTORY include/mien TYPE INCLUDE COMPONENT development)
if(OnnxRuntime_BUNDLED)
  file(REAL_PATH "${OnnxRuntime_LIBRARY}" _onnxruntime_file)
  install(FILES "${_onnxruntime_file}" DESTINATION "${MIEN_PRIVATE_DIR}" RENAME libonnxruntime.so.1 COMPONENT runtime)
endif()
if(TARGET mien_parquet)
  install(TARGETS mien_parquet LIBRARY DESTINATION "${MIEN_PRIVATE_DIR}" COMPONENT parquet)
  if(DuckDb_BUNDLED)
    file(REAL_PATH "${DuckDb_LIBRARY}" _duckdb_file)
    install(FILES "${_duckdb_file}" DESTINATION "${MIEN_PRIVATE_DIR}" RENAME libduckdb.so COMPONENT parquet)
    if(MIEN_PACKAGES)
      # CPack strips what was built here, and npm's file has all its symbols.
      install(CODE "execute_process(COMMAND \"${CMAKE_STRIP}\" --strip-unneeded
        \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${MIEN_PRIVATE_DIR}/libduckdb.so\" COMMAND_ERROR_IS_FATAL ANY)" COMPONENT parquet)
    endif()
  endif()
endif()
if(MIEN_BUILD_CLI)
  install(TARGETS mien_cli RUNTIME COMPONENT tools)
  if(MIEN_SHELL_FILES AND NOT MIEN_PACKAGES)
    install(DIRECTORY "${MIEN_SHELL_FILES}/man/" DESTINATION "${CMAKE_INSTALL_MANDIR}" COMPONENT tools)
  endif()
  if(MIEN_SHELL_FILES)
    foreach(_shell IN ITEMS bash-completion fish)
      install(DIRECTORY "${MIEN_SHELL_FILES}/${_shell}" DESTINATION "${CMAKE_INSTALL_DATADIR}" COMPONENT tools)
    endforeach()
    # Debian's zsh looks in another folder for what packages bring.
    set(_zsh_functions "${CMAKE_INSTALL_DATADIR}/zsh/site-functions")
    if(MIEN_PACKAGES)
      set(_zsh_functions "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
    endif()
    install(DIRECTORY "${MIEN_SHELL_FILES}/zsh/site-functions/" DESTINATION "${_zsh_functions}" COMPONENT tools)
  endif()
endif()
if(TARGET mien_train_cli)
  install(TARGETS mien_train_cli RUNTIME COMPONENT training)
endif()
install(DIRECTORY models DESTINATION "${CMAKE_INSTALL_DATADIR}/mien" COMPONENT models
  FILES_MATCHING PATTERN "*.onnx" PATTERN "*.md" PATTERN "*.json")

# The core of the phone page, where `make phone` has built it.
install(FILES "${PROJECT_SOURCE_DIR}/build/phone/mien.js" "${PROJECT_SOURCE_DIR}/build/phone/mien.wasm"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/mien/phone" COMPONENT tools OPTIONAL)

install(EXPORT mien-targets NAMESPACE mien:: DESTINATION "${MIEN_CMAKE_DIR}" COMPONENT development)
configure_package_config_file(cmake/mien-config.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/mien-config.cmake"
  INSTALL_DESTINATION "${MIEN_CMAKE_DIR}")
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/mien-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/mien-config.cmake" "${CMAKE_CURRENT_BINARY_DIR}/mien-config-version.cmake"
  DESTINATION "${MIEN_CMAKE_DIR}" COMPONENT development)

# Its folders are relative to its own, so that an installed mien may be moved.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_LIBDIR BASE_DIRECTORY "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig"
  OUTPUT_VARIABLE MIEN_PC_LIBDIR)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_INCLUDEDIR BASE_DIRECTORY "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig"
  OUTPUT_VARIABLE MIEN_PC_INCLUDEDIR)
configure_file(cmake/mien.pc.in "${CMAKE_CURRENT_BINARY_DIR}/mien.pc" @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/mien.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT development)
