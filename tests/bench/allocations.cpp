#include "bench/allocations.hpp"

#include <cstdlib>
#include <new>

namespace {
thread_local std::size_t allocated_bytes = 0;
}  // namespace

namespace agent::bench {

std::size_t AllocatedBytes() { return allocated_bytes; }

}  // namespace agent::bench

void* operator new(std::size_t bytes) {
  allocated_bytes += bytes;
  if (void* const memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc();
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
