#include "agent/collect/sqlite_memory.hpp"

#include <malloc.h>
#include <sqlite3.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>

namespace agent::collect {
namespace {

std::atomic<std::ptrdiff_t> allocated{0};

std::ptrdiff_t SizeOf(void* memory) {
  return static_cast<std::ptrdiff_t>(::malloc_usable_size(memory));
}

bool HasRoomFor(std::ptrdiff_t bytes) {
  return allocated.load(std::memory_order_relaxed) + bytes <= kSqliteBytes;
}

void* Allocate(int bytes) noexcept {
  if (!HasRoomFor(bytes)) return nullptr;
  void* const memory = std::malloc(static_cast<std::size_t>(bytes));
  if (memory != nullptr) allocated.fetch_add(SizeOf(memory), std::memory_order_relaxed);
  return memory;
}

void Free(void* memory) noexcept {
  allocated.fetch_sub(SizeOf(memory), std::memory_order_relaxed);
  std::free(memory);
}

void* Reallocate(void* memory, int bytes) noexcept {
  const std::ptrdiff_t before = SizeOf(memory);
  if (!HasRoomFor(bytes - before)) return nullptr;
  void* const moved = std::realloc(memory, static_cast<std::size_t>(bytes));
  if (moved != nullptr) allocated.fetch_add(SizeOf(moved) - before, std::memory_order_relaxed);
  return moved;
}

int UsableSize(void* memory) noexcept {
  return memory == nullptr ? 0 : static_cast<int>(::malloc_usable_size(memory));
}

int RoundUp(int bytes) noexcept { return (bytes + 7) & ~7; }

int Begin(void* /*unused*/) noexcept { return SQLITE_OK; }

void End(void* /*unused*/) noexcept {}

}  // namespace

void BoundSqliteMemory() {
  static const sqlite3_mem_methods methods{&Allocate, &Free,  &Reallocate, &UsableSize,
                                           &RoundUp,  &Begin, &End,        nullptr};
  // Refused once SQLite is in use.
  static_cast<void>(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods));
  // Nobody asks SQLite for its memory statistics, which cost a lock at every allocation.
  static_cast<void>(sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0));
}

}  // namespace agent::collect
