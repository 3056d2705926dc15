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

struct SourceCheck {
  std::vector<Finding> findings;
  std::string farm;  // what was read, as text with the external labels; empty where nothing was
};

// Reads the source once, as `run` would; not one that is on the network when `offline`.
[[nodiscard]] SourceCheck CheckSource(const config::Config& config, bool offline);

// Tries at every destination what a push of `farm` will do. At a Pushgateway that is TLS,
// credentials, method, path and size, and whether a Pushgateway is there whose clock agrees with
// ours. Changes nothing there.
[[nodiscard]] std::vector<Finding> CheckDestinations(const config::Config& config,
                                                     const std::string& farm);

// Whether the local endpoint's certificate and key can be used, and its dates are right. Nothing
// where it has none.
[[nodiscard]] std::vector<Finding> CheckLocalCertificate(const config::Config& config);

// Whether the local address can be listened on (or an odin-agent already does).
[[nodiscard]] std::vector<Finding> CheckLocalEndpoint(const config::Config& config);

}  // namespace agent::app
