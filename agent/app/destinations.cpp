#include "agent/app/destinations.hpp"

#include <map>
#include <utility>

#include "agent/app/newest_only.hpp"
#include "agent/base/url.hpp"
#include "agent/net/http_client.hpp"
#include "agent/publish/grouping_key.hpp"

namespace agent::app {
namespace {

Destination PushgatewayDestination(const config::PushgatewayConfig& gateway,
                                   const std::string& site, const base::Clock& clock) {
  Destination destination;
  destination.address = base::RedactUrl(gateway.http.url);
  destination.name = destination.address;
  destination.kind = "pushgateway";
  destination.group = MakeGroup(gateway, site, clock);
  destination.publisher = destination.group;
  destination.group_id = GroupOf(gateway, site);
  destination.settings = gateway;
  return destination;
}

// Two groups at one URL differ in their job.
void TellApart(std::vector<Destination>& destinations) {
  std::map<std::string, int> uses;
  for (const Destination& destination : destinations) ++uses[destination.address];
  for (Destination& destination : destinations) {
    if (uses[destination.address] == 1 || !destination.group) continue;
    destination.name += publish::JobPath(destination.group_id.job);
  }
}

}  // namespace

std::vector<Destination> MakeDestinations(const config::Config& config, const base::Clock& clock) {
  std::vector<Destination> destinations;
  for (const config::PushgatewayConfig& gateway : config.pushgateways) {
    destinations.push_back(PushgatewayDestination(gateway, config.site, clock));
  }
  TellApart(destinations);
  return destinations;
}

std::shared_ptr<publish::PushgatewayGroup> MakeGroup(const config::PushgatewayConfig& gateway,
                                                     const std::string& site,
                                                     const base::Clock& clock) {
  return std::make_shared<publish::PushgatewayGroup>(gateway, site,
                                                     net::MakeHttpClient(gateway.http), clock);
}

std::unique_ptr<publish::SnapshotQueue> MakeQueue(QueuePolicy policy,
                                                  const status::Latest& latest) {
  switch (policy) {
    case QueuePolicy::kNewestOnly:
      break;
  }
  return std::make_unique<NewestOnly>(latest);
}

}  // namespace agent::app
