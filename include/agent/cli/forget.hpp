#pragma once

#include <string>

namespace agent::cli {

// `odin-agent forget`: deletes this site's group from every Pushgateway of the configuration. Where
// there is none it says so and is done: what was asked for is so already.
int Forget(const std::string& config_path);

}  // namespace agent::cli
