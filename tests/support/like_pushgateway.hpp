#pragma once

#include "support/scripted_server.hpp"

namespace agent::test {

// Does as `script` says, but for what tells that a Pushgateway is there: a GET of a group is
// answered with the methods that there are, and what is no exposition, gzip'd or not, is refused.
[[nodiscard]] Script LikeAPushgateway(Script script);

// A gateway that accepts every push, and says the time.
[[nodiscard]] Script Healthy();

// How often the agent has pushed to a server: its PUTs but for probes.
[[nodiscard]] std::size_t PushesTo(const ScriptedServer& server);

}  // namespace agent::test
