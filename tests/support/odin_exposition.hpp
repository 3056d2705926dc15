#pragma once

#include <string>

namespace agent::test {

// What O.D.I.N. 1.9.3's GET /api/metrics says of the database at `path`, with its faults: label
// values as they are, without escapes; HELP and TYPE of the five per-printer families first and
// then their samples printer by printer; statuses in the database's own case, and the queue counted
// in lower case alone; only the states RUNNING and PREPARE print, so spelled; a printer whose
// last_seen has an offset is offline; progress only from a column that there is not.
// Written anew for the tests, from a reading of O.D.I.N.'s source; it shares no code with the
// collector. Throws SQLite::Exception when the database cannot be read.
[[nodiscard]] std::string OdinExposition(const std::string& path);

}  // namespace agent::test
