#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace agent::demo {

// A simulated farm as plain data. Times are seconds since the farm began.
struct Farm {
  enum class Make { kBambu, kMoonraker, kPrusaLink, kElegoo };
  enum class Phase { kIdle, kHeating, kPrinting, kPaused, kFailed, kFinished, kOffline };

  struct Printer {
    std::int64_t id = 0;
    std::string name;
    std::string nickname;
    std::string model;
    Make make = Make::kBambu;
    Phase phase = Phase::kIdle;
    double phase_seconds_left = 0;  // in idle, paused, failed, finished, offline
    double last_seen = 0;
    double nozzle_celsius = 0;
    double nozzle_target_celsius = 0;
    double bed_celsius = 0;
    double bed_target_celsius = 0;
    double print_hours = 0;
    std::int64_t print_count = 0;
    std::int64_t spool = 0;           // id of the one it prints from
    std::optional<std::int64_t> job;  // id of the one in hand
  };

  struct Job {
    std::int64_t id = 0;
    std::int64_t order = 0;
    std::string item;
    std::string status = "pending";
    double duration_seconds = 0;
    double printed_seconds = 0;
    std::optional<std::int64_t> printer;
    double started_at = 0;
    double ended_at = 0;
  };

  struct Spool {
    std::int64_t id = 0;
    double remaining_grams = 1000;
    std::optional<std::int64_t> printer;
  };

  struct Order {
    std::int64_t id = 0;
    std::string status = "pending";
    double placed_at = 0;
    double fulfilled_at = 0;
  };

  struct Alert {
    std::int64_t id = 0;
    std::string type;
    std::string severity;
    std::string title;
    std::int64_t printer = 0;
    double raised_at = 0;
    double read_at = 0;  // when somebody will have read it
  };

  double seconds = 0;  // how old the farm is
  std::mt19937_64 random;
  std::int64_t last_id = 0;  // jobs, spools, orders and alerts share one sequence
  std::vector<Printer> printers;
  std::vector<Job> jobs;  // ended ones are removed after a while, as are orders and alerts
  std::vector<Spool> spools;
  std::vector<Order> orders;
  std::vector<Alert> alerts;
};

// Makes a farm of `printers` printers that is already at work. The same seed gives the same farm.
[[nodiscard]] Farm MakeFarm(int printers, std::uint64_t seed);

// Lets `elapsed` pass, at most a day. Print hours and print counts never decrease.
void Advance(Farm& farm, std::chrono::milliseconds elapsed);

// The next number of the farm's random sequence: at least `low`, less than `high`.
[[nodiscard]] double Uniform(Farm& farm, double low, double high);

// The printer's state in its firmware's word, as O.D.I.N. stores it in `gcode_state`.
[[nodiscard]] const char* GcodeState(const Farm::Printer& printer);

}  // namespace agent::demo
