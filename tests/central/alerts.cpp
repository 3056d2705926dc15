#include "central/alerts.hpp"

#include <yaml-cpp/yaml.h>

#include <stdexcept>

#include "support/http.hpp"

namespace agent::test {

std::set<Alert> AlertsAt(std::uint16_t port) {
  const Response reply = Get(port, "/api/v2/alerts");
  if (reply.status != 200) throw std::runtime_error("Alertmanager answers: " + reply.body);
  std::set<Alert> alerts;
  for (const YAML::Node& alert : YAML::Load(reply.body)) {  // JSON is YAML too
    alerts.insert({alert["labels"]["alertname"].as<std::string>(),
                   alert["labels"]["site"].as<std::string>(""),
                   alert["status"]["state"].as<std::string>()});
  }
  return alerts;
}

}  // namespace agent::test
