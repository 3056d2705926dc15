#include "agent/demo/collector.hpp"

#include <exception>

#include "agent/collect/database.hpp"
#include "agent/demo/database.hpp"
#include "agent/demo/farm.hpp"

namespace agent::demo {
namespace {

constexpr std::uint64_t kSeed = 20;  // the same farm at every start

class DemoCollector final : public collect::Collector {
 public:
  DemoCollector(int printers, std::chrono::milliseconds timeout, const base::Clock& clock)
      : clock_(clock),
        farm_(MakeFarm(printers, kSeed)),
        advanced_at_(clock.SteadyNow()),
        reader_(database_.path(), timeout, clock) {}

  std::span<const collect::CollectReason> Reasons() const override { return reader_.Reasons(); }

  collect::CollectResult Collect(std::stop_token stop) override {
    const base::SteadyTime now = clock_.SteadyNow();
    Advance(farm_, std::chrono::duration_cast<std::chrono::milliseconds>(now - advanced_at_));
    advanced_at_ = now;
    try {
      database_.Write(farm_, clock_.Now());
    } catch (const std::exception& error) {
      return collect::Failed(
          {collect::CollectReason::kIo,
           "the demo farm cannot write " + database_.path() + ": " + error.what()});
    }
    return reader_.Collect(stop);
  }

 private:
  const base::Clock& clock_;
  Farm farm_;
  base::SteadyTime advanced_at_;
  Database database_;
  collect::DatabaseCollector reader_;
};

}  // namespace

std::unique_ptr<collect::Collector> MakeCollector(int printers, std::chrono::milliseconds timeout,
                                                  const base::Clock& clock) {
  return std::make_unique<DemoCollector>(printers, timeout, clock);
}

}  // namespace agent::demo
