#pragma once

#include "support/scripted_server.hpp"

namespace agent::test {

// Answers as `script` says, except where a Pushgateway shows that it is one: it answers a GET of a
// group with the methods that are allowed, and it refuses a body that is not an exposition, gzip'd
// or not.
[[nodiscard]] Script LikeAPushgateway(Script script);

// A gateway that accepts every push, and says the time.
[[nodiscard]] Script Healthy();

// How often the agent has pushed to a server: its PUT requests without the probes.
[[nodiscard]] std::size_t PushesTo(const ScriptedServer& server);

}  // namespace agent::test
