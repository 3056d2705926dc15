#include "agent/collect/explain_fault.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "agent/base/file.hpp"
#include "agent/base/shell_word.hpp"
#include "agent/base/text.hpp"
#include "agent/base/user.hpp"
#include "agent/collect/harden_connection.hpp"
#include "agent/collect/sqlite_memory.hpp"
#include "agent/diagnose/grants.hpp"

namespace agent::collect {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMessageBytes = 200;

bool IsInGroup(gid_t gid) {
  if (gid == ::getegid()) return true;
  const int count = ::getgroups(0, nullptr);
  if (count <= 0) return false;
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  const int filled = ::getgroups(count, groups.data());
  return filled > 0 &&
         std::find(groups.begin(), groups.begin() + filled, gid) != groups.begin() + filled;
}

bool MayAccess(const fs::path& path, int mode) {
  return ::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0;
}

bool IsRegularFile(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

fs::path Sibling(const fs::path& database, std::string_view suffix) {
  return database.string() + std::string(suffix);
}

// " Did you mean X?" where X is a database in the places O.D.I.N. uses, as seen from `folder`.
std::string Suggestion(const fs::path& folder) {
  for (const char* place : {"odin.db", "odin-data/odin.db"}) {
    if (IsRegularFile(folder / place)) return " Did you mean " + (folder / place).string() + "?";
  }
  return " O.D.I.N. keeps its database as odin-data/odin.db beside its docker-compose.yml.";
}

// `path` denies us `bit` ('r' or 'x').
CollectError PermissionErrorOf(const fs::path& path, char bit, const fs::path& database) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    return {"permission", path.string() + ": " + std::generic_category().message(errno)};
  }
  const std::string user = base::UserName(::geteuid());
  const std::string group = base::GroupName(info.st_gid);
  const mode_t mask = bit == 'r' ? 4 : 1;
  const bool owner = info.st_uid == ::geteuid();
  const bool member = !owner && IsInGroup(info.st_gid);
  const char* whom = owner ? "its owner" : member ? "its group" : "others";
  const bool mode_allows = (info.st_mode & (mask << (owner ? 6 : member ? 3 : 0))) != 0;

  std::string detail = path.string() + ": user " + user + " may not " +
                       (bit == 'x' ? "enter this folder" : "read this file") + " (" +
                       base::ModeText(info.st_mode) + " " + base::UserName(info.st_uid) + " " +
                       group;
  detail += mode_allows ? "; the mode allows it, so an access list, a container or the service's "
                          "sandbox, e.g. ProtectHome=, forbids it)."
                        : std::string(": no ") + bit + " for " + whom + ").";
  const bool group_helps = !owner && !member && !diagnose::IsPowerfulGroup(info.st_gid) &&
                           (info.st_mode & (mask << 3)) != 0;
  if (group_helps) {
    detail += " Add the user to group " + group + " (in the service: SupplementaryGroups=" + group +
              "), or run:";
  } else {
    detail += " Run:";
  }
  const fs::path folder = database.has_parent_path() ? database.parent_path() : ".";
  std::vector<std::string> commands;
  if (bit == 'x' && path != folder) {
    commands.push_back(diagnose::GrantPassage(user, path));
  } else {
    commands.push_back(diagnose::GrantFolder(user, folder));
    if (bit == 'r') commands.push_back(diagnose::GrantFiles(user, database));
  }
  detail += " " + diagnose::AsRoot(commands);
  return {"permission", detail};
}

// Walks from the top of `path` down to the folder of the file.
std::optional<CollectError> FindFolderFault(const fs::path& path) {
  const fs::path parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
  fs::path folder;
  for (const fs::path& part : parent) {
    const fs::path above = folder;
    folder /= part;
    struct stat info {};
    if (::stat(folder.c_str(), &info) != 0) {
      if (errno != ENOENT) {
        return CollectError{"io", folder.string() + ": " + std::generic_category().message(errno)};
      }
      const bool is_home = part.string().starts_with('~');
      return CollectError{"not_found",
                          path.string() + ": there is no folder " + folder.string() +
                              (is_home ? ". Only a shell takes ~ for the home folder: write the "
                                         "whole path, as in /home/pi/odin/odin-data/odin.db."
                                       : "." + Suggestion(above))};
    }
    if (!S_ISDIR(info.st_mode)) {
      return CollectError{"not_found",
                          path.string() + ": " + folder.string() + " is a file, not a folder."};
    }
    if (!MayAccess(folder, X_OK)) return PermissionErrorOf(folder, 'x', path);
  }
  return std::nullopt;
}

