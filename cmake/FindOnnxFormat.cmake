# Defines onnx_format::onnx_format, the protobuf classes of Debian's libonnx-dev, and onnx_format::schema, its checker and its
# inference of shapes. (Debian's own CMake files of the package need parts that Debian does not ship.)

find_path(OnnxFormat_INCLUDE_DIR onnx/onnx_pb.h)
find_library(OnnxFormat_LIBRARY onnx)
find_library(OnnxFormat_PROTO_LIBRARY onnx_proto)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OnnxFormat
  REQUIRED_VARS OnnxFormat_LIBRARY OnnxFormat_PROTO_LIBRARY OnnxFormat_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install libonnx-dev")

if(OnnxFormat_FOUND AND NOT TARGET onnx_format::onnx_format)
  add_library(onnx_format::onnx_format INTERFACE IMPORTED)
  target_include_directories(onnx_format::onnx_format SYSTEM INTERFACE "${OnnxFormat_INCLUDE_DIR}")
  target_compile_definitions(onnx_format::onnx_format INTERFACE ONNX_NAMESPACE=onnx ONNX_ML=1)
  target_link_libraries(onnx_format::onnx_format INTERFACE "${OnnxFormat_PROTO_LIBRARY}" protobuf::libprotobuf)
  add_library(onnx_format::schema INTERFACE IMPORTED)
  target_link_libraries(onnx_format::schema INTERFACE onnx_format::onnx_format "${OnnxFormat_LIBRARY}")
endif()
mark_as_advanced(OnnxFormat_INCLUDE_DIR OnnxFormat_LIBRARY OnnxFormat_PROTO_LIBRARY)
