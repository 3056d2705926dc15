#include "agent/demo/farm.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>

#include "agent/demo/orders.hpp"

namespace agent::demo {
namespace {

using Phase = Farm::Phase;

constexpr double kMinute = 60;
constexpr double kHour = 3600;
constexpr double kStepSeconds = 5;
constexpr double kAmbientCelsius = 24;
constexpr double kGramsPerHour = 25;

struct MakeFacts {
  const char* prefix;
  std::array<const char*, 3> models;
  std::array<const char*, 7> states;  // by Phase
};

constexpr std::array<MakeFacts, 4> kMakes{{
    {"Bambu",
     {"X1 Carbon", "P1S", "A1 Mini"},
     {"IDLE", "PREPARE", "RUNNING", "PAUSE", "FAILED", "FINISH", "offline"}},
    {"Voron",
     {"Voron 2.4 350", "Voron Trident", "Voron 0.2"},
     {"STANDBY", "PRINTING", "PRINTING", "PAUSED", "ERROR", "COMPLETE", "OFFLINE"}},
    {"Prusa",
     {"Prusa MK4", "Prusa MK3S+", "Prusa XL"},
     {"IDLE", "PRINTING", "PRINTING", "PAUSED", "ATTENTION", "FINISHED", "OFFLINE"}},
    {"Elegoo",
     {"Neptune 4 Pro", "Centauri Carbon", "Neptune 4 Max"},
     {"IDLE", "HEATING", "PRINTING", "PAUSED", "ERROR", "COMPLETE", "DISCONNECTED"}},
}};
constexpr std::array<const char*, 16> kNicknames{
    "Apollo", "Zeus",    "Athena",  "Hermes", "Forge", "Anvil", "Ember", "Cobra",
    "Prague", "Moravia", "Vintage", "Titan",  "Coral", "Pearl", "Drift", "Atlas"};

// Whether something that comes about once in `every` seconds happens in the next `step`.
bool Happens(Farm& farm, double every, double step) { return Uniform(farm, 0, 1) < step / every; }

template <typename Items>
auto& Find(Items& items, std::int64_t id) {
  return *std::ranges::find(items, id, &Items::value_type::id);
}

void Enter(Farm& farm, Farm::Printer& printer, Phase phase, double least, double most) {
  printer.phase = phase;
  printer.phase_seconds_left = Uniform(farm, least, most);
}

void CoolDown(Farm::Printer& printer) {
  printer.nozzle_target_celsius = 0;
  printer.bed_target_celsius = 0;
}

void Approach(double& celsius, double target, double seconds, double time_constant) {
  celsius +=
      (std::max(target, kAmbientCelsius) - celsius) * (1 - std::exp(-seconds / time_constant));
}

// Heaters push, cooling only trickles: hence two time constants each.
void MoveTemperatures(Farm::Printer& printer, double step) {
  const bool hot = printer.nozzle_target_celsius > 0;
  Approach(printer.nozzle_celsius, printer.nozzle_target_celsius, step, hot ? 35 : 150);
  Approach(printer.bed_celsius, printer.bed_target_celsius, step, hot ? 60 : 600);
}

void StartJob(Farm& farm, Farm::Printer& printer) {
  const auto take = [&](const Farm::Job& job) {
    return job.status == "scheduled" && job.printer == printer.id;
  };
  const auto job = std::ranges::find_if(farm.jobs, take);
  if (job == farm.jobs.end()) return;
  job->status = "printing";
  job->started_at = farm.seconds;
  printer.job = job->id;
  printer.phase = Phase::kHeating;
  printer.nozzle_target_celsius = 5 * std::round(Uniform(farm, 41, 51));  // PLA to ASA
  printer.bed_target_celsius = printer.nozzle_target_celsius < 230 ? 60 : 85;
}

void EndJob(Farm& farm, Farm::Printer& printer, const char* status) {
  Farm::Job& job = Find(farm.jobs, *printer.job);
  job.status = status;
  job.ended_at = farm.seconds;
  printer.job.reset();
  CoolDown(printer);
}

void Fail(Farm& farm, Farm::Printer& printer) {
  const std::int64_t order = Find(farm.jobs, *printer.job).order;
  EndJob(farm, printer, "failed");
  Enter(farm, printer, Phase::kFailed, 5 * kMinute, 30 * kMinute);
  RaiseAlert(farm, "PRINT_FAILED", "CRITICAL", "Print failed on " + printer.nickname, printer.id);
  AddJob(farm, order);  // the customer still wants it
}

void UseFilament(Farm& farm, Farm::Printer& printer, double step) {
  constexpr double kLowGrams = 100;
  Farm::Spool& spool = Find(farm.spools, printer.spool);
  const double before = spool.remaining_grams;
  spool.remaining_grams -= kGramsPerHour * step / kHour;
  if (before >= kLowGrams && spool.remaining_grams < kLowGrams) {
    RaiseAlert(farm, "SPOOL_LOW", "WARNING", "Spool running low on " + printer.nickname,
               printer.id);
  }
  if (spool.remaining_grams < 5) spool.remaining_grams = 1000;  // a fresh one in its place
}

void Print(Farm& farm, Farm::Printer& printer, double step) {
  Farm::Job& job = Find(farm.jobs, *printer.job);
  job.printed_seconds += step;
  printer.print_hours += step / kHour;
  UseFilament(farm, printer, step);
  if (job.printed_seconds >= job.duration_seconds) {
    EndJob(farm, printer, "completed");
    ++printer.print_count;
    Enter(farm, printer, Phase::kFinished, 2 * kMinute, 15 * kMinute);
    RaiseAlert(farm, "PRINT_COMPLETE", "INFO", "Print complete on " + printer.nickname, printer.id);
  } else if (Happens(farm, 25 * kHour, step)) {
    Fail(farm, printer);
  } else if (Happens(farm, 6 * kHour, step)) {
    job.status = "paused";
    Enter(farm, printer, Phase::kPaused, kMinute, 20 * kMinute);
  }
}

void Wait(Farm& farm, Farm::Printer& printer, double step) {
  printer.phase_seconds_left -= step;
  if (printer.phase == Phase::kIdle && Happens(farm, 4 * kHour, step)) {
    Enter(farm, printer, Phase::kOffline, 4 * kMinute, 30 * kMinute);
  }
  if (printer.phase_seconds_left > 0) return;
  if (printer.phase == Phase::kPaused) {
    Find(farm.jobs, *printer.job).status = "printing";
    printer.phase = Phase::kPrinting;
  } else if (printer.phase == Phase::kIdle) {
    StartJob(farm, printer);
  } else {
    Enter(farm, printer, Phase::kIdle, kMinute, 12 * kMinute);
  }
}

void Schedule(Farm& farm, const Farm::Printer& printer) {
  const auto is_planned = [&](const Farm::Job& job) {
    return job.status == "scheduled" && job.printer == printer.id;
  };
  if (std::ranges::any_of(farm.jobs, is_planned)) return;
  const auto next = std::ranges::find(farm.jobs, "pending", &Farm::Job::status);
  if (next == farm.jobs.end()) return;
  next->status = "scheduled";
  next->printer = printer.id;
}

void MovePrinter(Farm& farm, Farm::Printer& printer, double step) {
  if (printer.phase != Phase::kOffline) printer.last_seen = farm.seconds;
  MoveTemperatures(printer, step);
  if (printer.phase == Phase::kPrinting) {
    Print(farm, printer, step);
  } else if (printer.phase != Phase::kHeating) {
    Wait(farm, printer, step);
  } else if (printer.nozzle_target_celsius - printer.nozzle_celsius < 2) {
    printer.phase = Phase::kPrinting;
  }
}

void Step(Farm& farm, double step) {
  const double minute = std::floor(farm.seconds / kMinute);
  farm.seconds += step;
  if (std::floor(farm.seconds / kMinute) != minute) AdvanceOrders(farm);
  for (Farm::Printer& printer : farm.printers) {
    if (printer.phase == Phase::kIdle) Schedule(farm, printer);
    MovePrinter(farm, printer, step);
  }
}

Farm::Printer MakePrinter(Farm& farm, int number) {
  const auto index = static_cast<std::size_t>(number);
  const std::size_t make = index % kMakes.size();
  Farm::Printer printer;
  printer.id = number + 1;
  printer.make = static_cast<Farm::Make>(make);
  printer.name = std::string(kMakes[make].prefix) + " #" + std::to_string(index / 4 + 1);
  // Nicknames that fit the makes stand four apart.
  printer.nickname = kNicknames[(make * 4 + index / 4 % 4) % kNicknames.size()];
  if (index >= kNicknames.size()) printer.nickname += " " + std::to_string(index / 16 + 1);
  printer.model = kMakes[make].models[index / 4 % 3];
  printer.nozzle_celsius = printer.bed_celsius = kAmbientCelsius;
  printer.phase_seconds_left = Uniform(farm, 0, kHour);
  printer.print_hours = std::round(Uniform(farm, 100, 2000));
  printer.print_count = static_cast<std::int64_t>(printer.print_hours / 2.2);
  farm.spools.push_back({++farm.last_id, Uniform(farm, 30, 1000), printer.id});
  printer.spool = farm.last_id;
  return printer;
}

}  // namespace

double Uniform(Farm& farm, double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(farm.random);
}

Farm MakeFarm(int printers, std::uint64_t seed) {
  Farm farm;
  farm.random.seed(seed);
  for (int number = 0; number < printers; ++number) {
    farm.printers.push_back(MakePrinter(farm, number));
    farm.spools.push_back({++farm.last_id, Uniform(farm, 20, 1000), std::nullopt});  // on the shelf
  }
  Advance(farm, std::chrono::hours(8));
  return farm;
}

void Advance(Farm& farm, std::chrono::milliseconds elapsed) {
  elapsed = std::clamp<std::chrono::milliseconds>(elapsed, std::chrono::milliseconds(0),
                                                  std::chrono::hours(24));
  double left = std::chrono::duration<double>(elapsed).count();
  while (left > 0) {
    const double step = std::min(left, kStepSeconds);
    Step(farm, step);
    left -= step;
  }
}

const char* GcodeState(const Farm::Printer& printer) {
  return kMakes[static_cast<std::size_t>(printer.make)]
      .states[static_cast<std::size_t>(printer.phase)];
}

}  // namespace agent::demo
