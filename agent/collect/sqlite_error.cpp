#include "agent/collect/sqlite_error.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "agent/base/shell_word.hpp"
#include "agent/base/text.hpp"
#include "agent/collect/harden_connection.hpp"
#include "agent/collect/path_fault.hpp"
#include "agent/collect/sqlite_memory.hpp"

namespace agent::collect {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMessageBytes = 200;

// A running O.D.I.N. has its -shm mapped and goes on with it although it was deleted. So its -wal
// may be empty, which is no fault where nobody has the database open.
std::optional<CollectError> FindDeletedIndex(const std::string& path) {
  std::error_code failed;
  const std::string real = fs::canonical(path, failed);
  std::error_code ignored;
  if (failed || !fs::exists(real + "-wal", ignored) || fs::exists(real + "-shm", ignored)) {
    return std::nullopt;
  }
  return MissingIndex(real);
}

// The way is clear, but there is no descriptor left to open a file by.
CollectError ExplainNoDescriptor(const std::string& path, int open_error) {
  const std::string remedy =
      open_error == EMFILE
          ? "raise LimitNOFILE= (sudo systemctl edit odin-agent)"
          : "another program may have them: find it, or raise fs.file-max (sudo sysctl -w "
            "fs.file-max=…)";
  return {CollectReason::kIo,
          path + " cannot be opened: " + std::generic_category().message(open_error) + ": " +
              remedy + "."};
}

}  // namespace

bool IsIndexOutOfOrder(int code, std::string_view message) {
  // SQLite has no words of its own for a -shm that is too short for its -wal.
  const bool is_short = code == SQLITE_ERROR && message == sqlite3_errstr(SQLITE_ERROR);
  return code == SQLITE_READONLY_RECOVERY || code == SQLITE_READONLY_CANTINIT || is_short;
}

CollectError ExplainSqliteError(const std::string& path, const SqliteFailure& failure) {
  const auto& [code, message, in_use, open_error] = failure;
  const std::string said =
      base::OneLine(message, kMessageBytes) + " (SQLite code " + std::to_string(code) + ")";
  if (code == SQLITE_READONLY_ROLLBACK) {
    if (auto fault = FindNonFile(path + "-journal")) return *std::move(fault);
    return {CollectReason::kNeedsRecovery,
            path +
                " was left in the middle of a write (its -journal lies beside it). Start "
                "O.D.I.N. once: it recovers the database."};
  }
  if (IsIndexOutOfOrder(code, message)) {
    return {CollectReason::kNeedsRecovery,
            path +
                ": the index of its -wal (the -shm file) is not in order, and only a writer may "
                "rebuild it. O.D.I.N. does so at its next write; if this goes on, restart it."};
  }
  switch (code & 0xFF) {
    case SQLITE_NOTADB:
      return {CollectReason::kNotADatabase,
              path +
                  " is not an SQLite database, or it is encrypted. Check the path; if O.D.I.N.'s "
                  "database is encrypted, nobody else can read it: set source.endpoint instead, "
                  "which asks O.D.I.N. itself."};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return {CollectReason::kLocked,
              path + " stayed locked by another program: " + said +
                  ". A backup or a repair may be at work; the next collection tries "
                  "again."};
    case SQLITE_TOOBIG:
      return {CollectReason::kTooLarge,
              path + " holds a text longer than " + std::to_string(kLongestValueBytes >> 20) +
                  " MiB where O.D.I.N. keeps a name or a status, or a schema that is "
                  "not O.D.I.N.'s: " +
                  said + "."};
    case SQLITE_NOMEM:
      return {CollectReason::kTooLarge,
              path + " takes more than the " + std::to_string(kSqliteBytes >> 20) +
                  " MiB of memory that a reading may have: " + said + "."};
    case SQLITE_CORRUPT:
      return {CollectReason::kCorrupt,
              path + " is damaged: " + said + ". Stop O.D.I.N., remove " + path +
                  "-wal and -shm, if they are "
                  "there, and put a backup in its place; or save what can be read: "
                  "sqlite3 " +
                  base::ShellWord(path) + " .recover | sqlite3 " +
                  base::ShellWord(path + ".recovered")};
    case SQLITE_ERROR:
      return {CollectReason::kSchema,
              path + " does not have O.D.I.N.'s tables as they should be: " + said + "."};
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      if (in_use) {
        if (auto fault = FindDeletedIndex(path)) return *std::move(fault);
      }
      if (auto fault = FindPathFault(path)) return *std::move(fault);
      if (open_error == EMFILE || open_error == ENFILE) {
        return ExplainNoDescriptor(path, open_error);
      }
      break;
    default:
      break;
  }
  return {CollectReason::kIo, path + " cannot be read: " + said + "."};
}

CollectError ExplainBusy(const std::string& path) {
  return {CollectReason::kLocked,
          path +
              " was changed under every reading (a checkpoint or a restore is at work); "
              "the next collection tries again."};
}

CollectError ExplainHiddenWal(const std::string& path) {
  return {
      CollectReason::kWalHidden,
      path +
          ": another program, most likely O.D.I.N., has it open and keeps its newest changes in "
          "a -wal file, but there is none beside it here, so all that can be read is old. "
          "Mount (or link) O.D.I.N.'s whole folder, not odin.db alone. If it is the folder, the "
          "-wal was deleted under O.D.I.N.: restart O.D.I.N."};
}

}  // namespace agent::collect
