#pragma once

#include <string>

namespace agent::cli {

struct DemoOptions {
  std::string printers = "12";
  std::string pushgateway;  // URL; empty: none
  std::string listen = "127.0.0.1:9465";
};

// `odin-agent demo`: runs the agent on a simulated farm, site "demo", a tick every 5 s.
int Demo(const DemoOptions& options);

}  // namespace agent::cli
