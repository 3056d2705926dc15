#pragma once

#include <string>
#include <vector>

#include "agent/config/config.hpp"

namespace agent::app {

enum class Verdict {
  kGood,
  kWarning,  // it works, but not as it should
  kFault,    // `check` fails
};

// One line of `odin-agent check`.
struct Finding {
  Verdict verdict = Verdict::kFault;
  std::string subject;  // "source", "pushgateway", "local endpoint"
  std::string text;     // what was found, with the path, URL or address
};

struct SourceCheck {
  std::vector<Finding> findings;
  std::string farm;  // what was read, as text with the external labels; empty if nothing
};

// Reads the source once, as `run` would. With `offline`, does not read a source on the network.
[[nodiscard]] SourceCheck CheckSource(const config::Config& config, bool offline);

// Tests at every destination whether a push of `farm` would be accepted. At a Pushgateway it tests
// TLS, credentials, method, path and size, whether the server is a Pushgateway, and whether its
// clock agrees with ours. Changes nothing there.
[[nodiscard]] std::vector<Finding> CheckDestinations(const config::Config& config,
                                                     const std::string& farm);

// Whether the local endpoint's certificate and key can be used, and the certificate is valid now.
// Empty without a certificate.
[[nodiscard]] std::vector<Finding> CheckLocalCertificate(const config::Config& config);

// Whether the agent can listen on the local address, or an odin-agent already does.
[[nodiscard]] std::vector<Finding> CheckLocalEndpoint(const config::Config& config);

}  // namespace agent::app
