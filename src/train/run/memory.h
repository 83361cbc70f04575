#pragma once

namespace mien::train {

/// Makes the process keep the memory that it frees. Each step of training allocates and frees the
/// same hundreds of megabytes; handing them back to the system and taking them anew costs as much
/// time as the arithmetic. For the whole process, so a program's decision, not a library's.
void keep_freed_memory();

}  // namespace mien::train
