#pragma once

#include <string>

namespace agent::test {

// What O.D.I.N. 1.9.3 replies to GET /api/metrics for the database at `path`, with its faults:
// - Label values have no escapes.
// - HELP and TYPE of the five per-printer families come first, then their samples printer by
// printer.
// - Statuses keep the case of the database, and the queue counts those in lower case alone.
// - Only the states RUNNING and PREPARE in this spelling count as printing.
// - A printer whose last_seen has an offset is offline.
// - Progress comes from a column that the database does not have.
// It was written for the tests from O.D.I.N.'s source and shares no code with the collector. Throws
// SQLite::Exception when the database cannot be read.
[[nodiscard]] std::string OdinExposition(const std::string& path);

}  // namespace agent::test
