#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <thread>

#include "agent/base/clock.hpp"
#include "agent/prune/client.hpp"
#include "scale/fleet.hpp"
#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/servers.hpp"
#include "support/verdict.hpp"

// A fleet of simulated sites against one real Pushgateway that a real Prometheus scrapes.

namespace agent::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr Seconds kAllowedScrape = 2s;

double ValueOf(const Samples& samples, const std::string& name) {
  for (const auto& [series, value] : samples) {
    if (series.name == name) return value;
  }
  return NAN;
}

std::size_t CountOf(const Samples& samples, const std::string& name) {
  return static_cast<std::size_t>(std::count_if(
      samples.begin(), samples.end(), [&](const auto& s) { return s.first.name == name; }));
}

// What Prometheus noted of its scrapes of the Pushgateway.
struct Scrapes {
  std::vector<double> seconds;
  double samples = 0;

  void Look(const PrometheusServer& prometheus) {
    const Samples newest = prometheus.Select("{__name__=~\"scrape_.+\",job=\"pushgateway\"}");
    const double duration = ValueOf(newest, "scrape_duration_seconds");
    if (std::isnan(duration) || (!seconds.empty() && seconds.back() == duration)) return;
    seconds.push_back(duration);
    samples = std::max(samples, ValueOf(newest, "scrape_samples_scraped"));
  }
};

std::string Milliseconds(Seconds time) {
  return std::to_string(std::lround(time.count() * 1000)) + " ms";
}

void PrintPushes(std::vector<Push> pushes, Seconds elapsed) {
  double sent = 0;
  double text = 0;
  for (const Push& push : pushes) {
    sent += static_cast<double>(push.outcome.bytes_sent);
    text += static_cast<double>(push.text_bytes);
  }
  const auto count = static_cast<double>(pushes.size());
  std::sort(pushes.begin(), pushes.end(), [](auto& a, auto& b) { return a.took < b.took; });
  const auto at = [&](double share) {
    return pushes[static_cast<std::size_t>(share * (count - 1))].took.count() * 1000;
  };
  std::printf("pushes            %.0f, %.1f a second\n", count, count / elapsed.count());
  std::printf("push time         median %.1f ms, 99%% %.1f ms, longest %.1f ms\n", at(0.5),
              at(0.99), at(1));
  std::printf("body              %.1f kB, gzip'd %.1f kB\n", text / count / 1000,
              sent / count / 1000);
}

void PrintPushgateway(const Samples& own, Seconds elapsed, std::size_t pushes) {
  const double cpu_seconds = ValueOf(own, "process_cpu_seconds_total");
  std::printf("Pushgateway       %.0f MB resident, %.0f %% of a core, %.1f ms of it a push\n",
              ValueOf(own, "process_resident_memory_bytes") / 1e6,
              cpu_seconds / elapsed.count() * 100,
              cpu_seconds / static_cast<double>(pushes) * 1000);
}

// Whoever reads the figures must know what else the machine had to do.
void PrintMachine() {
  double load[1] = {NAN};
  static_cast<void>(::getloadavg(load, 1));
  std::printf("machine           %u cores, load average %.1f, this test among it\n",
              std::thread::hardware_concurrency(), load[0]);
}

// How long odin-agent prune takes to read it all.
bool ReadAsPruneDoes(const PushgatewayServer& server, std::size_t sites) {
  config::PushgatewayConfig config;
  config.http.url = server.url();
  config.timeout = 30s;
  const Clock::time_point start = Clock::now();
  const publish::GroupsReading reading = prune::MakeClient(config).ReadGroups("odin", {});
  const Seconds took = Clock::now() - start;
  const std::size_t bytes = Get(server.port(), "/api/v1/metrics").body.size();
  std::printf("odin-agent prune  reads %zu groups, %.1f MB, in %.2f s%s\n", reading.groups.size(),
              static_cast<double>(bytes) / 1e6, took.count(), reading.outcome.detail.c_str());
  return reading.groups.size() == sites;
}

