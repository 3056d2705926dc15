// The commands and paths that the pages show are those of the project.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "agent/base/file.hpp"
#include "pages/page.hpp"
#include "support/paths.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;

std::vector<std::string> Words(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) {
    if (word == "#") break;  // a comment
    while (word.ends_with(',') || word.ends_with(';')) word.pop_back();
    words.push_back(word);
  }
  return words;
}

// Whether a word is meant as a file of the project: not one that a build makes, and no pattern.
bool NamesAFile(const std::string& word) {
  if (word.starts_with("./build/") || word.ends_with(".deb")) return false;
  if (word.find_first_of("*…<>{}$(") != std::string::npos) return false;
  if (word.find("/M/") != std::string::npos) return false;
  for (const char* const folder : {"./", ".ci/", "agent/", "deploy/", "include/", "tests/"}) {
    if (word.starts_with(folder) && word.size() > std::string(folder).size()) return true;
  }
  return false;
}

// The file from the project's top: "./x" is in the page's own folder where it is not at the top.
std::string FileOf(const Page& page, const std::string& word) {
  const fs::path top = fs::path(word).lexically_normal();
  const fs::path beside = (fs::path(page.path).parent_path() / word).lexically_normal();
  return fs::exists(SourcePath(top.string())) ? top : beside;
}

// Every script that `script` calls, directly or not.
void CollectScripts(const std::string& script, std::set<std::string>& scripts) {
  if (!scripts.insert(script).second) return;
  std::istringstream lines(base::ReadSmallFile(SourcePath(script)));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    for (const std::string& word : Words(line)) {
      if (word.ends_with(".sh") && NamesAFile(word) && fs::exists(SourcePath(word))) {
        CollectScripts(word, scripts);
      }
    }
  }
}

TEST(PageCommands, NameOnlyFilesThatExist) {
  int files = 0;
  for (const Page& page : ReadPages()) {
    std::vector<std::string> texts = CommandLines(page);
    texts.insert(texts.end(), page.code_spans.begin(), page.code_spans.end());
    for (const std::string& text : texts) {
      for (const std::string& word : Words(text)) {
        if (!NamesAFile(word)) continue;
        EXPECT_TRUE(fs::exists(SourcePath(FileOf(page, word)))) << page.path << ": " << word;
        ++files;
      }
    }
  }
  EXPECT_GT(files, 40);
}

// In the text of a script, its --help too.
TEST(PageCommands, GiveScriptsOnlyOptionsThatTheyKnow) {
  int options = 0;
  for (const Page& page : ReadPages()) {
    std::vector<std::string> texts = CommandLines(page);
    texts.insert(texts.end(), page.code_spans.begin(), page.code_spans.end());
    for (const std::string& text : texts) {
      std::string script;
      for (const std::string& word : Words(text)) {
        if (NamesAFile(word) && word.ends_with(".sh")) {
          script = base::ReadSmallFile(SourcePath(FileOf(page, word)));
        } else if (!script.empty() && word.starts_with("--")) {
          EXPECT_THAT(script, HasSubstr(word)) << page.path << ": " << text;
          ++options;
        }
      }
    }
  }
  EXPECT_GT(options, 4);
}

// A command that nobody runs is a command that rots. The centre's own scripts are run by the tests
// of central.
TEST(PageCommands, RunScriptsThatContinuousIntegrationRunsToo) {
  std::set<std::string> run;
  CollectScripts(".ci/run", run);
  run.insert("tests/bench/run.sh");  // takes ten minutes; the same programs are built by others
  for (const Page& page : ReadPages()) {
    if (page.path == "deploy/central/README.md") continue;
    for (const std::string& command : CommandLines(page)) {
      for (const std::string& word : Words(command)) {
        if (!NamesAFile(word) || !word.ends_with(".sh")) continue;
        EXPECT_THAT(run, Contains(FileOf(page, word))) << page.path << ": " << command;
      }
    }
  }
}

TEST(PageCommands, InstallThePackageOfThisVersion) {
  static const std::string kName = "odin-agent_";
  const std::string cmake = base::ReadSmallFile(SourcePath("CMakeLists.txt"));
  int packages = 0;
  for (const Page& page : ReadPages()) {
    for (const std::string& line : page.lines) {
      for (std::size_t at = line.find(kName); at != std::string::npos; at = line.find(kName, at)) {
        at += kName.size();
        const std::string version = line.substr(at, line.find('_', at) - at);
        if (version == "VERSION" || version == "NEWER") continue;
        EXPECT_THAT(cmake, HasSubstr("project(odin-agent VERSION " + version + " ")) << line;
        ++packages;
      }
    }
  }
  EXPECT_GT(packages, 0);
}

}  // namespace
}  // namespace agent::test
