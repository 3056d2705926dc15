#include "agent/collect/sqlite_error.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "support/temp_dir.hpp"

namespace agent::collect {
namespace {

TEST(SqliteError, HasAReasonForEachKind) {
  const std::vector<std::pair<int, std::string>> reasons{
      {SQLITE_NOTADB, "not_a_database"},
      {SQLITE_BUSY, "locked"},
      {SQLITE_BUSY_RECOVERY, "locked"},
      {SQLITE_PROTOCOL, "locked"},
      {SQLITE_CORRUPT, "corrupt"},
      {SQLITE_CORRUPT_INDEX, "corrupt"},
      {SQLITE_READONLY_ROLLBACK, "needs_recovery"},
      {SQLITE_READONLY_RECOVERY, "needs_recovery"},
      {SQLITE_ERROR, "schema"},
      {SQLITE_IOERR_READ, "io"},
      {SQLITE_NOMEM, "too_large"},
      {SQLITE_TOOBIG, "too_large"},
  };
  for (const auto& [code, reason] : reasons) {
    const CollectError error = ExplainSqliteError("/srv/odin.db", {code, "said\nso"});
    EXPECT_EQ(NameOf(error.reason), reason) << code;
    EXPECT_EQ(error.detail.rfind("/srv/odin.db", 0), 0U) << error.detail;
    EXPECT_EQ(error.detail.find('\n'), std::string::npos) << error.detail;
  }
}

// SQLite would take the old -wal for the backup's.
TEST(SqliteError, HasTheOldWalRemovedBeforeABackupIsPutBack) {
  EXPECT_EQ(ExplainSqliteError("/srv/my farm/odin.db", {SQLITE_CORRUPT, "malformed"}).detail,
            "/srv/my farm/odin.db is damaged: malformed (SQLite code 11). Stop O.D.I.N., remove "
            "/srv/my farm/odin.db-wal and -shm, if they are there, and put a backup in its place; "
            "or save what can be read: sqlite3 '/srv/my farm/odin.db' .recover | sqlite3 "
            "'/srv/my farm/odin.db.recovered'");
}

TEST(SqliteError, LooksAtThePathWhenSqliteCannotOpenIt) {
  EXPECT_EQ(ExplainSqliteError("/nonexistent/odin.db", {SQLITE_CANTOPEN, ""}).reason,
            CollectReason::kNotFound);
  test::TempDir dir;
  const std::string path = dir.Write("odin.db", "content");
  const CollectError error = ExplainSqliteError(path, {SQLITE_CANTOPEN, "unable to open"});
  EXPECT_EQ(NameOf(error.reason), "io");
  EXPECT_EQ(error.detail, path + " cannot be read: unable to open (SQLite code 14).");
}

TEST(SqliteError, SaysThatTheSystemHasNoDescriptorLeft) {
  const test::TempDir dir;
  const std::string path = dir.Write("odin.db", "content");
  const CollectError error = ExplainSqliteError(path, {SQLITE_CANTOPEN, "", false, ENFILE});
  EXPECT_EQ(error.reason, CollectReason::kIo);
  EXPECT_EQ(error.detail, path +
                              " cannot be opened: Too many open files in system: another program "
                              "may have them: find it, or raise fs.file-max (sudo sysctl -w "
                              "fs.file-max=…).");
}

}  // namespace
}  // namespace agent::collect
