#include <benchmark/benchmark.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "agent/base/clock.hpp"
#include "agent/collect/database.hpp"
#include "agent/demo/database.hpp"
#include "agent/demo/farm.hpp"
#include "agent/exposition/reader.hpp"
#include "agent/exposition/rendered.hpp"
#include "agent/exposition/writer.hpp"
#include "agent/farm/farm.hpp"
#include "agent/metrics/farm_families.hpp"
#include "agent/net/http_client.hpp"
#include "agent/publish/pushgateway_group.hpp"
#include "bench/allocations.hpp"
#include "support/like_pushgateway.hpp"
#include "support/scripted_server.hpp"

// What each stage of a tick takes: time and allocated bytes for each sample of the exposition.

namespace agent {
namespace {

using namespace std::chrono_literals;
using Families = std::vector<prometheus::MetricFamily>;

farm::Farm FarmOf(std::int64_t printers) {
  farm::Farm farm;
  farm.printers.emplace();
  for (std::int64_t id = 1; id <= printers; ++id) {
    farm::Printer printer;
    printer.id = id;
    printer.display_name = "Printer in row " + std::to_string(id);
    printer.state = id % 3 == 0 ? farm::PrinterState::kRunning : farm::PrinterState::kIdle;
    printer.last_seen = farm::Timestamp(std::chrono::seconds(id));
    for (std::size_t i = 0; i < printer.values.size(); ++i) {
      printer.values[i] = static_cast<double>((id + static_cast<std::int64_t>(i)) % 1000) / 10;
    }
    farm.printers->push_back(printer);
  }
  farm.jobs = {{"completed", 400}, {"pending", 12}, {"printing", 7}};
  farm.spools = {40, 3};
  farm.orders = {{"fulfilled", 31}, {"pending", 4}};
  farm.unread_alerts = 2;
  return farm;
}

Families FamiliesOf(std::int64_t printers) {
  return metrics::FarmFamilies(FarmOf(printers), base::WallTime(10s));
}

std::size_t SamplesIn(const Families& families) {
  std::size_t samples = 0;
  for (const prometheus::MetricFamily& family : families) samples += family.metric.size();
  return samples;
}

std::string TextOf(const Families& families) {
  std::string text;
  exposition::WriteText(families, {}, text);
  return text;
}

template <typename Stage>
void Measure(benchmark::State& state, std::size_t samples, Stage stage) {
  const std::size_t before = bench::AllocatedBytes();
  for (auto _ : state) benchmark::DoNotOptimize(stage());
  const auto allocated = static_cast<double>(bench::AllocatedBytes() - before);
  const double all = static_cast<double>(samples) * static_cast<double>(state.iterations());
  state.counters["s/sample"] =
      benchmark::Counter(all, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["bytes/sample"] = allocated / all;
}

void BM_Collect(benchmark::State& state) {
  const auto printers = static_cast<int>(state.range(0));
  demo::Database database;
  database.Write(demo::MakeFarm(printers, 1), std::chrono::system_clock::now());
  collect::DatabaseCollector collector(database.path(), 10s, base::SystemClock());
  const auto collect = [&collector] { return collector.Collect(std::stop_token()); };
  Measure(state, SamplesIn(collect().families), collect);
}

void BM_Families(benchmark::State& state) {
  const farm::Farm farm = FarmOf(state.range(0));
  const auto make = [&farm] { return metrics::FarmFamilies(farm, base::WallTime(10s)); };
  Measure(state, SamplesIn(make()), make);
}

void BM_Write(benchmark::State& state) {
  const Families families = FamiliesOf(state.range(0));
  Measure(state, SamplesIn(families), [&families] { return TextOf(families); });
}

void BM_Gzip(benchmark::State& state) {
  const Families families = FamiliesOf(state.range(0));
  const std::string text = TextOf(families);
  Measure(state, SamplesIn(families), [&text] { return exposition::Render(text); });
}

void BM_Read(benchmark::State& state) {
  const Families families = FamiliesOf(state.range(0));
  const std::string text = TextOf(families);
  Measure(state, SamplesIn(families), [&text] { return exposition::ReadText(text); });
}

void BM_Push(benchmark::State& state) {
  const Families families = FamiliesOf(state.range(0));
  status::Snapshot snapshot;
  snapshot.exposition =
      std::make_shared<const exposition::Rendered>(exposition::Render(TextOf(families)));
  const test::ScriptedServer server(
      test::LikeAPushgateway([](const test::ReceivedRequest&) { return test::Reply(200); }));
  config::PushgatewayConfig config;
  config.http.url = server.url();
  publish::PushgatewayGroup gateway(config, "site", net::MakeHttpClient(config.http),
                                    base::SystemClock());
  Measure(state, SamplesIn(families), [&] {
    publish::Outcome outcome = gateway.Publish(snapshot, std::stop_token());
    if (!outcome.ok()) state.SkipWithError(outcome.detail.c_str());
    return outcome;
  });
}

#define ODIN_AGENT_STAGE(stage) BENCHMARK(stage)->Arg(20)->Arg(1000)->Unit(benchmark::kMicrosecond)
ODIN_AGENT_STAGE(BM_Collect);
ODIN_AGENT_STAGE(BM_Families);
ODIN_AGENT_STAGE(BM_Write);
ODIN_AGENT_STAGE(BM_Gzip);
ODIN_AGENT_STAGE(BM_Read);
ODIN_AGENT_STAGE(BM_Push);

}  // namespace
}  // namespace agent
