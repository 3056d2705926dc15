#include <benchmark/benchmark.h>

#include "agent/exposition/reader.hpp"
#include "support/worst_texts.hpp"

// How fast expositions are read: bytes_per_second counts those of the text.

namespace agent {
namespace {

void Read(benchmark::State& state, const std::string& text) {
  for (auto _ : state) {
    exposition::Reading reading = exposition::ReadText(text);
    benchmark::DoNotOptimize(reading);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void BM_ReadOdin(benchmark::State& state) {
  Read(state, test::OdinText(static_cast<std::size_t>(state.range(0))));
}
BENCHMARK(BM_ReadOdin)->Arg(10)->Arg(100)->Arg(1000)->Arg(10000)->Unit(benchmark::kMicrosecond);

// Ten megabytes of each of the worst texts.
void BM_ReadWorst(benchmark::State& state) {
  constexpr std::size_t kBytes = 10'000'000;
  const test::WorstText worst = test::WorstTexts(kBytes)[static_cast<std::size_t>(state.range(0))];
  state.SetLabel(worst.name);
  Read(state, worst.text);
}
BENCHMARK(BM_ReadWorst)
    ->DenseRange(0, static_cast<int>(test::WorstTexts(1000).size()) - 1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace agent
