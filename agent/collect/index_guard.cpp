#include "agent/collect/index_guard.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <mutex>

namespace agent::collect {
namespace {

// Of the calling thread. SIGBUS is raised in the thread that touched the memory.
thread_local volatile sig_atomic_t guarded = 0;
thread_local volatile std::uintptr_t last_page = 0;  // that got zeros

// Of the process. SQLite maps an index once for all its connections, so that the zeros stay for as
// long as any of them is open.
std::mutex guards_mutex;
int guards = 0;
std::atomic<bool> cut{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

std::uintptr_t page_bytes = 0;
struct sigaction former {};

// Calls nothing but system calls, as a handler must.
void PutZerosInPlace(int signal, siginfo_t* info, void*) {
  const std::uintptr_t address =
      reinterpret_cast<std::uintptr_t>(info->si_addr) & ~(page_bytes - 1);
  void* const page = reinterpret_cast<void*>(address);
  // Not twice in one place: an emulator may name another one than was touched, again and again.
  const bool may_help = guarded != 0 && info->si_code == BUS_ADRERR && address != last_page;
  if (may_help &&
      ::mmap(page, page_bytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == page) {
    cut = true;
    last_page = address;
    return;
  }
  ::sigaction(signal, &former, nullptr);    // the memory is touched again, and this time it ends
  if (info->si_code <= 0) ::raise(signal);  // but one that was sent does not come again by itself
}

bool Install() {
  page_bytes = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  struct sigaction action {};
  action.sa_sigaction = &PutZerosInPlace;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigemptyset(&action.sa_mask);
  return ::sigaction(SIGBUS, &action, &former) == 0;
}

}  // namespace

IndexGuard::IndexGuard() : outer_(guarded != 0) {
  [[maybe_unused]] static const bool installed = Install();
  const std::lock_guard lock(guards_mutex);
  if (guards++ == 0) cut = false;
  if (!outer_) last_page = 0;
  guarded = 1;
}

IndexGuard::~IndexGuard() {
  guarded = outer_ ? 1 : 0;
  const std::lock_guard lock(guards_mutex);
  --guards;
}

bool IndexGuard::IndexWasCut() const { return cut; }

}  // namespace agent::collect
