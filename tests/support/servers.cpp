#include "support/servers.hpp"

#include <charconv>
#include <stdexcept>

#include "agent/base/url.hpp"
#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/paths.hpp"

namespace agent::test {
namespace {

using std::chrono::seconds;

void WaitUntilReady(std::uint16_t port) {
  if (!Eventually([&] { return Get(port, "/-/ready").status != 503; })) {
    throw std::runtime_error("the server on port " + std::to_string(port) + " is never ready");
  }
}

}  // namespace

std::uint16_t WaitForPort(const Process& process) {
  static constexpr std::string_view kAnnouncement = "msg=\"Listening on\" address=127.0.0.1:";
  if (!process.WaitForText(kAnnouncement, seconds(60))) {
    throw std::runtime_error("the server did not start: " + process.Errors());
  }
  const std::string log = process.Errors();
  const char* const digits = log.data() + log.find(kAnnouncement) + kAnnouncement.size();
  std::uint16_t port = 0;
  std::from_chars(digits, log.data() + log.size(), port);
  return port;
}

PushgatewayServer::PushgatewayServer(std::uint16_t port,
                                     const std::vector<std::string>& more_arguments) {
  std::vector<std::string> arguments{ServerProgram("prometheus-pushgateway"),
                                     "--web.listen-address=127.0.0.1:" + std::to_string(port),
                                     "--persistence.file="};
  arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
  process_ = std::make_unique<Process>(std::move(arguments));
  port_ = WaitForPort(*process_);
  WaitUntilReady(port_);
}

std::string PushgatewayServer::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

Samples PushgatewayServer::Pushed() const {
  Samples pushed = ParseSamples(Get(port_, "/metrics").body);
  std::erase_if(pushed, [](const auto& sample) {
    const Series& series = sample.first;
    return !series.labels.contains("job") || series.name.starts_with("push_");
  });
  return pushed;
}

PrometheusServer::PrometheusServer(const std::string& scrape_configs) {
  const std::string config = dir_.Write("prometheus.yml", "scrape_configs:\n" + scrape_configs);
  process_ = std::make_unique<Process>(
      std::vector<std::string>{ServerProgram("prometheus"), "--config.file=" + config,
                               "--storage.tsdb.path=" + (dir_.path() / "data").string(),
                               "--web.listen-address=127.0.0.1:0"});
  port_ = WaitForPort(*process_);
  WaitUntilReady(port_);
}

Samples PrometheusServer::Newest(const std::string& job) const {
  return Select("{__name__=~\"odin_.+\",job=\"" + job + "\"}");
}

Samples PrometheusServer::Select(const std::string& selector) const {
  const Response reply = Get(port_, "/federate?match%5B%5D=" + base::PercentEncode(selector));
  if (reply.status != 200) throw std::runtime_error("Prometheus answers: " + reply.body);
  return ParseSamples(reply.body);
}

// It finds its templates from the folder that the packages were unpacked into; see
// deploy/fetch-servers.sh.
AlertmanagerServer::AlertmanagerServer(const std::string& config_file)
    : process_(std::make_unique<Process>(std::vector<std::string>{
          "env", "--chdir=" + SourcePath("build/servers"), ServerProgram("prometheus-alertmanager"),
          "--config.file=" + config_file, "--storage.path=" + dir_.path().string(),
          "--web.listen-address=127.0.0.1:0", "--cluster.listen-address="})),
      port_(WaitForPort(*process_)) {
  WaitUntilReady(port_);
}

}  // namespace agent::test
