#pragma once

// How a program takes memory from the system. All hold for the whole process, so they are a
// program's decision and not a library's. They do nothing where the C library is not GNU's.

namespace mien::app {

/// For commands that read pictures and end: takes memory in large pieces, and keeps what is freed
/// for the next network or picture. The system hands out pages one by one, and each must be cleared
/// first, which is half of the time of a short run. The first 96 MB are asked for in huge pages.
void take_memory_in_large_pieces();

/// For training: makes the process keep all memory that it frees. Each step allocates and frees the
/// same hundreds of megabytes; handing them back to the system and taking them anew costs as much
/// time as the arithmetic.
void keep_freed_memory();

/// For servers: keeps what pictures of usual sizes need again and again, and gives the memory of
/// large ones back to the system. Without this the C library keeps some for each of the threads,
/// whatever picture was the largest that one of them had.
/// @param threads that allocate at the same time
void return_freed_memory(int threads);

}  // namespace mien::app
