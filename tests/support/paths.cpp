#include "support/paths.hpp"

namespace agent::test {

std::string SourcePath(std::string_view file) {
  return std::string(ODIN_AGENT_SOURCE_DIR "/").append(file);
}

std::string ServerProgramPath(std::string_view name) {
  return std::string(ODIN_AGENT_SERVERS_DIR "/usr/bin/").append(name);
}

}  // namespace agent::test
