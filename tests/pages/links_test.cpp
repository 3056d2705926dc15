// A link of a page leads somewhere, in the source tree and where the package puts the pages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "agent/base/file.hpp"
#include "pages/page.hpp"
#include "support/paths.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;

const std::string kDocFolder = "usr/share/doc/odin-agent";

bool IsAbroad(const std::string& target) { return target.find("://") != std::string::npos; }

// What a link of `page` names, from the project's top; without the anchor.
std::string FileOf(const Page& page, const std::string& target) {
  const std::string file = target.substr(0, target.find('#'));
  if (file.empty()) return page.path;
  return (fs::path(page.path).parent_path() / file).lexically_normal();
}

// Where the package puts its files below kDocFolder: a path there for each path of the project.
std::map<std::string, std::string> ShippedDocuments() {
  std::map<std::string, std::string> shipped;
  std::istringstream lines(base::ReadSmallFile(SourcePath("deploy/debian/odin-agent.install")));
  for (std::string file, folder; lines >> file >> folder;) {
    if (!folder.starts_with(kDocFolder)) continue;
    const fs::path below = fs::path(folder).lexically_relative(kDocFolder);
    shipped[file] = (below / fs::path(file).filename()).lexically_normal();
  }
  return shipped;
}

TEST(Pages, ReadmeIsShort) { EXPECT_LE(ReadPage("README.md").lines.size(), 200U); }

TEST(Pages, EveryLinkLeadsToAFileThatExists) {
  for (const Page& page : ReadPages()) {
    for (const PageLink& link : page.links) {
      if (IsAbroad(link.target)) continue;
      EXPECT_TRUE(fs::exists(SourcePath(FileOf(page, link.target))))
          << page.path << ':' << link.line << ": " << link.target;
    }
  }
}

TEST(Pages, EveryAnchorOfALinkExists) {
  std::map<std::string, std::set<std::string>> anchors;
  for (const Page& page : ReadPages()) anchors[page.path] = page.anchors;
  for (const Page& page : ReadPages()) {
    for (const PageLink& link : page.links) {
      const std::size_t hash = link.target.find('#');
      if (IsAbroad(link.target) || hash == std::string::npos) continue;
      EXPECT_THAT(anchors[FileOf(page, link.target)], Contains(link.target.substr(hash + 1)))
          << page.path << ':' << link.line << ": " << link.target;
    }
  }
}

// A link to "#x" of a heading that stands twice leads to the first one.
TEST(Pages, NoPageHasTwoHeadingsWithOneAnchor) {
  for (const Page& page : ReadPages()) {
    EXPECT_EQ(page.headings.size(), page.anchors.size()) << page.path;
  }
}

TEST(Pages, EveryPageCanBeReachedFromTheReadme) {
  std::map<std::string, Page> pages;
  for (const Page& page : ReadPages()) pages[page.path] = page;
  std::set<std::string> reached{"README.md"};
  for (const PageLink& link : pages["README.md"].links) {
    reached.insert(FileOf(pages["README.md"], link.target));
  }
  for (const auto& [path, unused] : pages) EXPECT_THAT(reached, Contains(path));
}

// So a link between two pages that works in the source tree works there too.
TEST(Pages, ThePackageKeepsThePagesInTheFoldersOfTheSourceTree) {
  const std::map<std::string, std::string> shipped = ShippedDocuments();
  for (const Page& page : ReadPages()) {
    ASSERT_TRUE(shipped.contains(page.path)) << "odin-agent.install lacks " << page.path;
    EXPECT_EQ(shipped.at(page.path), page.path);
  }
}

TEST(Pages, EveryLinkLeadsToAFileThatThePackageHas) {
  const std::map<std::string, std::string> shipped = ShippedDocuments();
  const std::string links = base::ReadSmallFile(SourcePath("deploy/debian/odin-agent.links"));
  for (const Page& page : ReadPages()) {
    for (const PageLink& link : page.links) {
      if (IsAbroad(link.target)) continue;
      const std::string file = FileOf(page, link.target);
      EXPECT_TRUE(shipped.contains(file) ||
                  links.find(" " + kDocFolder + "/" + file + "\n") != std::string::npos)
          << page.path << ':' << link.line << ": " << link.target;
    }
  }
}

// debhelper would gzip each of 4 kB and more, and no link would lead to it any more.
TEST(Pages, ThePackageDoesNotCompressThem) {
  EXPECT_THAT(base::ReadSmallFile(SourcePath("deploy/debian/rules")),
              HasSubstr("dh_compress --exclude=.md"));
}

TEST(Pages, WhatIsInstalledNamesNoPageThatThePackageLacks) {
  const std::map<std::string, std::string> shipped = ShippedDocuments();
  const std::string folder = "/" + kDocFolder + "/";
  int count = 0;
  for (const char* const file :
       {"deploy/man/odin-agent.8", "deploy/man/odin-agent.yaml.5", "deploy/odin-agent.service"}) {
    const std::string text = base::ReadSmallFile(SourcePath(file));
    for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder, at)) {
      at += folder.size();
      const std::string page = text.substr(at, text.find_first_of(" \n", at) - at);
      if (!page.ends_with(".yaml")) {
        EXPECT_TRUE(shipped.contains(page)) << file << ": " << page;
        ++count;
      }
    }
  }
  EXPECT_GE(count, 2);
}

}  // namespace
}  // namespace agent::test
