#include "agent/collect/path_fault.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "agent/base/file.hpp"
#include "agent/base/shell_word.hpp"
#include "agent/base/user.hpp"
#include "agent/diagnose/grants.hpp"

namespace agent::collect {
namespace {

namespace fs = std::filesystem;

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

// For a `path` that gives us no `bit` ('r' or 'x').
CollectError PermissionErrorOf(const fs::path& path, char bit, const fs::path& database) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    return {CollectReason::kPermission,
            path.string() + ": " + std::generic_category().message(errno)};
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
  return {CollectReason::kPermission, detail};
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
        return CollectError{CollectReason::kIo,
                            folder.string() + ": " + std::generic_category().message(errno)};
      }
      const bool is_home = part.string().starts_with('~');
      return CollectError{CollectReason::kNotFound,
                          path.string() + ": there is no folder " + folder.string() +
                              (is_home ? ". Only a shell takes ~ for the home folder: write the "
                                         "whole path, as in /home/pi/odin/odin-data/odin.db."
                                       : "." + Suggestion(above))};
    }
    if (!S_ISDIR(info.st_mode)) {
      return CollectError{CollectReason::kNotFound,
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
      return CollectError{CollectReason::kIo,
                          path.string() + ": " + std::generic_category().message(errno)};
    }
    return CollectError{CollectReason::kNotFound,
                        path.string() + ": there is no such file." +
                            Suggestion(path.has_parent_path() ? path.parent_path() : ".")};
  }
  if (S_ISDIR(info.st_mode)) {
    return CollectError{CollectReason::kNotADatabase,
                        path.string() + " is a folder, not a database file." + Suggestion(path)};
  }
  if (!S_ISREG(info.st_mode)) {
    return CollectError{
        CollectReason::kNotADatabase,
        path.string() + " is " + KindOf(info.st_mode) + ", not a database file. Check the path."};
  }
  if (!MayAccess(path, R_OK)) return PermissionErrorOf(path, 'r', path);
  if (info.st_size == 0) {
    return CollectError{CollectReason::kSchema,
                        path.string() +
                            " is not an O.D.I.N. database: it is empty (0 bytes). Start "
                            "O.D.I.N. once, or check the path."};
  }
  return std::nullopt;
}

// `-wal` and `-shm` lie beside the file itself, not beside a symbolic link to it.
std::optional<CollectError> FindWalFault(const fs::path& path) {
  std::error_code failed;
  const fs::path real = fs::canonical(path, failed);
  if (failed) return std::nullopt;
  const fs::path wal = Sibling(real, "-wal");
  const fs::path shm = Sibling(real, "-shm");
  for (const fs::path& file : {wal, shm, Sibling(real, "-journal")}) {
    if (auto fault = FindNonFile(file.string())) return fault;
  }
  if (!MayAccess(wal, F_OK)) return std::nullopt;
  if (!MayAccess(wal, R_OK)) return PermissionErrorOf(wal, 'r', real);
  if (!MayAccess(shm, F_OK)) {
    std::error_code unknown;
    if (fs::file_size(wal, unknown) == 0 && !unknown) return std::nullopt;  // holds nothing
    return MissingIndex(real.string());
  }
  if (!MayAccess(shm, R_OK)) return PermissionErrorOf(shm, 'r', real);
  return std::nullopt;
}

}  // namespace

std::optional<CollectError> FindNonFile(const std::string& path) {
  struct stat info {};
  const bool is_special = ::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode);
  if (!is_special && (::lstat(path.c_str(), &info) != 0 || !S_ISLNK(info.st_mode))) {
    return std::nullopt;
  }
  return CollectError{CollectReason::kNotADatabase,
                      path + " is " + KindOf(info.st_mode) +
                          ", where SQLite keeps a file of the database. Nobody can read the "
                          "database until it is gone: find out who made it, and remove it."};
}

CollectError MissingIndex(const std::string& path) {
  return {CollectReason::kNeedsRecovery,
          path + "-wal cannot be read: " + path +
              "-shm is missing, and only a writer may make it. Start O.D.I.N., or restart it where "
              "it runs: it recovers the database."};
}

std::optional<CollectError> FindPathFault(const std::string& path) {
  if (auto fault = FindFolderFault(path)) return fault;
  if (auto fault = FindFileFault(path)) return fault;
  return FindWalFault(path);
}

}  // namespace agent::collect
