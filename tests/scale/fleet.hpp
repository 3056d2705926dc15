#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "agent/publish/outcome.hpp"

namespace agent::test {

struct FleetSize {
  int sites = 0;
  int printers = 0;  // of each site
  std::chrono::milliseconds interval{15'000};
};

// One push, as its farm saw it.
struct Push {
  publish::Outcome outcome;
  std::chrono::duration<double> took{0};
  std::chrono::duration<double> late{0};  // how long after its tick was due it began
  std::size_t text_bytes = 0;             // before compression
};

// Simulated sites, each as a farm of its own runs it: a database with O.D.I.N.'s schema, the
// pipeline that reads it, a publisher with its own connection, a tick every interval. They tick
// one after another, evenly spread, as farms that started whenever they did. Runs from construction
// to Stop().
class Fleet {
 public:
  Fleet(const FleetSize& size, const std::string& pushgateway_url);
  ~Fleet() { Stop(); }

  // Ends every site after the tick that it is in.
  void Stop();

  [[nodiscard]] std::vector<Push> pushes() const;

 private:
  void RunSite(int number, std::chrono::steady_clock::time_point first_tick,
               const std::stop_token& stop);

  FleetSize size_;
  std::string url_;
  mutable std::mutex mutex_;
  std::vector<Push> pushes_;
  std::vector<std::jthread> sites_;
};

}  // namespace agent::test
