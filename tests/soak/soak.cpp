#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <thread>

#include "agent/demo/database.hpp"
#include "agent/demo/farm.hpp"
#include "integration/agent.hpp"
#include "soak/flapping_gateway.hpp"
#include "support/eventually.hpp"
#include "support/verdict.hpp"

// Runs odin-agent at a tick of 20 ms on a farm that changes all the time, with a gateway that flaps
// and a client that scrapes, and watches its memory, descriptors, series and counters.

namespace agent::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int kPrinters = 200;
constexpr auto kInterval = 20ms;
constexpr double kWarmUpTicks = 1'000;
constexpr long kAllowedGrowth_bytes = 1024 * 1024;
constexpr std::size_t kAllowedFds = 2;  // a push and a scrape may just be connecting

// Changes the database as fast as O.D.I.N. with a thousand monitors would.
void WriteFarm(const std::stop_token& stop, demo::Database& database, demo::Farm& farm) {
  while (!stop.stop_requested()) {
    demo::Advance(farm, 1s);
    database.Write(farm, std::chrono::system_clock::now());
    std::this_thread::sleep_for(10ms);
  }
}

long ResidentBytes(pid_t pid) {
  std::ifstream statm("/proc/" + std::to_string(pid) + "/statm");
  long total_pages = 0;
  long resident_pages = 0;
  statm >> total_pages >> resident_pages;
  return resident_pages * ::sysconf(_SC_PAGESIZE);
}

std::size_t OpenFds(pid_t pid) {
  const std::filesystem::directory_iterator fds("/proc/" + std::to_string(pid) + "/fd");
  return static_cast<std::size_t>(std::distance(begin(fds), end(fds)));
}

// The sum over all label values.
double Total(const Samples& samples, std::string_view name) {
  double total = 0;
  for (const auto& [series, value] : samples) {
    if (series.name == name) total += value;
  }
  return total;
}

bool IsComplete(const Samples& samples) {
  return std::count_if(samples.begin(), samples.end(), [](const auto& sample) {
           return sample.first.name == "odin_printer_print_hours_total";
         }) == kPrinters;
}

std::string Whole(double value) { return std::to_string(static_cast<long>(value)); }

// What the agent was seen to be over its life.
struct Course {
  Samples last;
  long first_bytes = 0;  // after the warm-up
  long highest_bytes = 0;
  std::size_t first_fds = 0;
  std::size_t highest_fds = 0;
  std::size_t scrapes = 0;
  std::size_t incomplete_scrapes = 0;
  bool counters_decreased = false;
  std::chrono::duration<double> slowest_scrape{0};
};

void Look(pid_t pid, double ticks, Course& course) {
  const long bytes = ResidentBytes(pid);
  const std::size_t fds = OpenFds(pid);
  if (ticks < kWarmUpTicks) {
    course.first_fds = std::max(course.first_fds, fds);
    return;
  }
  if (course.first_bytes == 0) course.first_bytes = bytes;
  course.highest_bytes = std::max(course.highest_bytes, bytes);
  course.highest_fds = std::max(course.highest_fds, fds);
}

// Scrapes until the agent has collected `ticks` times. Throws when it stands still.
Course Watch(Daemon& daemon, double ticks) {
  const pid_t pid = daemon.process().pid();
  Course course;
  double seen = 0;
  double next_line = 0;
  Clock::time_point last_progress = Clock::now();
  std::printf("%10s %12s %6s\n", "ticks", "resident kB", "fds");
  while (seen < ticks) {
    const Clock::time_point started = Clock::now();
    Samples samples = daemon.Served();
    course.slowest_scrape =
        std::max<std::chrono::duration<double>>(course.slowest_scrape, Clock::now() - started);
    ++course.scrapes;
    if (!IsComplete(samples)) ++course.incomplete_scrapes;
    for (const auto& [series, value] : course.last) {
      if (!series.name.ends_with("_total") || !series.name.starts_with("odin_agent_")) continue;
      const auto now = samples.find(series);
      if (now == samples.end() || now->second < value) course.counters_decreased = true;
    }
    const double collects = Total(samples, "odin_agent_collects_total");
    if (collects > seen) last_progress = Clock::now();
    if (Clock::now() - last_progress > 60s) throw std::runtime_error("the agent stands still");
    seen = collects;
    course.last = std::move(samples);
    Look(pid, seen, course);
    if (seen >= next_line) {
      std::printf("%10.0f %12ld %6zu\n", seen, ResidentBytes(pid) / 1024, OpenFds(pid));
      std::fflush(stdout);
      next_line = seen < kWarmUpTicks ? kWarmUpTicks : seen + ticks / 20;
    }
    std::this_thread::sleep_for(100ms);
  }
  return course;
}

