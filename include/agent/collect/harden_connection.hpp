#pragma once

struct sqlite3;

namespace agent::collect {

// The longest text, blob or row that is read.
inline constexpr int kLongestValueBytes = 4 << 20;

// Sets up a new connection so that a hostile database does no harm. Views and triggers cannot run,
// nor functions that the agent's own statements do not call. Size limits leave room to spare for
// O.D.I.N.'s schema. Does not read the file. Source: https://www.sqlite.org/security.html. Throws
// SQLite::Exception.
void HardenConnection(sqlite3* connection);

}  // namespace agent::collect
