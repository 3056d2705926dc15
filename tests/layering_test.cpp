// Holds the sources against the architecture: which module may include which.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/paths.hpp"

namespace agent {
namespace {

namespace fs = std::filesystem;

// A module's name, or the path of the one header of a module that is plain data.
using Allowed = std::set<std::string>;

const std::string kConfigStructs = "config/config.hpp";
const std::string kSnapshot = "status/snapshot.hpp";

const std::map<std::string, Allowed>& MayInclude() {
  static const std::map<std::string, Allowed> table{
      {"base", {}},
      {"farm", {"base"}},
      {"config", {"base"}},
      {"metrics", {"farm", "base"}},
      {"exposition", {"metrics", "base"}},
      {"net", {kConfigStructs, "base"}},
      {"diagnose", {"base"}},
      {"collect", {"farm", "metrics", "exposition", "net", "diagnose", kConfigStructs, "base"}},
      {"demo", {"collect", "base"}},
      {"publish", {kSnapshot, "metrics", "exposition", "net", kConfigStructs, "base"}},
      {"prune", {"publish", "exposition", "net", kConfigStructs, "base"}},
      {"status", {"metrics", "exposition", "base"}},
      {"serve", {"status", "exposition", kConfigStructs, "base"}},
      {"app",
       {"farm", "config", "metrics", "exposition", "net", "diagnose", "collect", "demo", "publish",
        "status", "serve", "base"}},
      {"cli", {"app", "config", "metrics", "publish", "prune", "serve", "status", "base"}},
  };
  return table;
}

// Libraries whose headers belong to the sources of these modules, and to no header of ours.
const std::map<std::string, std::set<std::string>>& LibraryOwners() {
  static const std::map<std::string, std::set<std::string>> owners{
      {"curl/", {"net"}},
      {"microhttpd.h", {"serve"}},
      {"gnutls/", {"base", "serve"}},  // what a key or certificate is; the server's own
      {"yaml-cpp/", {"config"}},
      {"sqlite3.h", {"collect"}},
      {"SQLiteCpp/", {"collect", "demo"}},  // read; written as O.D.I.N. would
      {"re2/", {"base"}},
      {"spdlog/", {"base"}},
      {"CLI/", {"cli"}},
  };
  return owners;
}

struct Source {
  std::string path;    // below agent/ or include/agent/, e.g. "collect/database.cpp"
  std::string module;  // empty for main.cpp
  bool is_header = false;
  std::vector<std::string> includes;
};

std::vector<std::string> ReadIncludes(const fs::path& file) {
  std::vector<std::string> includes;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("#include ")) continue;
    const std::size_t begin = line.find_first_of("<\"") + 1;
    includes.push_back(line.substr(begin, line.find_first_of(">\"", begin) - begin));
  }
  return includes;
}

std::vector<Source> ReadSources() {
  std::vector<Source> sources;
  for (const std::string folder : {"agent", "include/agent"}) {
    const fs::path root = test::SourcePath(folder);
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
      const std::string extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      const fs::path path = fs::relative(entry.path(), root);
      sources.push_back({path, path.has_parent_path() ? *path.begin() : fs::path(),
                         extension == ".hpp", ReadIncludes(entry.path())});
    }
  }
  return sources;
}

// The part of an include of ours that follows "agent/"; empty for every other one.
std::string Ours(const std::string& include) {
  return include.starts_with("agent/") ? include.substr(6) : "";
}

std::string ModuleOf(const std::string& path) { return path.substr(0, path.find('/')); }

TEST(Layering, EveryModuleIncludesOnlyWhatItMay) {
  for (const Source& source : ReadSources()) {
    if (source.module.empty()) continue;
    ASSERT_TRUE(MayInclude().contains(source.module)) << source.path << ": no such module";
    const Allowed& allowed = MayInclude().at(source.module);
    for (const std::string& include : source.includes) {
      const std::string ours = Ours(include);
      if (ours.empty() || ModuleOf(ours) == source.module) continue;
      EXPECT_TRUE(allowed.contains(ModuleOf(ours)) || allowed.contains(ours))
          << source.path << " includes " << include;
    }
  }
}

