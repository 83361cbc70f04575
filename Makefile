# Each target installs what it needs first (scripts/setup), and only what is missing.

.PHONY: help demo test lint asan tsan bench bench-train bench-peers docs fuzz torture packages test-packages test-reproducible dist abi test-arm64 test-arm64-whole phone test-phone clean
export CMAKE_BUILD_PARALLEL_LEVEL ?= $(shell nproc)
# The tests and benchmarks use a model folder of their own.
TEST_MODELS := $(CURDIR)/.deps/models

help:
	@echo "make demo   install, build, and analyse photos into demo-output/"
	@echo "make test   install, build, and run the whole test suite"
	@echo "make lint   clang-format and clang-tidy"
	@echo "make asan   the test suite under address and undefined-behaviour sanitizers"
	@echo "make tsan   the tests of concurrent use under the thread sanitizer"
	@echo "make bench  speed, and scores where the data are at hand"
	@echo "make bench-train  training speed against PyTorch"
	@echo "make bench-peers  speed against Human and face-api.js on the same photos"
	@echo "make docs   Doxygen pages into build/docs"
	@echo "make fuzz   each fuzz target for a minute"
	@echo "make torture  kill -9 at random moments and mutated files (TORTURE_COUNT, TORTURE_SEED)"
	@echo "make packages  Debian packages into build/packages/debs"
	@echo "make test-packages  the packages, installed and run in a bare Debian (needs root)"
	@echo "make test-reproducible  the packages made a second time, and compared"
	@echo "make dist   the source of the last commit as a tarball into build/dist"
	@echo "make abi    the interface of C compared with the last tag, or with packaging/abi"
	@echo "make test-arm64  the kernels for ARM64, tested in qemu"
	@echo "make test-arm64-whole  all of mien built for ARM64, and compared in qemu"
	@echo "make phone  the core of the phone page, by emscripten, into build/phone"
	@echo "make test-phone  the phone page in a browser, beside the program"
	@echo "make clean  remove build/ and demo-output/; what was fetched stays in .deps/"

demo:
	@scripts/setup demo
	@cmake --preset core -Wno-dev >/dev/null
	@cmake --build --preset core
	@scripts/demo

test:
	@scripts/setup test
	@cmake --preset release -Wno-dev >/dev/null
	@cmake --build --preset release
	@MIEN_MODELS=$(TEST_MODELS) build/release/src/cli/mien models fetch --all --packages .deps/npm
	@ctest --test-dir build/release --parallel $(CMAKE_BUILD_PARALLEL_LEVEL) --output-on-failure --progress
	@scripts/list-skipped build/release

lint:
	@scripts/setup lint
	@cmake --preset lint -Wno-dev >/dev/null
	@scripts/lint

asan tsan: test
	@cmake --preset $@ -Wno-dev >/dev/null
	@cmake --build --preset $@
	@scripts/sanitize $@

bench: test
	@MIEN_MODELS=$(TEST_MODELS) scripts/bench

bench-train:
	@scripts/setup bench-train
	@cmake --preset release -Wno-dev >/dev/null
	@cmake --build --preset release --target mien_bench_train
	@scripts/bench-train

bench-peers:
	@scripts/setup bench-peers
	@cmake --preset release -Wno-dev >/dev/null
	@cmake --build --preset release --target mien_bench_peer mien_cli
	@MIEN_MODELS=$(TEST_MODELS) build/release/src/cli/mien models fetch --packages .deps/npm
	@MIEN_MODELS=$(TEST_MODELS) scripts/bench-peers build/release/bench/mien_bench_peer .deps/peers .deps/samples/*.jpg

docs:
	@scripts/setup docs
	@mkdir -p build
	@doxygen docs/Doxyfile
	@echo "docs: open build/docs/html/index.html"

fuzz:
	@scripts/setup fuzz
	@cmake --preset fuzz -Wno-dev >/dev/null
	@cmake --build --preset fuzz
	@scripts/fuzz

torture: test
	@scripts/torture/torture --count $${TORTURE_COUNT:-10000} --seed $${TORTURE_SEED:-1}

packages:
	@scripts/setup packages
	@scripts/packages

test-packages: packages
	@LD_LIBRARY_PATH=build/packages/src:.deps/onnxruntime/lib MIEN_MODELS=$(TEST_MODELS) \
	  build/packages/src/cli/mien models fetch --packages .deps/npm
	@MIEN_MODELS=$(TEST_MODELS) scripts/test-packages

test-reproducible: packages
	@scripts/test-reproducible

dist:
	@scripts/dist

abi:
	@scripts/setup packages
	@scripts/abi

test-arm64:
	@scripts/setup arm64
	@scripts/test-arm64

test-arm64-whole: demo
	@scripts/setup arm64
	@scripts/test-arm64 --whole

phone:
	@scripts/setup phone
	@scripts/build-phone build/phone

test-phone: phone
	@cmake --preset core -Wno-dev >/dev/null
	@cmake --build --preset core
	@MIEN_MODELS=$(TEST_MODELS) build/core/src/cli/mien models fetch --packages .deps/npm
	@MIEN_MODELS=$(TEST_MODELS) scripts/test-phone build/core/src/cli/mien

clean:
	@rm -rf build demo-output
