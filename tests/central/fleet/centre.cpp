#include "central/fleet/centre.hpp"

#include <yaml-cpp/yaml.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "agent/base/file.hpp"
#include "agent/base/url.hpp"
#include "central/fleet/speed_up.hpp"
#include "support/http.hpp"
#include "support/paths.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;

std::string Address(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

std::string Targets(std::uint16_t port) { return "- targets: ['" + Address(port) + "']\n"; }

}  // namespace

Centre::Centre(int speed) {
  fs::copy(SourcePath("deploy/central"), dir_.path(),
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  std::vector<std::string> files{"prometheus.yml", "alertmanager.yml"};
  for (const auto& rules : fs::directory_iterator(Path("rules"))) {
    files.push_back("rules/" + rules.path().filename().string());
  }
  for (const std::string& file : files) {
    Replace(file, SpeedUp(base::ReadSmallFile(Path(file)), speed));
  }
  RunScript({"set-up.sh", "127.0.0.1"});

  pushgateway_ = std::make_unique<PushgatewayServer>(
      0, std::vector<std::string>{"--web.config.file=" + Path("web-config.yml")});
  Replace("targets/pushgateway.yml", Targets(pushgateway_->port()));
  alertmanager_ = std::make_unique<AlertmanagerServer>(Path("alertmanager.yml"));
  Replace("targets/alertmanager.yml", Targets(alertmanager_->port()));
  prometheus_ = std::make_unique<Process>(std::vector<std::string>{
      ServerProgram("prometheus"), "--config.file=" + Path("prometheus.yml"),
      "--storage.tsdb.path=" + Path("prometheus-data"), "--web.listen-address=127.0.0.1:0"});
  prometheus_port_ = WaitForPort(*prometheus_);
  Replace("targets/prometheus.yml", Targets(prometheus_port_));
}

// As an editor does: the servers watch these files and must never see a part.
void Centre::Replace(const std::string& file, const std::string& content) const {
  const std::string path = Path(file);
  std::ofstream(path + ".new") << content;
  fs::rename(path + ".new", path);
}

void Centre::RunScript(const std::vector<std::string>& command,
                       const std::vector<std::pair<std::string, std::string>>& settings) const {
  ProcessOptions options{.environment = settings};
  options.environment.emplace_back("ODIN_AGENT", ODIN_AGENT_PROGRAM);
  if (pushgateway_) {
    options.environment.emplace_back("PUSHGATEWAY_URL", "https://" + Address(pushgateway_port()));
    options.environment.emplace_back("ALERTMANAGER_URL",
                                     "http://" + Address(alertmanager_->port()));
  }
  std::vector<std::string> arguments = command;
  arguments[0] = Path(command[0]);
  const Finished finished = Run(arguments, options);
  if (finished.status != 0) throw std::runtime_error(command[0] + ": " + finished.errors);
}

std::string Centre::AddSite(const std::string& site, std::uint16_t port) const {
  RunScript({"add-site.sh", site}, {{"PUSH_URL", "https://" + Address(port)}});
  return Path("farms/" + site);
}

void Centre::RetireSite(const std::string& site) const { RunScript({"retire-site.sh", site}); }

std::string Centre::AlertsText() const { return Get(alertmanager_->port(), "/api/v2/alerts").body; }

double Centre::Ask(const std::string& query) const {
  const Response reply = Get(prometheus_port_, "/api/v1/query?query=" + base::PercentEncode(query));
  if (reply.status != 200) throw std::runtime_error(query + ": " + reply.body);
  const YAML::Node result = YAML::Load(reply.body)["data"]["result"];  // JSON is YAML too
  return result.size() == 1 ? result[0]["value"][1].as<double>() : NAN;
}

}  // namespace agent::test