// The modules that each module's library is linked with, as agent/CMakeLists.txt has them.
std::map<std::string, Allowed> ReadLinkedModules() {
  std::map<std::string, Allowed> linked;
  std::ifstream in(test::SourcePath("agent/CMakeLists.txt"));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::string call = "\nagent_module(";
  for (auto at = text.find(call); at != std::string::npos; at = text.find(call, at + 1)) {
    const std::size_t begin = at + call.size();
    std::istringstream words(text.substr(begin, text.find(')', begin) - begin));
    std::string module;
    words >> module;
    linked[module];
    std::string keyword;
    for (std::string word; words >> word;) {
      if (word == "MODULES" || word == "LIBRARIES") {
        keyword = word;
      } else if (keyword == "MODULES") {
        linked[module].insert(word);
      }
    }
  }
  return linked;
}

TEST(Layering, TheLinkerGetsTheModulesThatMayBeIncluded) {
  std::map<std::string, Allowed> expected = MayInclude();
  for (auto& [module, allowed] : expected) {
    std::erase_if(allowed, [](const std::string& name) { return name.ends_with(".hpp"); });
  }
  EXPECT_EQ(ReadLinkedModules(), expected);
}

// The words in `code` marks of a text.
std::vector<std::string> CodeWords(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t begin = text.find('`'); begin != std::string::npos;) {
    const std::size_t end = text.find('`', begin + 1);
    words.push_back(text.substr(begin + 1, end - begin - 1));
    begin = text.find('`', end + 1);
  }
  return words;
}

// The first and the last column of the table below "<!-- modules -->" in agent/README.md.
std::map<std::string, Allowed> TableOfThePage() {
  std::map<std::string, Allowed> table;
  std::ifstream page(test::SourcePath("agent/README.md"));
  bool is_inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line == "<!-- modules -->") is_inside = true;
    if (line.empty()) is_inside = false;
    if (!is_inside || !line.starts_with("| `")) continue;
    const std::string last_cell = line.substr(line.rfind('|', line.size() - 2));
    const std::vector<std::string> modules = CodeWords(last_cell);
    table[CodeWords(line)[0]] = Allowed(modules.begin(), modules.end());
  }
  return table;
}

TEST(Layering, IsWhatTheDesignPageSays) { EXPECT_EQ(TableOfThePage(), MayInclude()); }

TEST(Layering, MainOnlyCallsCli) {
  for (const Source& source : ReadSources()) {
    if (source.path != "main.cpp") continue;
    for (const std::string& include : source.includes) EXPECT_EQ(ModuleOf(Ours(include)), "cli");
    return;
  }
  ADD_FAILURE() << "no agent/main.cpp";
}

TEST(Layering, EverySourceHasItsHeaderUnderTheSameName) {
  std::set<std::string> headers;
  const std::vector<Source> sources = ReadSources();
  for (const Source& source : sources) {
    if (source.is_header) headers.insert(fs::path(source.path).replace_extension());
  }
  for (const Source& source : sources) {
    if (source.is_header || source.module.empty()) continue;
    EXPECT_TRUE(headers.contains(fs::path(source.path).replace_extension())) << source.path;
  }
}

TEST(Layering, ALibrarysHeadersStayInTheSourcesOfOneModule) {
  for (const Source& source : ReadSources()) {
    for (const std::string& include : source.includes) {
      for (const auto& [library, owners] : LibraryOwners()) {
        if (!include.starts_with(library)) continue;
        EXPECT_FALSE(source.is_header) << source.path << " includes " << include;
        EXPECT_TRUE(owners.contains(source.module)) << source.path << " includes " << include;
      }
    }
  }
}

}  // namespace
}  // namespace agent
