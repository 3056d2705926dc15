// prometheus-cpp's own push library as the peer that our Pushgateway client must agree with.
#include <gtest/gtest.h>
#include <prometheus/gateway.h>

#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/exposition/writer.hpp"
#include "agent/net/http_client.hpp"
#include "agent/publish/pushgateway_group.hpp"
#include "support/families.hpp"
#include "support/sample_farm.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

TEST(PushLibrary, LeavesTheSameGroupAsOurs) {
  const SampleFarm farm;
  const std::vector<prometheus::MetricFamily> families = FamiliesOf(farm.path());
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
  publish::PushgatewayGroup publisher(config, "berlin-1", net::MakeHttpClient(config.http),
                                      base::SystemClock());
  std::string text;
  exposition::WriteText(families, {}, text);
  status::Snapshot snapshot;
  snapshot.exposition =
      std::make_shared<const exposition::Rendered>(exposition::Render(std::move(text)));
  const publish::Outcome outcome = publisher.Publish(snapshot, std::stop_token());
  ASSERT_EQ(outcome.reason, publish::Reason::kOk) << outcome.detail;

  EXPECT_FALSE(ours.Pushed().empty());
  EXPECT_EQ(Difference(ours.Pushed(), theirs.Pushed()), "");
}

}  // namespace
}  // namespace agent::test
