// prometheus-cpp's own push library as the peer that our Pushgateway client must agree with.
#include <gtest/gtest.h>
#include <prometheus/collectable.h>
#include <prometheus/gateway.h>

#include <chrono>
#include <memory>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/collect/database.hpp"
#include "agent/exposition/writer.hpp"
#include "agent/net/http_client.hpp"
#include "agent/publish/pushgateway.hpp"
#include "support/sample_farm.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

class FixedFamilies final : public prometheus::Collectable {
 public:
  explicit FixedFamilies(std::vector<prometheus::MetricFamily> families)
      : families_(std::move(families)) {}

  std::vector<prometheus::MetricFamily> Collect() const override { return families_; }

 private:
  std::vector<prometheus::MetricFamily> families_;
};

std::vector<prometheus::MetricFamily> FamiliesOf(const SampleFarm& farm) {
  collect::DatabaseCollector collector(farm.path(), std::chrono::seconds(10), base::SystemClock());
  collect::CollectResult result = collector.Collect(std::stop_token());
  EXPECT_FALSE(result.error) << result.error->detail;
  return std::move(result.families);
}

TEST(PushLibrary, LeavesTheSameGroupAsOurs) {
  const SampleFarm farm;
  const std::vector<prometheus::MetricFamily> families = FamiliesOf(farm);
  ASSERT_FALSE(families.empty());

  const PushgatewayServer theirs;
  prometheus::Gateway gateway("127.0.0.1", std::to_string(theirs.port()), "odin",
                              {{"site", "berlin-1"}});
  const auto collectable = std::make_shared<FixedFamilies>(families);
  gateway.RegisterCollectable(collectable);
  ASSERT_EQ(gateway.PushAdd(), 200);

  const PushgatewayServer ours;
  config::PushgatewayConfig config;
  config.http.url = ours.url();
  publish::Pushgateway publisher(config, "berlin-1", net::MakeHttpClient(config.http),
                                 base::SystemClock());
  std::string text;
  exposition::WriteText(families, {}, text);
  const publish::PushOutcome outcome =
      publisher.Publish(exposition::Render(std::move(text)), std::stop_token());
  ASSERT_EQ(outcome.result, publish::PushResult::kOk) << outcome.detail;

  EXPECT_FALSE(ours.Pushed().empty());
  EXPECT_EQ(Difference(ours.Pushed(), theirs.Pushed()), "");
}

}  // namespace
}  // namespace agent::test
