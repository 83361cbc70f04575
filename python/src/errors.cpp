#include <string>

#include "mien/core/error.h"
#include "module.h"

namespace py = pybind11;

namespace mien::python {

namespace {

/// The class mien.Error. It belongs to the interpreter and is never freed before it.
PyObject*& error_class() {
  static PyObject* type = nullptr;
  return type;
}

/// What a message holds may be a path that is not UTF-8.
py::str text_of(const std::string& message) {
  PyObject* const text = PyUnicode_DecodeUTF8(
      message.data(), static_cast<Py_ssize_t>(message.size()), "surrogateescape");
  if (text == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(text);
}

void raise(const Error& error) {
  const py::object instance =
      py::reinterpret_borrow<py::object>(error_class())(text_of(error.what()));
  instance.attr("code") = std::string(to_string(error.code()));
  PyErr_SetObject(error_class(), instance.ptr());
}

}  // namespace

void add_errors(py::module_& module) {
  constexpr const char* text =
      "What goes wrong in mien.\n\n"
      "Its text says what was expected and what was found. `code` is \"usage\", \"input\",\n"
      "\"output\", \"model\", \"setup\" or \"cancelled\".";
  const py::dict members;
  members["code"] = "usage";
  PyObject* const type =
      PyErr_NewExceptionWithDoc("mien.Error", text, PyExc_Exception, members.ptr());
  if (type == nullptr) throw py::error_already_set();
  error_class() = type;
  module.attr("Error") = py::reinterpret_borrow<py::object>(type);
  // The type of the argument is pybind11's.
  // NOLINTNEXTLINE(performance-unnecessary-value-param)
  py::register_exception_translator([](std::exception_ptr problem) {
    try {
      if (problem) std::rethrow_exception(problem);
    } catch (const Error& error) {
      raise(error);
    }
  });
}

}  // namespace mien::python
