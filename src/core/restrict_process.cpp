#include "core/restrict_process.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <vector>

namespace mien {

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t architecture = 0;  // no filter
#endif

/// The rest of memory, time and the end; what else is asked for is not permitted. The stack of
/// signal handlers gives no rights: AddressSanitizer ends a process that may not ask for it.
constexpr std::array permitted = {SYS_brk,        SYS_munmap,       SYS_mremap,
                                  SYS_madvise,    SYS_futex,        SYS_exit,
                                  SYS_exit_group, SYS_rt_sigreturn, SYS_sigaltstack,
                                  SYS_getrandom,  SYS_sched_yield,  SYS_clock_gettime};

/// What threads need beside that, other than their start.
constexpr std::array permitted_to_threads = {SYS_set_robust_list, SYS_rseq, SYS_gettid,
                                             SYS_rt_sigprocmask, SYS_sched_getaffinity};

using Filter = std::vector<sock_filter>;

void add(Filter& filter, std::uint16_t code, std::uint32_t value, std::uint8_t if_true = 0,
         std::uint8_t if_false = 0) {
  filter.push_back({code, if_true, if_false, value});
}

void load(Filter& filter, std::size_t offset) {
  add(filter, BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

void answer(Filter& filter, std::uint32_t value) { add(filter, BPF_RET | BPF_K, value); }

/// The lower half of an argument, on little-endian machines.
constexpr std::size_t argument(std::size_t number) {
  return offsetof(seccomp_data, args) + 8 * number;
}

constexpr std::uint32_t refused = SECCOMP_RET_ERRNO | EPERM;

void permit(Filter& filter, std::span<const decltype(SYS_brk)> calls) {
  for (const auto call : calls) {
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1);
    answer(filter, SECCOMP_RET_ALLOW);
  }
}

/// Threads, and no processes. The flags of clone3 are behind a pointer, where a filter cannot look:
/// a C library that is told that there is none takes clone.
void permit_threads(Filter& filter) {
  permit(filter, permitted_to_threads);
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1);
  answer(filter, SECCOMP_RET_ERRNO | ENOSYS);
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4);
  load(filter, argument(0));
  add(filter, BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1);
  answer(filter, SECCOMP_RET_ALLOW);
  answer(filter, refused);
}

Filter make_filter(int descriptor, bool threads) {
  Filter filter;
  load(filter, offsetof(seccomp_data, arch));
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0);
  answer(filter, refused);
  load(filter, offsetof(seccomp_data, nr));
  permit(filter, permitted);
  if (threads) permit_threads(filter);
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 0, 4);
  load(filter, argument(0));
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(descriptor), 0, 1);
  answer(filter, SECCOMP_RET_ALLOW);
  answer(filter, refused);
  // Memory that is not of a file, and never such as can be run.
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 0, 3);
  load(filter, argument(3));
  add(filter, BPF_JMP | BPF_JSET | BPF_K, MAP_ANONYMOUS, 2, 0);
  answer(filter, refused);
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 0, 3);
  load(filter, argument(2));
  add(filter, BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0);
  answer(filter, SECCOMP_RET_ALLOW);
  answer(filter, refused);
  return filter;
}

void filter_calls(int descriptor, bool threads) {
  if constexpr (architecture == 0) return;
  Filter filter = make_filter(descriptor, threads);
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return;
  ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

void limit(decltype(RLIMIT_CORE) what, std::size_t most, std::size_t hard) {
  const rlimit both{most, hard};
  ::setrlimit(what, &both);
}

void limit(decltype(RLIMIT_CORE) what, std::size_t most) { limit(what, most, most); }

/// Bytes of private memory that can be written; 0 if the system does not tell.
std::size_t memory_in_use() {
  std::FILE* const file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  unsigned long data = 0;
  const int read = std::fscanf(file, "%*u %*u %*u %*u %*u %lu", &data);
  std::fclose(file);
  return read == 1 ? data * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace

void restrict_process(const ProcessRestrictions& restrictions) {
  // The handlers of the program are not for its copy.
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGTRAP, SIGSYS, SIGXCPU,
                           SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) {
    std::signal(signal, SIG_DFL);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (const std::size_t used = memory_in_use(); used > 0) {
    limit(RLIMIT_DATA, used + restrictions.memory);
  }
  const auto descriptor = static_cast<unsigned>(restrictions.descriptor);
  if (descriptor > 0) ::close_range(0, descriptor - 1, 0);
  ::close_range(descriptor + 1, ~0U, 0);
  limit(RLIMIT_NOFILE, 0);
  // Threads count as processes.
  if (!restrictions.threads) limit(RLIMIT_NPROC, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
  const auto seconds = static_cast<std::size_t>(restrictions.cpu_seconds);
  limit(RLIMIT_CPU, seconds, seconds + 1);
  filter_calls(restrictions.descriptor, restrictions.threads);
}

}  // namespace mien
