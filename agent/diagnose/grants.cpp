#include "agent/diagnose/grants.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "agent/base/shell_word.hpp"
#include "agent/base/user.hpp"

namespace agent::diagnose {

std::string GrantPassage(const std::string& user, const std::filesystem::path& folder) {
  return "setfacl -m u:" + user + ":x " + base::ShellWord(folder);
}

std::string GrantFolder(const std::string& user, const std::filesystem::path& folder) {
  return "setfacl -m u:" + user + ":rx,d:u:" + user + ":r,m::rx " + base::ShellWord(folder);
}

std::string GrantFiles(const std::string& user, const std::filesystem::path& database) {
  std::string command = "setfacl -m u:" + user + ":r " + base::ShellWord(database);
  for (const char* suffix : {"-wal", "-shm"}) {
    const std::string file = database.string() + suffix;
    struct stat info {};
    const bool is_file = ::lstat(file.c_str(), &info) == 0 && S_ISREG(info.st_mode);
    if (is_file) command += " " + base::ShellWord(file);
  }
  return command;
}

std::string AsRoot(const std::vector<std::string>& commands) {
  if (commands.size() == 1) return "sudo " + commands.front();
  std::string all;
  for (const std::string& command : commands) all += (all.empty() ? "" : " && ") + command;
  return "sudo sh -c " + base::ShellWord(all);
}

bool IsPowerfulGroup(gid_t group) {
  constexpr std::array<std::string_view, 8> kPowerful = {"adm",  "disk",   "docker", "lxd",
                                                         "root", "shadow", "staff",  "sudo"};
  return group == 0 ||
         std::find(kPowerful.begin(), kPowerful.end(), base::GroupName(group)) != kPowerful.end();
}

}  // namespace agent::diagnose
