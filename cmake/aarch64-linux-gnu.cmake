# For cmake --toolchain: builds for Linux on ARM64 with Debian's cross compiler (g++-aarch64-linux-gnu). The libraries are those
# of the folder MIEN_ARM64_ROOT, which scripts/arm64-root makes; without it only what needs none can be built.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
# Programs that run while building are those of this machine; libraries are not.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES MIEN_ARM64_ROOT)
set(MIEN_ARM64_ROOT "" CACHE PATH "Folder with Debian's libraries for ARM64")
set(_emulated_root /usr/aarch64-linux-gnu)
if(MIEN_ARM64_ROOT)
  set(CMAKE_SYSROOT "${MIEN_ARM64_ROOT}")
  foreach(_kind IN ITEMS LIBRARY INCLUDE PACKAGE)
    set(CMAKE_FIND_ROOT_PATH_MODE_${_kind} ONLY)
  endforeach()
  set(_emulated_root "${MIEN_ARM64_ROOT}")
endif()
# Tests run in the emulator.
find_program(MIEN_QEMU qemu-aarch64-static)
if(MIEN_QEMU)
  set(CMAKE_CROSSCOMPILING_EMULATOR "${MIEN_QEMU};-L;${_emulated_root}")
endif()
