#pragma once

#include <string>

namespace mien::paper {

/// What measurements were made on.
struct Machine {
  std::string processor;  ///< its model name, "unknown processor" if the system does not say
  int processors = 0;     ///< that a process may run on
  double memory = 0;      ///< GiB
  std::string system;     ///< such as "Debian GNU/Linux 12 (bookworm), Linux 6.1"
  std::string versions;   ///< of mien's compiler and libraries
};

/// The model name of the processor, as Linux gives it.
[[nodiscard]] std::string processor_name();

[[nodiscard]] Machine this_machine();

/// One line.
[[nodiscard]] std::string machine_text(const Machine& machine);

}  // namespace mien::paper
