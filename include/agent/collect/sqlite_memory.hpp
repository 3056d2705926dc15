#pragma once

namespace agent::collect {

// All that SQLite may allocate in this process; a reading takes some hundred kilobytes. What needs
// more fails with SQLITE_NOMEM.
inline constexpr int kSqliteBytes = 16 << 20;

// Gives SQLite an allocator that keeps to that bound. SQLite has a bound of its own
// (sqlite3_hard_heap_limit64), whose statistics cost a fifth of a reading's instructions. To be
// called before anything else of SQLite: once it is in use it keeps the allocator it has, so a
// process that has opened another database before (the simulated farm) has no bound.
void BoundSqliteMemory();

}  // namespace agent::collect
