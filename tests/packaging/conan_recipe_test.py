"""packaging/conan/conanfile.py, where Conan is not there: its methods run with stand-ins that do what Conan documents.

The copy that the recipe makes of the tree is configured, and each file that its build reads must be in it.
usage: conan_recipe_test.py SOURCE BUILD (a finished build of the source, from which the package is installed)
"""

import fnmatch
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
import types
from pathlib import Path


class ConanInvalidConfiguration(Exception):
    pass


def copy(conanfile, pattern, src, dst):
    """As conan.tools.files.copy: the files below src that match, with their folders."""
    copied = []
    for path in sorted(Path(src).rglob("*") if pattern == "*" else [Path(src) / pattern]):
        name = path.relative_to(src)
        if path.is_file() and fnmatch.fnmatch(str(name), pattern):
            (Path(dst) / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, Path(dst) / name)
            copied.append(str(name))
    return copied


class CMakeToolchain:
    def __init__(self, conanfile):
        self.conanfile, self.cache_variables, self.user_presets_path = conanfile, {}, None

    def generate(self):
        self.conanfile.variables = dict(self.cache_variables)


class CMake:
    finished_build = None

    def __init__(self, conanfile):
        self.conanfile = conanfile

    def configure(self):
        variables = [f"-D{name}={'ON' if value else 'OFF'}" for name, value in self.conanfile.variables.items()]
        subprocess.run(["cmake", "-G", "Ninja", "-Wno-dev", "-S", self.conanfile.source_folder, "-B",
                        self.conanfile.build_folder, "-D", "CMAKE_BUILD_TYPE=Release", *variables], check=True,
                       stdout=subprocess.DEVNULL)

    def build(self):
        # Without compiling: ninja refuses if an input is missing that no step makes.
        result = subprocess.run(["ninja", "-n", "-C", self.conanfile.build_folder], capture_output=True, text=True)
        assert result.returncode == 0, result.stdout + result.stderr
        self.conanfile.built = result.stdout

    def install(self):
        subprocess.run(["cmake", "--install", self.finished_build, "--prefix", self.conanfile.package_folder],
                       check=True, stdout=subprocess.DEVNULL)


class Apt:
    def __init__(self, conanfile):
        self.conanfile = conanfile

    def install(self, packages, update=False, check=False):
        self.conanfile.asked_for = packages if check else None


class CppInfo(types.SimpleNamespace):
    def set_property(self, name, value):
        self.properties[name] = value


class ConanFile:
    def __init__(self, recipe, work):
        self.recipe_folder = str(recipe)
        self.export_sources_folder = self.source_folder = str(work / "source")
        self.build_folder, self.package_folder = str(work / "build"), str(work / "package")
        self.options = types.SimpleNamespace(**self.default_options)
        self.settings = types.SimpleNamespace(os="Linux")
        self.cpp_info = CppInfo(properties={}, libs=[], builddirs=[])


def add_modules():
    def check_min_cppstd(conanfile, least):
        conanfile.least_standard = least

    contents = {
        "conan": {"ConanFile": ConanFile},
        "conan.errors": {"ConanInvalidConfiguration": ConanInvalidConfiguration},
        "conan.tools": {},
        "conan.tools.build": {"check_min_cppstd": check_min_cppstd},
        "conan.tools.cmake": {"CMake": CMake, "CMakeToolchain": CMakeToolchain, "cmake_layout": lambda conanfile: None},
        "conan.tools.files": {"copy": copy, "load": lambda conanfile, path: Path(path).read_text()},
        "conan.tools.system": {},
        "conan.tools.system.package_manager": {"Apt": Apt},
    }
    for name, members in contents.items():
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__dict__.update(members)


def main(source, build):
    add_modules()
    CMake.finished_build = build
    file = source / "packaging" / "conan" / "conanfile.py"
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("conanfile", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with tempfile.TemporaryDirectory() as folder:
        recipe = module.MienConan(file.parent, Path(folder))
        recipe.set_version()
        project = (source / "CMakeLists.txt").read_text()
        assert f"project(mien VERSION {recipe.version} " in project, recipe.version

        recipe.validate()
        assert recipe.least_standard == 20
        recipe.settings.os = "Windows"
        try:
            recipe.validate()
            raise AssertionError("expected Windows to be refused")
        except ConanInvalidConfiguration as error:
            assert "found Windows" in str(error)

        # The packages of scripts/setup core that are libraries.
        recipe.system_requirements()
        setup = re.search(r"^packages=\((.*?)^\)", (source / "scripts" / "setup").read_text(), re.S | re.M).group(1)
        tools = {"g++", "cmake", "ninja-build", "ccache", "ca-certificates"}
        assert set(recipe.asked_for) == set(setup.split()) - tools, recipe.asked_for

        recipe.export_sources()
        assert (Path(recipe.source_folder) / "LICENSE").exists()
        assert not (Path(recipe.source_folder) / "tests").exists()
        recipe.layout()
        recipe.generate()
        recipe.build()
        assert "libmien.so" in recipe.built and "src/cli/mien" in recipe.built

        recipe.package()
        recipe.package_info()
        package = Path(recipe.package_folder)
        assert recipe.cpp_info.properties["cmake_find_mode"] == "none"
        expected = [f"lib/lib{library}.so" for library in recipe.cpp_info.libs]
        expected += [f"{folder}/mien-config.cmake" for folder in recipe.cpp_info.builddirs]
        expected += ["licenses/LICENSE", "include/mien/mien.h", "bin/mien",
                     f"lib/pkgconfig/{recipe.cpp_info.properties['pkg_config_name']}.pc"]
        for name in expected:
            assert (package / name).exists(), f"expected {name} in the package"
    print("conan: the recipe's sources are whole")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
