# mien_run_path(TARGET FOLDER...): where a program or library that is installed finds what it loads, relative to itself ($ORIGIN).
# The same folders must serve in the build folder. CMake would write others there, and an empty one behind them. The loader takes
# that for the current folder: a file in a folder of photos would be run as a library.
function(mien_run_path target)
  set_target_properties(${target} PROPERTIES INSTALL_RPATH "${ARGN}" BUILD_WITH_INSTALL_RPATH ON)
endfunction()

# mien_link_private(TARGET LIBRARY FOLDER NAME): a library that is taken from npm, under its name in a folder beside a built target.
function(mien_link_private target library folder name)
  file(REAL_PATH "${library}" file)
  add_custom_command(TARGET ${target} POST_BUILD
    COMMAND "${CMAKE_COMMAND}" -E make_directory "$<TARGET_FILE_DIR:${target}>/${folder}"
    COMMAND "${CMAKE_COMMAND}" -E create_symlink "${file}" "$<TARGET_FILE_DIR:${target}>/${folder}/${name}"
    VERBATIM)
endfunction()
