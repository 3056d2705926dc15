#include "agent/base/version.hpp"

namespace agent::base {

std::string_view Version() { return ODIN_AGENT_VERSION; }

std::string_view Revision() { return ODIN_AGENT_REVISION; }

std::string_view Architecture() { return ODIN_AGENT_ARCHITECTURE; }

}  // namespace agent::base
