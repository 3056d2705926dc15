#include "agent/app/build.hpp"

#include <variant>

#include "agent/collect/database.hpp"
#include "agent/collect/demo.hpp"
#include "agent/net/http_client.hpp"
#include "agent/publish/pushgateway.hpp"

namespace agent::app {
namespace {

struct CollectorMaker {
  std::chrono::milliseconds timeout;
  const base::Clock& clock;

  std::unique_ptr<collect::Collector> operator()(const config::DatabaseSource& source) const {
    return std::make_unique<collect::DatabaseCollector>(source.path, timeout, clock);
  }
  std::unique_ptr<collect::Collector> operator()(const config::DemoSource& source) const {
    return collect::MakeDemoCollector(source.printers, timeout, clock);
  }
};

}  // namespace

std::unique_ptr<collect::Collector> MakeCollector(const config::Source& source,
                                                  std::chrono::milliseconds timeout,
                                                  const base::Clock& clock) {
  return std::visit(CollectorMaker{timeout, clock}, source);
}

std::unique_ptr<publish::Publisher> MakePublisher(const config::PushgatewayConfig& config,
                                                  const std::string& site,
                                                  const base::Clock& clock) {
  return std::make_unique<publish::Pushgateway>(config, site, net::MakeHttpClient(config.http),
                                                clock);
}

}  // namespace agent::app
