#pragma once

#include <string>

namespace agent::cli {

// `odin-agent forget`: deletes this site's group from every Pushgateway of the configuration.
int Forget(const std::string& config_path);

}  // namespace agent::cli
