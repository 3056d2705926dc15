#include <prometheus/gateway.h>
#include <prometheus/metric_family.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"
#include "agent/exposition/rendered.hpp"
#include "agent/exposition/writer.hpp"
#include "agent/net/http_client.hpp"
#include "agent/publish/pushgateway_group.hpp"
#include "bench/cpu_time.hpp"
#include "support/families.hpp"

// Pushes the families of O.D.I.N.'s database over and over, by the agent's way or by
// prometheus::Gateway, and says what CPU time a push took, from the families on.

namespace agent::bench {
namespace {

using Families = std::vector<prometheus::MetricFamily>;

std::function<void()> Ours(const Families& families, const std::string& port) {
  config::PushgatewayConfig config;
  config.http.url = "http://127.0.0.1:" + port;
  auto gateway = std::make_shared<publish::PushgatewayGroup>(
      config, "bench", net::MakeHttpClient(config.http), base::SystemClock());
  return [&families, gateway] {
    const Families own = families;  // theirs come as a copy, too
    std::string text;
    exposition::WriteText(own, {}, text);
    status::Snapshot snapshot;
    snapshot.exposition =
        std::make_shared<const exposition::Rendered>(exposition::Render(std::move(text)));
    const publish::Outcome outcome = gateway->Publish(snapshot, std::stop_token());
    if (!outcome.ok()) throw std::runtime_error(outcome.detail);
  };
}

std::function<void()> Theirs(const Families& families, const std::string& port) {
  const auto fixed = std::make_shared<test::FixedFamilies>(families);
  auto gateway = std::make_shared<prometheus::Gateway>("127.0.0.1", port, "library",
                                                       prometheus::Labels{{"site", "bench"}});
  gateway->RegisterCollectable(fixed);
  return [gateway, fixed] {
    if (const int status = gateway->PushAdd(); status != 200) {
      throw std::runtime_error("prometheus::Gateway: status " + std::to_string(status));
    }
  };
}

}  // namespace
}  // namespace agent::bench

int main(int argc, char** argv) {
  const std::string_view way = argc == 5 ? argv[1] : "";
  const long turns = argc == 5 ? std::strtol(argv[4], nullptr, 10) : 0;
  if ((way != "agent" && way != "library") || turns < 1) {
    std::fprintf(stderr, "Usage: push agent|library DATABASE PORT TURNS\n");
    return 2;
  }
  try {
    const auto families = agent::test::FamiliesOf(argv[2]);
    const auto turn = way == "agent" ? agent::bench::Ours(families, argv[3])
                                     : agent::bench::Theirs(families, argv[3]);
    turn();  // connects
    std::printf("{\"cpu_seconds\": %.9f}\n", agent::bench::CpuSecondsOfATurn(turns, turn));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "push: %s\n", error.what());
    return 1;
  }
}
