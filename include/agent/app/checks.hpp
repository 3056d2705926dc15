#pragma once

#include <string>
#include <vector>

#include "agent/config/config.hpp"

namespace agent::app {

// One line of `odin-agent check`.
struct Finding {
  bool ok = false;
  std::string subject;  // "source", "pushgateway", "local endpoint"
  std::string text;     // what was found, with the path, URL or address
};

// Reads the source once, as `run` would; not one that is on the network when `offline`.
[[nodiscard]] std::vector<Finding> CheckSource(const config::Config& config, bool offline);

// Asks every Pushgateway for its status: reachable, TLS, credentials, and whether its clock agrees
// with ours. Changes nothing there.
[[nodiscard]] std::vector<Finding> CheckPushgateways(const config::Config& config);

// Whether the local endpoint's certificate and key can be used, and its dates are right. Nothing
// where it has none.
[[nodiscard]] std::vector<Finding> CheckLocalCertificate(const config::Config& config);

// Whether the local address can be listened on (or an odin-agent already does).
[[nodiscard]] std::vector<Finding> CheckLocalEndpoint(const config::Config& config);

}  // namespace agent::app