// What lies there that is no regular file, with its article.
std::string KindOf(mode_t mode) {
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISLNK(mode)) return "a symbolic link";
  return "a device";
}

std::optional<CollectError> FindFileFault(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    if (errno != ENOENT) {
      return CollectError{"io", path.string() + ": " + std::generic_category().message(errno)};
    }
    return CollectError{"not_found",
                        path.string() + ": there is no such file." +
                            Suggestion(path.has_parent_path() ? path.parent_path() : ".")};
  }
  if (S_ISDIR(info.st_mode)) {
    return CollectError{"not_a_database",
                        path.string() + " is a folder, not a database file." + Suggestion(path)};
  }
  if (!S_ISREG(info.st_mode)) {
    return CollectError{"not_a_database", path.string() + " is " + KindOf(info.st_mode) +
                                              ", not a database file. Check the path."};
  }
  if (!MayAccess(path, R_OK)) return PermissionErrorOf(path, 'r', path);
  if (info.st_size == 0) {
    return CollectError{"schema", path.string() +
                                      " is not an O.D.I.N. database: it is empty (0 bytes). Start "
                                      "O.D.I.N. once, or check the path."};
  }
  return std::nullopt;
}

// Something else in the place of a file that SQLite would open; it follows no link there.
std::optional<CollectError> FindSquatter(const fs::path& path) {
  struct stat info {};
  const bool is_special = ::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode);
  if (!is_special && (::lstat(path.c_str(), &info) != 0 || !S_ISLNK(info.st_mode))) {
    return std::nullopt;
  }
  return CollectError{"not_a_database",
                      path.string() + " is " + KindOf(info.st_mode) +
                          ", where SQLite keeps a file of the database. Nobody can read the "
                          "database until it is gone: find out who made it, and remove it."};
}

// `-wal` and `-shm` lie beside the file itself, not beside a symbolic link to it.
std::optional<CollectError> FindWalFault(const fs::path& path) {
  std::error_code failed;
  const fs::path real = fs::canonical(path, failed);
  if (failed) return std::nullopt;
  const fs::path wal = Sibling(real, "-wal");
  const fs::path shm = Sibling(real, "-shm");
  for (const fs::path& file : {wal, shm, Sibling(real, "-journal")}) {
    if (auto fault = FindSquatter(file)) return fault;
  }
  if (!MayAccess(wal, F_OK)) return std::nullopt;
  if (!MayAccess(wal, R_OK)) return PermissionErrorOf(wal, 'r', real);
  if (!MayAccess(shm, F_OK)) {
    std::error_code unknown;
    if (fs::file_size(wal, unknown) == 0 && !unknown) return std::nullopt;  // holds nothing
    return CollectError{"needs_recovery",
                        wal.string() + " holds changes that are not in the database yet, and " +
                            shm.string() +
                            " is missing, so they cannot be read without writing. Start O.D.I.N. "
                            "once: it recovers the database."};
  }
  if (!MayAccess(shm, R_OK)) return PermissionErrorOf(shm, 'r', real);
  return std::nullopt;
}

// A running O.D.I.N. has its -shm mapped and goes on with it although it was deleted.
CollectError ExplainDeletedIndex(const std::string& path) {
  return {"needs_recovery",
          path +
              ": its -shm file is missing though another program, most likely O.D.I.N., has the "
              "database open: it was deleted under it, so the changes in -wal cannot be read. "
              "Restart O.D.I.N.: it makes the file anew."};
}