Verdict Measure(const FleetSize& size, std::chrono::seconds duration,
                const std::vector<std::string>& pushgateway_arguments) {
  const PushgatewayServer pushgateway(0, pushgateway_arguments);
  const PrometheusServer prometheus(
      "- job_name: pushgateway\n  honor_labels: true\n  scrape_interval: 15s\n"
      "  scrape_timeout: 10s\n  static_configs: [{targets: ['127.0.0.1:" +
      std::to_string(pushgateway.port()) + "']}]\n");
  Scrapes scrapes;
  const Clock::time_point start = Clock::now();
  Fleet fleet(size, pushgateway.url());
  // Then until a scrape has seen every site.
  const auto sites = static_cast<std::size_t>(size.sites);
  const Clock::time_point end = start + duration;
  const bool complete = Eventually(
      [&] {
        scrapes.Look(prometheus);
        return Clock::now() >= end && prometheus.Select("odin_printers_total").size() >= sites;
      },
      duration + 60s);
  const Seconds elapsed = Clock::now() - start;
  const Samples own = ParseSamples(Get(pushgateway.port(), "/metrics").body);
  fleet.Stop();

  const std::vector<Push> pushes = fleet.pushes();
  std::printf("sites             %d of %d printers, a push every %.0f s, for %.0f s\n", size.sites,
              size.printers, Seconds(size.interval).count(), elapsed.count());
  PrintMachine();
  if (!pushes.empty()) PrintPushes(pushes, elapsed);
  PrintPushgateway(own, elapsed, pushes.size());
  double longest = 0;
  for (const double seconds : scrapes.seconds) longest = std::max(longest, seconds);
  std::printf("scrape            %.0f samples, longest of %zu %.3f s\n", scrapes.samples,
              scrapes.seconds.size(), longest);
  const bool read_all = ReadAsPruneDoes(pushgateway, sites);

  Verdict verdict;
  std::string refused;
  for (const Push& push : pushes) {
    if (!push.outcome.ok()) refused = ": " + push.outcome.detail;
  }
  verdict.Check(refused.empty(), "every push is accepted" + refused);
  Seconds latest{0};
  for (const Push& push : pushes) latest = std::max(latest, push.late);
  verdict.Check(pushes.size() >= 2 * sites && latest < size.interval,
                "no tick is missed: the latest begins " + Milliseconds(latest) + " late");
  verdict.Check(CountOf(own, "odin_printer_print_hours_total") ==
                    sites * static_cast<std::size_t>(size.printers),
                "the Pushgateway has every printer of every site");
  verdict.Check(complete, "Prometheus has every site");
  verdict.Check(scrapes.seconds.size() >= 2 && Seconds(longest) < kAllowedScrape,
                "every scrape takes less than 2 s");
  verdict.Check(read_all, "odin-agent prune reads every group");
  return verdict;
}

int Number(const char* text, int lowest, int highest) {
  int number = 0;
  const auto [end, error] = std::from_chars(text, text + std::strlen(text), number);
  if (error != std::errc() || *end != '\0' || number < lowest || number > highest) {
    throw std::runtime_error(std::string("not a number from ") + std::to_string(lowest) + " to " +
                             std::to_string(highest) + ": " + text);
  }
  return number;
}

}  // namespace
}  // namespace agent::test

int main(int argc, char** argv) {
  try {
    agent::test::FleetSize size;
    size.sites = argc > 1 ? agent::test::Number(argv[1], 1, 2000) : 100;
    size.printers = argc > 2 ? agent::test::Number(argv[2], 1, 1000) : 50;
    const int seconds = argc > 3 ? agent::test::Number(argv[3], 30, 86'400) : 45;
    const agent::test::Verdict verdict = agent::test::Measure(
        size, std::chrono::seconds(seconds), {argv + std::min(argc, 4), argv + argc});
    return verdict.status();
  } catch (const std::exception& error) {
    std::printf("FAILED: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
