#include "agent/app/thread_stacks.hpp"

#include <pthread.h>

#include <cstddef>

namespace agent::app {

void UseSmallThreadStacks() {
  constexpr std::size_t kStackBytes = 1 << 20;
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return;
  // Should it fail, the stacks are only larger than they need to be.
  if (pthread_attr_setstacksize(&attributes, kStackBytes) == 0) {
    static_cast<void>(pthread_setattr_default_np(&attributes));
  }
  pthread_attr_destroy(&attributes);
}

}  // namespace agent::app