bool IsIndexMissing(const std::string& path) {
  std::error_code failed;
  const fs::path real = fs::canonical(path, failed);
  return !failed && MayAccess(Sibling(real, "-wal"), F_OK) &&
         !MayAccess(Sibling(real, "-shm"), F_OK);
}

}  // namespace

std::optional<CollectError> FindPathFault(const std::string& path) {
  if (auto fault = FindFolderFault(path)) return fault;
  if (auto fault = FindFileFault(path)) return fault;
  return FindWalFault(path);
}

bool IsIndexOutOfOrder(int code, std::string_view message) {
  // SQLite has no words of its own for a -shm that is too short for its -wal.
  const bool is_short = code == SQLITE_ERROR && message == sqlite3_errstr(SQLITE_ERROR);
  return code == SQLITE_READONLY_RECOVERY || code == SQLITE_READONLY_CANTINIT || is_short;
}

CollectError ExplainSqliteError(const std::string& path, int code, std::string_view message,
                                bool in_use) {
  const std::string said =
      base::OneLine(message, kMessageBytes) + " (SQLite code " + std::to_string(code) + ")";
  if (code == SQLITE_READONLY_ROLLBACK) {
    if (auto squatter = FindSquatter(path + "-journal")) return *std::move(squatter);
    return {"needs_recovery",
            path +
                " was left in the middle of a write (its -journal lies beside it). Start "
                "O.D.I.N. once: it recovers the database."};
  }
  if (IsIndexOutOfOrder(code, message)) {
    return {"needs_recovery",
            path +
                ": the index of its -wal (the -shm file) is not in order, and only a writer may "
                "rebuild it. O.D.I.N. does so at its next write; if this goes on, restart it."};
  }
  switch (code & 0xFF) {
    case SQLITE_NOTADB:
      return {"not_a_database",
              path +
                  " is not an SQLite database, or it is encrypted. Check the path; if O.D.I.N.'s "
                  "database is encrypted, nobody else can read it: set source.endpoint instead, "
                  "which asks O.D.I.N. itself."};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return {"locked", path + " stayed locked by another program: " + said +
                            ". A backup or a repair may be at work; the next collection tries "
                            "again."};
    case SQLITE_TOOBIG:
      return {"too_large", path + " holds a text longer than " +
                               std::to_string(kLongestValueBytes >> 20) +
                               " MiB where O.D.I.N. keeps a name or a status, or a schema that is "
                               "not O.D.I.N.'s: " +
                               said + "."};
    case SQLITE_NOMEM:
      return {"too_large", path + " takes more than the " + std::to_string(kSqliteBytes >> 20) +
                               " MiB of memory that a reading may have: " + said + "."};
    case SQLITE_CORRUPT:
      return {"corrupt", path + " is damaged: " + said + ". Stop O.D.I.N., remove " + path +
                             "-wal and -shm, if they are "
                             "there, and put a backup in its place; or save what can be read: "
                             "sqlite3 " +
                             base::ShellWord(path) + " .recover | sqlite3 " +
                             base::ShellWord(path + ".recovered")};
    case SQLITE_ERROR:
      return {"schema", path + " does not have O.D.I.N.'s tables as they should be: " + said + "."};
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      if (in_use && IsIndexMissing(path)) return ExplainDeletedIndex(path);
      if (auto fault = FindPathFault(path)) return *std::move(fault);
      break;
    default:
      break;
  }
  return {"io", path + " cannot be read: " + said + "."};
}

CollectError ExplainBusy(const std::string& path) {
  return {"locked", path +
                        " was changed under every reading (a checkpoint or a restore is at work); "
                        "the next collection tries again."};
}

CollectError ExplainHiddenWal(const std::string& path) {
  return {
      "wal_hidden",
      path +
          ": another program, most likely O.D.I.N., has it open and keeps its newest changes in "
          "a -wal file, but there is none beside it here, so all that can be read is old. "
          "Mount (or link) O.D.I.N.'s whole folder, not odin.db alone. If it is the folder, the "
          "-wal was deleted under O.D.I.N.: restart O.D.I.N."};
}

}  // namespace agent::collect
