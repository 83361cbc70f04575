# Install rules: headers, library, program, and a CMake package for find_package(mien).

include(CMakePackageConfigHelpers)
set(MIEN_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/mien")

install(TARGETS mien EXPORT mien-targets)
# Beside libmien, which looks for them there.
install(TARGETS mien_video mien_heif mien_hdf5 LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY include/mien TYPE INCLUDE)
if(OnnxRuntime_BUNDLED)
  file(REAL_PATH "${OnnxRuntime_LIBRARY}" _onnxruntime_file)
  install(FILES "${_onnxruntime_file}" DESTINATION "${CMAKE_INSTALL_LIBDIR}" RENAME libonnxruntime.so.1)
endif()
if(MIEN_BUILD_CLI)
  install(TARGETS mien_cli)
  if(MIEN_SHELL_FILES)
    install(DIRECTORY "${MIEN_SHELL_FILES}/man/" DESTINATION "${CMAKE_INSTALL_MANDIR}")
    foreach(_shell IN ITEMS bash-completion zsh fish)
      install(DIRECTORY "${MIEN_SHELL_FILES}/${_shell}" DESTINATION "${CMAKE_INSTALL_DATADIR}")
    endforeach()
  endif()
endif()
if(MIEN_BUILD_TRAINING)
  install(TARGETS mien_train_cli)
endif()
install(DIRECTORY models DESTINATION "${CMAKE_INSTALL_DATADIR}/mien"
  FILES_MATCHING PATTERN "*.onnx" PATTERN "*.md" PATTERN "*.json")

install(EXPORT mien-targets NAMESPACE mien:: DESTINATION "${MIEN_CMAKE_DIR}")
configure_package_config_file(cmake/mien-config.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/mien-config.cmake"
  INSTALL_DESTINATION "${MIEN_CMAKE_DIR}")
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/mien-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/mien-config.cmake" "${CMAKE_CURRENT_BINARY_DIR}/mien-config-version.cmake"
  DESTINATION "${MIEN_CMAKE_DIR}")
