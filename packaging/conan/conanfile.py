"""mien for Conan 2, built from this tree with the libraries of Debian.

    scripts/setup core
    conan create packaging/conan -s compiler.cppstd=20

The package is a shared library. It has no requirements of Conan's: what it links are Debian's packages, as everywhere in mien.
"""

import os
import re

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load
from conan.tools.system.package_manager import Apt


class MienConan(ConanFile):
    name = "mien"
    description = "Reads faces: expression, age, gender, ethnicity and identity"
    license = "Apache-2.0"
    topics = ("faces", "emotion", "computer-vision")
    package_type = "shared-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"program": [True, False]}
    default_options = {"program": True}

    # What a build without tests reads of the tree. scripts/setup took uPlot from npm, and ONNX Runtime if the system has none.
    source_folders = ("cmake", "include", "models", "src", ".deps/onnxruntime", ".deps/uplot")
    source_files = ("CMakeLists.txt", "LICENSE", "packaging/components.json", "scripts/npm-packages")

    # Those of scripts/setup, without the tools.
    debian_packages = (
        "libopencv-core-dev", "libopencv-imgproc-dev", "libopencv-videoio-dev", "libjpeg-dev", "libpng-dev", "libtiff-dev",
        "libwebp-dev", "libgif-dev", "libheif-dev", "libavformat-dev", "libavcodec-dev", "libavutil-dev", "libswscale-dev",
        "libonnx-dev", "libprotobuf-dev", "nlohmann-json3-dev", "libcli11-dev", "libfmt-dev", "libarchive-dev", "libssl-dev",
        "libhdf5-dev", "liblinear-dev", "libsvm-dev", "libhnswlib-dev", "libflatbuffers-dev", "flatbuffers-compiler",
        "libcpp-httplib-dev", "prometheus-cpp-dev")

    @property
    def _tree(self):
        return os.path.normpath(os.path.join(self.recipe_folder, "..", ".."))

    def set_version(self):
        text = load(self, os.path.join(self._tree, "CMakeLists.txt"))
        self.version = re.search(r"project\(mien VERSION (\S+)", text).group(1)

    def export_sources(self):
        for folder in self.source_folders:
            copy(self, "*", src=os.path.join(self._tree, folder), dst=os.path.join(self.export_sources_folder, folder))
        for file in self.source_files:
            folder, name = os.path.split(file)
            copy(self, name, src=os.path.join(self._tree, folder), dst=os.path.join(self.export_sources_folder, folder))

    def validate(self):
        if self.settings.os != "Linux":
            raise ConanInvalidConfiguration(f"mien: expected Linux, found {self.settings.os}")
        check_min_cppstd(self, 20)

    def system_requirements(self):
        Apt(self).install(list(self.debian_packages), check=True)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.user_presets_path = False
        toolchain.cache_variables["MIEN_BUILD_CLI"] = bool(self.options.program)
        toolchain.cache_variables["MIEN_BUILD_TESTS"] = False
        toolchain.cache_variables["MIEN_BUILD_PYTHON"] = False
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        copy(self, "LICENSE", src=self.source_folder, dst=os.path.join(self.package_folder, "licenses"))
        CMake(self).install()

    def package_info(self):
        # find_package(mien) takes mien's own file, which is the same everywhere.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("lib", "cmake", "mien")]
        self.cpp_info.set_property("pkg_config_name", "mien")
        self.cpp_info.libs = ["mien"]
