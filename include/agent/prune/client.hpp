#pragma once

#include "agent/config/config.hpp"
#include "agent/publish/pushgateway_client.hpp"

namespace agent::prune {

// A client of the Pushgateway at config.http.url. Its errors name the options of `odin-agent
// prune`, since that command has no configuration. Throws std::runtime_error when libcurl cannot be
// set up.
[[nodiscard]] publish::PushgatewayClient MakeClient(const config::PushgatewayConfig& config);

}  // namespace agent::prune
