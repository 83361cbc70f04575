# Defines ffmpeg::avformat, ffmpeg::avcodec, ffmpeg::avutil and ffmpeg::swscale; Debian's packages have no CMake files.

find_path(FfmpegLibraries_INCLUDE_DIR libavformat/avformat.h)
set(_required FfmpegLibraries_INCLUDE_DIR)
foreach(_library avformat avcodec avutil swscale)
  find_library(FfmpegLibraries_${_library}_LIBRARY ${_library})
  mark_as_advanced(FfmpegLibraries_${_library}_LIBRARY)
  list(APPEND _required FfmpegLibraries_${_library}_LIBRARY)
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(FfmpegLibraries REQUIRED_VARS ${_required}
  REASON_FAILURE_MESSAGE "install libavformat-dev, libavcodec-dev, libavutil-dev and libswscale-dev")

if(FfmpegLibraries_FOUND)
  foreach(_library avformat avcodec avutil swscale)
    if(NOT TARGET ffmpeg::${_library})
      add_library(ffmpeg::${_library} UNKNOWN IMPORTED)
      set_target_properties(ffmpeg::${_library} PROPERTIES
        IMPORTED_LOCATION "${FfmpegLibraries_${_library}_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${FfmpegLibraries_INCLUDE_DIR}")
    endif()
  endforeach()
endif()
mark_as_advanced(FfmpegLibraries_INCLUDE_DIR)
