# For cmake --toolchain: builds for Linux on ARM64 with Debian's cross compiler (g++-aarch64-linux-gnu). The libraries are those
# of Debian's architecture arm64, installed beside the machine's own (docs/packages.md).
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
# Programs that run while building are those of this machine; libraries are not.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig)
# Tests run in the emulator.
find_program(MIEN_QEMU qemu-aarch64-static)
if(MIEN_QEMU)
  set(CMAKE_CROSSCOMPILING_EMULATOR "${MIEN_QEMU};-L;/usr/aarch64-linux-gnu")
endif()
