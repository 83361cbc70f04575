# Man pages and completions of shells, written by the program itself from the definitions of its commands.

set(MIEN_SHELL_FILES "${CMAKE_CURRENT_BINARY_DIR}/share")
set(_man "${MIEN_SHELL_FILES}/man/man1")
set(_bash "${MIEN_SHELL_FILES}/bash-completion/completions")
set(_zsh "${MIEN_SHELL_FILES}/zsh/site-functions")
set(_fish "${MIEN_SHELL_FILES}/fish/vendor_completions.d")
set(_mien mien_cli)
if(MIEN_PACKAGES)
  # Here the program does not know where the libraries of the build folder are.
  set(_mien "${CMAKE_COMMAND}" -E env "LD_LIBRARY_PATH=$<TARGET_FILE_DIR:mien>:${ONNXRUNTIME_ROOT}/lib" "$<TARGET_FILE:mien_cli>")
endif()
add_custom_command(OUTPUT "${MIEN_SHELL_FILES}/written"
  COMMAND "${CMAKE_COMMAND}" -E rm -rf "${MIEN_SHELL_FILES}"
  COMMAND "${CMAKE_COMMAND}" -E make_directory "${_man}" "${_bash}" "${_zsh}" "${_fish}"
  COMMAND ${_mien} help --man "${_man}"
  COMMAND ${_mien} help --completion bash > "${_bash}/mien"
  COMMAND ${_mien} help --completion zsh > "${_zsh}/_mien"
  COMMAND ${_mien} help --completion fish > "${_fish}/mien.fish"
  COMMAND "${CMAKE_COMMAND}" -E touch "${MIEN_SHELL_FILES}/written"
  DEPENDS mien_cli
  COMMENT "Writing man pages and completions"
  VERBATIM)
add_custom_target(mien_shell_files ALL DEPENDS "${MIEN_SHELL_FILES}/written")
