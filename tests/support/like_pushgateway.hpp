#pragma once

#include "support/scripted_server.hpp"

namespace agent::test {

// Does as `script` says, but for what is no exposition: that is refused in a Pushgateway's words,
// as a real one does, gzip'd or not.
[[nodiscard]] Script LikeAPushgateway(Script script);

// A gateway that accepts every push, and says the time.
[[nodiscard]] Script Healthy();

// How often the agent has pushed to a server: its PUTs but for the probes.
[[nodiscard]] std::size_t PushesTo(const ScriptedServer& server);

}  // namespace agent::test
