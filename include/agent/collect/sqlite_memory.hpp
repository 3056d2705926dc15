#pragma once

namespace agent::collect {

// The most memory that SQLite may allocate in this process. A reading takes some hundred kilobytes.
// Statements that need more fail with SQLITE_NOMEM.
inline constexpr int kSqliteBytes = 16 << 20;

// Gives SQLite an allocator with that limit. Call it before anything else of SQLite, which cannot
// change its allocator once in use. So a process that has opened another database before (the
// simulated farm) has no limit.
//
// SQLite has a limit of its own (sqlite3_hard_heap_limit64), but its statistics take a fifth of a
// reading's instructions.
void BoundSqliteMemory();

}  // namespace agent::collect
