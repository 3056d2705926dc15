#include "agent/diagnose/permission_errors.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "agent/base/file.hpp"
#include "agent/base/shell_word.hpp"
#include "agent/base/unique_fd.hpp"
#include "agent/diagnose/grants.hpp"

namespace agent::diagnose {
namespace {

namespace fs = std::filesystem;

// Holds on to a file or folder without opening it for anything.
base::UniqueFd HandleOf(const fs::path& path) {
  return base::UniqueFd(::open(path.c_str(), O_PATH | O_CLOEXEC));
}

struct Step {
  PermissionError error;  // should it be one
  base::UniqueFd handle;
};

// Root's own view of `path`; nothing where there is no such thing.
std::optional<Step> StepTo(const fs::path& path, bool is_folder) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return Step{{path, is_folder, info.st_mode, info.st_uid, info.st_gid}, HandleOf(path)};
}

void AddOnce(std::vector<fs::path>& paths, const fs::path& path) {
  if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(path);
}

// Adds `folder` and all that are above it, the highest first.
void AddWithParents(std::vector<fs::path>& folders, const fs::path& folder) {
  fs::path above;
  for (const fs::path& part : folder) AddOnce(folders, above /= part);
}

// Every folder that a look-up of `file` passes through.
std::vector<fs::path> FoldersTo(const fs::path& file) {
  std::vector<fs::path> folders;
  const fs::path absolute = fs::absolute(file);
  std::error_code failed;
  fs::path lexical;
  for (const fs::path& part : absolute.parent_path()) {
    const fs::path real = fs::canonical(lexical /= part, failed);
    if (failed) return folders;
    AddWithParents(folders, real);
  }
  const fs::path real = fs::canonical(absolute, failed);
  if (!failed) AddWithParents(folders, real.parent_path());
  return folders;
}

bool MayUse(const Step& step) {
  const int mode = step.error.is_folder ? X_OK : R_OK;
  if (::faccessat(step.handle.get(), "", mode, AT_EMPTY_PATH) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  // Linux before 5.8 knows no AT_EMPTY_PATH here.
  return ::faccessat(AT_FDCWD, step.error.path.c_str(), mode, 0) == 0;
}

bool IsFile(const PermissionError& error) { return !error.is_folder; }

// The service, whose groups are those that its user had when it started.
constexpr const char* kService = "odin-agent";

// The group whose members are denied none of these; empty where there is none to recommend.
std::string GroupThatHelps(const std::vector<PermissionError>& errors) {
  const gid_t gid = errors.front().group;
  const bool helps = std::all_of(errors.begin(), errors.end(), [gid](const PermissionError& error) {
    return error.group == gid && (error.mode & (error.is_folder ? S_IXGRP : S_IRGRP)) != 0;
  });
  const bool has_name = ::getgrgid(gid) != nullptr;
  return helps && has_name && !IsPowerfulGroup(gid) ? base::GroupName(gid) : "";
}

using Commands = std::vector<std::string>;

// Where it is not installed yet: Debian does not install it unasked.
void InstallSetfaclFirst(Commands& commands) {
  const bool there = ::access("/usr/bin/setfacl", X_OK) == 0;
  if (!there) commands.insert(commands.begin(), "apt-get install -y acl");
}

}  // namespace

std::string DescribePermissionErrors(const std::vector<PermissionError>& errors) {
  std::string text;
  for (const PermissionError& error : errors) {
    text += text.empty() ? "" : ", ";
    text += (error.is_folder ? "may not enter " : "may not read ") + error.path + " (" +
            base::ModeText(error.mode) + " " + base::UserName(error.owner) + " " +
            base::GroupName(error.group) + ")";
  }
  return text;
}

std::vector<PermissionError> FindPermissionErrors(const std::vector<std::string>& files,
                                                  const base::User& user) {
  std::vector<fs::path> folders;
  for (const std::string& file : files) {
    for (const fs::path& folder : FoldersTo(file)) AddOnce(folders, folder);
  }
  std::vector<Step> steps;
  const auto add = [&steps](std::optional<Step> step) {
    if (step) steps.push_back(std::move(*step));
  };
  for (const fs::path& folder : folders) add(StepTo(folder, true));
  for (const std::string& file : files) add(StepTo(fs::absolute(file), false));

  const std::string answers = base::RunAs(user, [&steps] {
    std::string text;
    for (const Step& step : steps) text += MayUse(step) ? '+' : '-';
    return text;
  });
  std::vector<PermissionError> errors;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (answers.at(i) == '-') errors.push_back(steps[i].error);
  }
  return errors;
}

std::vector<std::string> FilesOfDatabase(const std::string& path) {
  std::vector<std::string> files{path};
  std::error_code failed;
  const fs::path real = fs::canonical(path, failed);  // where SQLite looks for the others
  for (const char* suffix : {"-wal", "-shm"}) {
    const std::string file = real.string() + suffix;
    if (!failed && ::access(file.c_str(), F_OK) == 0) files.push_back(file);
  }
  return files;
}

std::string DatabaseRemedy(const std::string& path, const std::vector<PermissionError>& errors,
                           const base::User& user) {
  if (const std::string group = GroupThatHelps(errors); !group.empty()) {
    const std::string join = "usermod -aG " + group + " " + user.name;
    Commands commands{join};
    if (user.name == kService) commands.push_back(std::string("systemctl try-restart ") + kService);
    return AsRoot(commands);
  }
  const fs::path database = fs::canonical(path);
  const fs::path folder = database.parent_path();
  const auto is_on_the_way = [&folder](const PermissionError& error) {
    return error.is_folder && error.path != folder;
  };
  Commands commands;
  for (const PermissionError& error : errors) {
    if (is_on_the_way(error)) commands.push_back(GrantPassage(user.name, error.path));
  }
  if (!std::all_of(errors.begin(), errors.end(), is_on_the_way)) {
    commands.push_back(GrantFolder(user.name, folder));
  }
  if (std::any_of(errors.begin(), errors.end(), IsFile)) {
    commands.push_back(GrantFiles(user.name, database));
  }
  InstallSetfaclFirst(commands);
  return AsRoot(commands);
}

std::string FileRemedy(const std::vector<PermissionError>& errors, const base::User& user) {
  // Others may be members of a group such as "nogroup" or "users", and a file may hold a secret.
  const bool has_own_group = base::GroupName(user.gid) == user.name;
  std::string roots_own;
  Commands grants;
  for (const PermissionError& error : errors) {
    const std::string path = base::ShellWord(error.path);
    if (!error.is_folder && error.owner == 0 && error.group == 0 && has_own_group) {
      roots_own += " " + path;
    } else {  // the group that it has may matter to others
      grants.push_back("setfacl -m u:" + user.name + (error.is_folder ? ":x " : ":r ") + path);
    }
  }
  if (!grants.empty()) InstallSetfaclFirst(grants);
  Commands commands;
  if (!roots_own.empty()) {
    commands.push_back("chgrp " + base::GroupName(user.gid) + roots_own);
    commands.push_back("chmod g+r" + roots_own);
  }
  commands.insert(commands.end(), grants.begin(), grants.end());
  return AsRoot(commands);
}

}  // namespace agent::diagnose
