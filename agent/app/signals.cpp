#include "agent/app/signals.hpp"

#include <pthread.h>
#include <signal.h>

#include <cerrno>
#include <initializer_list>

namespace agent::app {
namespace {

sigset_t Awaited() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

}  // namespace

Signals::Signals() {
  const sigset_t set = Awaited();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // What cannot be written is told where it is written.
  for (const int signal : {SIGPIPE, SIGXFSZ}) ::signal(signal, SIG_IGN);
}

int Signals::Wait() const {
  const sigset_t set = Awaited();
  int signal = 0;
  while (sigwait(&set, &signal) == EINTR) {
  }
  return signal;
}

void Signals::RestoreDefaults() const {
  const sigset_t set = Awaited();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace agent::app
