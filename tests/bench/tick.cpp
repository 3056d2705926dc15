#include <prometheus/text_serializer.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/app/pipeline.hpp"
#include "agent/base/clock.hpp"
#include "agent/collect/database.hpp"
#include "agent/exposition/writer.hpp"
#include "agent/metrics/agent_metrics.hpp"
#include "bench/cpu_time.hpp"
#include "bench/floor.hpp"

// Does one thing over and over with O.D.I.N.'s database, and says what CPU time it took a turn.

namespace agent::bench {
namespace {

using namespace std::chrono_literals;

struct Output {
  std::size_t text_bytes = 0;
  std::size_t gzip_bytes = 0;
};

class Ticks {
 public:
  explicit Ticks(const std::string& database)
      : database_(database),
        collector_(database, 60s, base::SystemClock()),
        metrics_(base::WallTime()),
        pipeline_(std::make_unique<collect::DatabaseCollector>(database, 60s, base::SystemClock()),
                  {15s, 60s, 60s}, {}, metrics_, base::SystemClock()) {}

  Output Floor() { return {StepRows(database_), 0}; }
  Output Collect() { return {Families().size(), 0}; }
  Output Render() {
    std::string text;
    exposition::WriteText(Families(), {}, text);
    return {text.size(), 0};
  }
  Output Serialize() { return {prometheus::TextSerializer().Serialize(Families()).size(), 0}; }
  Output Tick() {
    const std::optional<app::TickResult> tick = pipeline_.Run(std::stop_token());
    if (tick->error) throw std::runtime_error(tick->error->detail);
    return {tick->snapshot->exposition->text.size(), tick->snapshot->exposition->gzip.size()};
  }

 private:
  std::vector<prometheus::MetricFamily> Families() {
    collect::CollectResult result = collector_.Collect(std::stop_token());
    if (result.error) throw std::runtime_error(result.error->detail);
    return std::move(result.families);
  }

  std::string database_;
  collect::DatabaseCollector collector_;
  metrics::AgentMetrics metrics_;
  app::Pipeline pipeline_;
};

using Turn = Output (Ticks::*)();

Turn TurnNamed(std::string_view name) {
  if (name == "floor") return &Ticks::Floor;
  if (name == "collect") return &Ticks::Collect;
  if (name == "render") return &Ticks::Render;
  if (name == "serialize") return &Ticks::Serialize;
  if (name == "tick") return &Ticks::Tick;
  return nullptr;
}

}  // namespace

// A name that callgrind's --toggle-collect finds.
extern "C" __attribute__((noinline)) void odin_agent_bench_turn(Ticks& ticks, Turn turn,
                                                                Output& output) {
  output = (ticks.*turn)();
}

}  // namespace agent::bench

int main(int argc, char** argv) {
  using agent::bench::Output;
  const auto turn = argc == 4 ? agent::bench::TurnNamed(argv[1]) : nullptr;
  const long turns = argc == 4 ? std::strtol(argv[3], nullptr, 10) : 0;
  if (turn == nullptr || turns < 1) {
    std::fprintf(stderr, "Usage: tick floor|collect|render|serialize|tick DATABASE TURNS\n");
    return 2;
  }
  try {
    agent::bench::Ticks ticks(argv[2]);
    Output output = (ticks.*turn)();  // warms up
    const double took = agent::bench::CpuSecondsOfATurn(
        turns, [&] { agent::bench::odin_agent_bench_turn(ticks, turn, output); });
    std::printf("{\"cpu_seconds\": %.9f, \"text_bytes\": %zu, \"gzip_bytes\": %zu}\n", took,
                output.text_bytes, output.gzip_bytes);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tick: %s\n", error.what());
    return 1;
  }
}
