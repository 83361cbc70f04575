# mien for vcpkg, built from this tree with the libraries of Debian:
#   scripts/setup core
#   vcpkg install 'mien[program]' --overlay-ports=packaging/vcpkg

# Two copies of mien in one program, or a debug build of it, serve nobody.
set(VCPKG_LIBRARY_LINKAGE dynamic)
set(VCPKG_BUILD_TYPE release)
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
if(NOT EXISTS "${SOURCE_PATH}/include/mien/mien.h")
  message(FATAL_ERROR "mien: expected this port in the folder packaging/vcpkg of mien's source, found it in ${CMAKE_CURRENT_LIST_DIR}")
endif()

vcpkg_check_features(OUT_FEATURE_OPTIONS FEATURE_OPTIONS FEATURES program MIEN_BUILD_CLI)
vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS ${FEATURE_OPTIONS} -DMIEN_BUILD_TESTS=OFF -DMIEN_BUILD_PYTHON=OFF -DMIEN_INSTALL=ON)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/mien)
vcpkg_fixup_pkgconfig()
if("program" IN_LIST FEATURES)
  vcpkg_copy_tools(TOOL_NAMES mien AUTO_CLEAN)
endif()

file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
