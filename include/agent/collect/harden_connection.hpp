#pragma once

struct sqlite3;

namespace agent::collect {

// The longest text or blob that is read, and the longest row that is looked into.
inline constexpr int kLongestValueBytes = 4 << 20;

// Sets up a new connection so that a database made to do harm does none. It may not run views,
// triggers, or functions that the agent's own statements do not call. Its size limits are those of
// O.D.I.N.'s schema with room to spare. Does not read the file.
// Source: https://www.sqlite.org/security.html. Throws SQLite::Exception.
void HardenConnection(sqlite3* connection);

}  // namespace agent::collect
