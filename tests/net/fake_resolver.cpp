#include "net/fake_resolver.hpp"

#include <dlfcn.h>
#include <netdb.h>

#include <condition_variable>
#include <mutex>
#include <string_view>

namespace agent::test {
namespace {

struct State {
  std::mutex mutex;
  std::condition_variable changed;
  FakeResolver::Mode mode = FakeResolver::Mode::kUnknown;
  int waiting = 0;
};

// Leaked: libcurl's resolver threads may still use it when the program ends.
State& TheState() {
  static State* const state = new State;
  return *state;
}

FakeResolver::Mode Answer() {
  State& state = TheState();
  std::unique_lock lock(state.mutex);
  ++state.waiting;
  state.changed.notify_all();
  state.changed.wait(lock, [&] { return state.mode != FakeResolver::Mode::kSilent; });
  --state.waiting;
  state.changed.notify_all();
  return state.mode;
}

}  // namespace

FakeResolver::~FakeResolver() {
  Set(Mode::kUnknown);
  State& state = TheState();
  std::unique_lock lock(state.mutex);
  state.changed.wait(lock, [&] { return state.waiting == 0; });
}

void FakeResolver::Set(Mode mode) {
  State& state = TheState();
  const std::lock_guard lock(state.mutex);
  state.mode = mode;
  state.changed.notify_all();
}

void FakeResolver::AwaitQuestion() const {
  State& state = TheState();
  std::unique_lock lock(state.mutex);
  state.changed.wait(lock, [&] { return state.waiting > 0; });
}

}  // namespace agent::test

// The dynamic linker prefers the program's own symbol to the C library's, for libcurl too.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints,
                           addrinfo** result) {
  using agent::test::FakeResolver;
  using Function = int(const char*, const char*, const addrinfo*, addrinfo**);
  static auto* const real = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  if (node != nullptr && std::string_view(node).ends_with(".test")) {
    if (agent::test::Answer() != FakeResolver::Mode::kLoopback) return EAI_NONAME;
    node = "127.0.0.1";
  }
  return real(node, service, hints, result);
}
