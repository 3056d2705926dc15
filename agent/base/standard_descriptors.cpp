#include "agent/base/standard_descriptors.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <initializer_list>

namespace agent::base {

void FillStandardDescriptors() noexcept {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    // The lowest number that is free is this one. Without O_CLOEXEC, as standard descriptors are.
    // Not for writing: who closed the output learns that nothing was printed, by the exit status.
    if (::open("/dev/null", O_RDONLY) != fd) ::_exit(EXIT_FAILURE);
  }
}

}  // namespace agent::base