void Judge(const Course& course, const FlappingGateway::Counts& gateway, double elapsed_ticks,
           Verdict& verdict) {
  const long growth = course.highest_bytes - course.first_bytes;
  verdict.Check(growth < kAllowedGrowth_bytes, "memory after the first 1,000 ticks grows < 1 MB",
                std::to_string(course.first_bytes / 1024) + " kB, then at most " +
                    std::to_string(growth / 1024) + " kB more");
  verdict.Check(
      course.highest_fds <= course.first_fds + kAllowedFds, "no descriptor leaks",
      std::to_string(course.first_fds) + ", then at most " + std::to_string(course.highest_fds));
  verdict.Check(
      gateway.accepted > 0 && gateway.incomplete == 0, "each push has the series of every printer",
      std::to_string(gateway.incomplete) + " of " + std::to_string(gateway.accepted) + " without");
  verdict.Check(course.incomplete_scrapes == 0, "and so has each scrape",
                std::to_string(course.incomplete_scrapes) + " of " +
                    std::to_string(course.scrapes) + " without, the slowest took " +
                    std::to_string(course.slowest_scrape.count()) + " s");
  verdict.Check(gateway.refused > 0 && gateway.closed > 0 && gateway.unanswered > 0,
                "the gateway has flapped",
                std::to_string(gateway.refused) + " times 503, " + std::to_string(gateway.closed) +
                    " closed, " + std::to_string(gateway.unanswered) + " silent");
  verdict.Check(!course.counters_decreased, "no counter decreases or disappears",
                std::to_string(course.scrapes) + " scrapes compared");

  const double collects = Total(course.last, "odin_agent_collects_total");
  const double timed = Total(course.last, "odin_agent_collect_seconds_count");
  verdict.Check(collects <= elapsed_ticks + 2 && collects == timed, "one collection a tick",
                Whole(collects) + " in the time of " + Whole(elapsed_ticks) +
                    " ticks, of which failed " +
                    Whole(Total(course.last, "odin_agent_collect_failures_total")));

  // One push may be under way. A connection that ends without an answer may be tried again at once
  // within the same push.
  const double pushes = Total(course.last, "odin_agent_pushes_total");
  const double failures = Total(course.last, "odin_agent_push_failures_total");
  const auto requests = static_cast<double>(gateway.all());
  const auto certain = static_cast<double>(gateway.refused + gateway.unanswered);
  const auto closed = static_cast<double>(gateway.closed);
  verdict.Check(pushes <= requests + 1 && failures >= certain - 1,
                "pushes are counted as the gateway counts them",
                Whole(pushes) + " pushes, " + Whole(failures) + " failed; " + Whole(requests) +
                    " requests, " + Whole(certain + closed) + " ill-treated");
}

Verdict Soak(double ticks) {
  demo::Database database;
  demo::Farm farm = demo::MakeFarm(kPrinters, 1);
  database.Write(farm, std::chrono::system_clock::now());
  FlappingGateway gateway(kPrinters);
  const TempDir dir;
  ConfigText config;
  config.database = database.path();
  config.pushgateways = {"{url: '" + gateway.url() + "', timeout: 3s, compression: none}"};
  config.collect = "{interval: 20ms, timeout: 20ms, keep_last_for: 1m}";

  Verdict verdict;
  const Clock::time_point started = Clock::now();
  Daemon daemon(RunWith(WriteConfig(dir, config)));
  const std::jthread writer([&](const std::stop_token& stop) { WriteFarm(stop, database, farm); });
  const bool works = Eventually([&] { return IsComplete(daemon.Served()); });
  verdict.Check(works, "the agent collects", dir.path());
  if (!works) return verdict;

  const Course course = Watch(daemon, ticks);
  const double elapsed_ticks = std::chrono::duration<double>(Clock::now() - started) / kInterval;
  Judge(course, gateway.counts(), elapsed_ticks, verdict);
  daemon.process().Signal(SIGTERM);
  const std::optional<int> status = daemon.process().Wait(10s);
  verdict.Check(status == 0, "the agent ends when told to",
                status ? "exit code " + std::to_string(*status) : "not within 10 s");
  return verdict;
}

}  // namespace
}  // namespace agent::test

int main(int argc, char** argv) {
  const long ticks = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 0;
  if (argc != 2 || ticks < 2'000) {
    std::fprintf(stderr, "Usage: soak TICKS, at least 2000\n");
    return 2;
  }
  agent::test::Verdict verdict;
  try {
    verdict = agent::test::Soak(static_cast<double>(ticks));
  } catch (const std::exception& error) {
    verdict.Check(false, "the soak goes on to its end", error.what());
  }
  return verdict.status();
}
