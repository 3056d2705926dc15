#include "support/paths.hpp"

#include "support/needs.hpp"

namespace agent::test {

std::string SourcePath(std::string_view file) {
  return std::string(ODIN_AGENT_SOURCE_DIR "/").append(file);
}

std::string ServerProgram(std::string_view name) {
  std::string path = SourcePath("build/servers/usr/bin/").append(name);
  NeedServer(path);
  return path;
}

}  // namespace agent::test
