#include "agent/collect/denials.hpp"

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
#include "agent/collect/grants.hpp"

namespace agent::collect {
namespace {

namespace fs = std::filesystem;

// Holds on to a file or folder without opening it for anything.
class PathHandle {
 public:
  explicit PathHandle(const fs::path& path) : fd_(::open(path.c_str(), O_PATH | O_CLOEXEC)) {}
  PathHandle(PathHandle&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  PathHandle& operator=(PathHandle&&) = delete;
  ~PathHandle() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

struct Step {
  Denial denial;  // should it be one
  PathHandle handle;
};

// Root's own view of `path`; nothing where there is no such thing.
std::optional<Step> StepTo(const fs::path& path, bool is_folder) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return Step{{path, is_folder, info.st_mode, info.st_uid, info.st_gid}, PathHandle(path)};
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
  const int mode = step.denial.is_folder ? X_OK : R_OK;
  if (::faccessat(step.handle.fd(), "", mode, AT_EMPTY_PATH) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  // Linux before 5.8 knows no AT_EMPTY_PATH here.
  return ::faccessat(AT_FDCWD, step.denial.path.c_str(), mode, 0) == 0;
}

bool IsFile(const Denial& denial) { return !denial.is_folder; }

// The service, whose groups are those that its user had when it started.
constexpr const char* kService = "odin-agent";

// The group whose members are denied none of these; empty where there is none to recommend.
std::string GroupThatHelps(const std::vector<Denial>& denials) {
  const gid_t gid = denials.front().group;
  const bool helps = std::all_of(denials.begin(), denials.end(), [gid](const Denial& denial) {
    return denial.group == gid && (denial.mode & (denial.is_folder ? S_IXGRP : S_IRGRP)) != 0;
  });
  const bool has_name = ::getgrgid(gid) != nullptr;
  return helps && has_name && !IsPowerfulGroup(gid) ? base::GroupName(gid) : "";
}

using Commands = std::vector<std::string>;

// Debian does not install it unasked.
void AddSetfacl(Commands& commands) {
  const bool there = ::access("/usr/bin/setfacl", X_OK) == 0;
  if (!there) commands.insert(commands.begin(), "apt-get install -y acl");
}

}  // namespace

std::string DescribeDenials(const std::vector<Denial>& denials) {
  std::string text;
  for (const Denial& denial : denials) {
    text += text.empty() ? "" : ", ";
    text += (denial.is_folder ? "may not enter " : "may not read ") + denial.path + " (" +
            base::ModeText(denial.mode) + " " + base::UserName(denial.owner) + " " +
            base::GroupName(denial.group) + ")";
  }
  return text;
}

std::vector<Denial> FindDenials(const std::vector<std::string>& files, const base::User& user) {
  std::vector<fs::path> folders;
  for (const std::string& file : files) {
    for (const fs::path& folder : FoldersTo(file)) AddOnce(folders, folder);
  }
  std::vector<Step> steps;
  const auto add = [&steps](std::optional<Step> step) {
    if (step) steps.push_back(std::move(*step));
  };
  for (const fs::path& folder : folders) add(StepTo(folder, true));
  for (const std::string& file : files) add(StepTo(file, false));

  const std::string answers = base::RunAs(user, [&steps] {
    std::string text;
    for (const Step& step : steps) text += MayUse(step) ? '+' : '-';
    return text;
  });
  std::vector<Denial> denials;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (answers.at(i) == '-') denials.push_back(steps[i].denial);
  }
  return denials;
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

std::string DatabaseRemedy(const std::string& path, const std::vector<Denial>& denials,
                           const base::User& user) {
  if (const std::string group = GroupThatHelps(denials); !group.empty()) {
    const std::string join = "usermod -aG " + group + " " + user.name;
    Commands commands{join};
    if (user.name == kService) commands.push_back(std::string("systemctl try-restart ") + kService);
    return AsRoot(commands);
  }
  const fs::path database = fs::canonical(path);
  const fs::path folder = database.parent_path();
  const auto is_on_the_way = [&folder](const Denial& denial) {
    return denial.is_folder && denial.path != folder;
  };
  Commands commands;
  for (const Denial& denial : denials) {
    if (is_on_the_way(denial)) commands.push_back(GrantPassage(user.name, denial.path));
  }
  if (!std::all_of(denials.begin(), denials.end(), is_on_the_way)) {
    commands.push_back(GrantFolder(user.name, folder));
  }
  if (std::any_of(denials.begin(), denials.end(), IsFile)) {
    commands.push_back(GrantFiles(user.name, database));
  }
  AddSetfacl(commands);
  return AsRoot(commands);
}

std::string FileRemedy(const std::vector<Denial>& denials, const base::User& user) {
  std::string roots_own;
  Commands grants;
  for (const Denial& denial : denials) {
    const std::string path = base::ShellWord(denial.path);
    if (!denial.is_folder && denial.owner == 0 && denial.group == 0) {
      roots_own += " " + path;
    } else {  // the group that it has may matter to others
      grants.push_back("setfacl -m u:" + user.name + (denial.is_folder ? ":x " : ":r ") + path);
    }
  }
  if (!grants.empty()) AddSetfacl(grants);
  Commands commands;
  if (!roots_own.empty()) {
    commands.push_back("chgrp " + base::GroupName(user.gid) + roots_own);
    commands.push_back("chmod g+r" + roots_own);
  }
  commands.insert(commands.end(), grants.begin(), grants.end());
  return AsRoot(commands);
}

}  // namespace agent::collect
