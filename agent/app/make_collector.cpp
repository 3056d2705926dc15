#include "agent/app/make_collector.hpp"

#include <string>
#include <variant>
#include <vector>

#include "agent/collect/database.hpp"
#include "agent/collect/endpoint.hpp"
#include "agent/demo/collector.hpp"
#include "agent/net/http_client.hpp"

namespace agent::app {
namespace {

// What a series gets from us: the labels of the group it is pushed to, and the external ones.
std::vector<std::string> LaterLabels(const config::Config& config) {
  std::vector<std::string> names{"job", "site"};
  for (const auto& [name, value] : config.external_labels) names.push_back(name);
  return names;
}

struct CollectorMaker {
  const config::Config& config;
  std::chrono::milliseconds timeout;
  const base::Clock& clock;

  std::unique_ptr<collect::Collector> operator()(const config::DatabaseSource& source) const {
    return std::make_unique<collect::DatabaseCollector>(source.path, timeout, clock);
  }
  std::unique_ptr<collect::Collector> operator()(const config::EndpointSource& source) const {
    return std::make_unique<collect::EndpointCollector>(source, timeout, LaterLabels(config),
                                                        net::MakeHttpClient(source.http));
  }
  std::unique_ptr<collect::Collector> operator()(const config::DemoSource& source) const {
    return demo::MakeCollector(source.printers, timeout, clock);
  }
};

}  // namespace

std::unique_ptr<collect::Collector> MakeCollector(const config::Config& config,
                                                  const base::Clock& clock) {
  return std::visit(CollectorMaker{config, config.collect.timeout, clock}, config.source);
}

}  // namespace agent::app
