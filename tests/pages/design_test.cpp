// The files and types that the design page names are there.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "agent/base/file.hpp"
#include "pages/page.hpp"
#include "support/paths.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWord = "abcdefghijklmnopqrstuvwxyz_";

std::string HeaderFolder(const std::string& module) {
  return SourcePath("include/agent/" + module);
}

// Whether a word is "module/file", without an ending.
bool NamesAFile(const std::string& word) {
  const std::size_t slash = word.find('/');
  return slash != std::string::npos &&
         word.find_first_not_of(kWord, slash + 1) == std::string::npos &&
         fs::is_directory(HeaderFolder(word.substr(0, slash)));
}

bool IsDeclared(const std::string& module, const std::string& name) {
  for (const auto& header : fs::directory_iterator(HeaderFolder(module))) {
    const std::string text = base::ReadSmallFile(header.path());
    for (const char* const kind : {"class ", "struct ", "enum class "}) {
      for (const char* const end : {" {", " final", ";"}) {
        if (text.find(kind + name + end) != std::string::npos) return true;
      }
    }
  }
  return false;
}

TEST(DesignPage, NamesFilesThatExist) {
  int files = 0;
  for (const std::string& word : ReadPage("agent/README.md").code_spans) {
    if (!NamesAFile(word)) continue;
    EXPECT_TRUE(fs::exists(SourcePath("include/agent/" + word + ".hpp"))) << word;
    ++files;
  }
  EXPECT_GT(files, 30);
}

// "publish::Publisher" is declared in a header of the module publish.
TEST(DesignPage, NamesTypesThatExist) {
  int types = 0;
  for (const std::string& word : ReadPage("agent/README.md").code_spans) {
    const std::size_t colons = word.find("::");
    if (colons == std::string::npos || !fs::is_directory(HeaderFolder(word.substr(0, colons)))) {
      continue;
    }
    const std::string name = word.substr(colons + 2);
    EXPECT_TRUE(IsDeclared(word.substr(0, colons), name)) << word;
    ++types;
  }
  EXPECT_GT(types, 5);
}

}  // namespace
}  // namespace agent::test
