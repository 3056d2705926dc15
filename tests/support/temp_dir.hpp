#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace agent::test {

// A new folder below the system's folder for temporary files. Destruction removes it with all that
// it holds.
class TempDir {
 public:
  TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  // Writes a file into the folder and returns its whole path.
  std::string Write(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

}  // namespace agent::test
