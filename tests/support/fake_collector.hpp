#pragma once

#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <utility>

#include "agent/collect/collector.hpp"

namespace agent::test {

// A source whose results the test sets: one gauge `odin_fake`, or an error. The test keeps this
// object and gives the code under test a handle to it. Thread-safe.
class FakeCollector {
 public:
  void Succeed(double value) {
    prometheus::MetricFamily family;
    family.name = "odin_fake";
    family.help = "A fake.";
    family.type = prometheus::MetricType::Gauge;
    family.metric.emplace_back().gauge.value = value;
    Set({.families = {family}});
  }

  void FailWithText(collect::CollectReason reason, collect::TextFaults faults) {
    Set({.error = collect::CollectError{reason, "the test wants it so"}, .text_faults = faults});
  }

  void Fail(collect::CollectReason reason) {
    Set({.error = collect::CollectError{reason, "the test wants it so"}});
  }

  // From now on a collection throws std::bad_alloc.
  void TakeTooMuchMemory() {
    const std::lock_guard lock(mutex_);
    result_.reset();
  }

  void Set(collect::CollectResult result) {
    const std::lock_guard lock(mutex_);
    result_ = std::move(result);
  }

  [[nodiscard]] std::unique_ptr<collect::Collector> MakeHandle() {
    return std::make_unique<Handle>(*this);
  }

 private:
  class Handle final : public collect::Collector {
   public:
    explicit Handle(FakeCollector& fake) : fake_(fake) {}
    std::span<const collect::CollectReason> Reasons() const override {
      return collect::DatabaseReasons();
    }
    collect::CollectResult Collect(std::stop_token) override {
      const std::lock_guard lock(fake_.mutex_);
      if (!fake_.result_) throw std::bad_alloc();
      return *fake_.result_;
    }

   private:
    FakeCollector& fake_;
  };

  std::mutex mutex_;
  std::optional<collect::CollectResult> result_ = collect::CollectResult();
};

}  // namespace agent::test
