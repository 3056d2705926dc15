#include "agent/app/threads.hpp"

#include <exception>
#include <utility>

#include "agent/base/log.hpp"

namespace agent::app {

Threads::Threads(std::function<void()> on_failure) : on_failure_(std::move(on_failure)) {}

Threads::~Threads() { Stop(); }

void Threads::Add(std::string name, std::function<void(std::stop_token)> run) {
  threads_.emplace_back([this, name = std::move(name), run = std::move(run)](
                            const std::stop_token& stop) { Wait(name, run, stop); });
}

void Threads::Wait(const std::string& name, const std::function<void(std::stop_token)>& run,
                   const std::stop_token& stop) noexcept {
  if (!gate_.Wait(stop)) return;
  try {
    run(stop);
  } catch (const std::exception& error) {
    base::LogError("a thread died", {{"thread", name}, {"error", error.what()}});
    on_failure_();
  }
}

void Threads::Open() noexcept { gate_.Open(); }

void Threads::Stop() noexcept {
  for (std::jthread& thread : threads_) thread.request_stop();
  threads_.clear();
}

}  // namespace agent::app
