#include "support/folder_snapshot.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>
#include <system_error>

namespace agent::test {
namespace {

std::string Describe(const std::filesystem::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    throw std::system_error(errno, std::generic_category(), path);
  }
  std::ostringstream line;
  line << "inode " << info.st_ino << ", owner " << info.st_uid << ":" << info.st_gid << ", mode "
       << std::oct << info.st_mode << std::dec << ", " << info.st_size << " bytes, modified "
       << info.st_mtim.tv_sec << "." << info.st_mtim.tv_nsec << ", changed " << info.st_ctim.tv_sec
       << "." << info.st_ctim.tv_nsec;
  if (S_ISREG(info.st_mode)) {
    std::ifstream file(path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    line << ", content " << std::hash<std::string>{}(content);
  }
  return line.str();
}

}  // namespace

std::map<std::string, std::string> SnapshotFolder(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files{{".", Describe(folder)}};
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files[entry.path().filename()] = Describe(entry.path());
  }
  return files;
}

}  // namespace agent::test
