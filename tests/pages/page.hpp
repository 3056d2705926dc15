#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace agent::test {

// A link [text](target) of a page.
struct PageLink {
  std::size_t line = 0;  // from 1
  std::string target;    // "README.md#reload", "#reload" or "https://…"
};

// A fenced block of a page.
struct PageBlock {
  std::size_t line = 0;  // of its first fence, from 1
  std::string language;  // "sh", "yaml", or empty
  std::vector<std::string> lines;
};

// A Markdown page of the project, as far as the tests ask for it.
struct Page {
  std::string path;                     // from the project's top: "deploy/README.md"
  std::vector<std::string> lines;       // all of them
  std::vector<std::string> headings;    // without "#" and code marks
  std::set<std::string> anchors;        // what a link may name behind "#", as GitHub makes them
  std::vector<PageLink> links;          // outside of fenced blocks
  std::vector<std::string> code_spans;  // `like this`, outside of fenced blocks
  std::vector<PageBlock> blocks;
};

// Reads one page; `path` is from the project's top. Throws base::FileError.
[[nodiscard]] Page ReadPage(const std::string& path);

// Every page of the project.
[[nodiscard]] std::vector<Page> ReadPages();

// The lines below the heading of this text, to the next heading of any level.
[[nodiscard]] std::vector<std::string> SectionOf(const Page& page, const std::string& heading);

// The lines of a page's blocks of commands; one that ends in a backslash goes on.
[[nodiscard]] std::vector<std::string> CommandLines(const Page& page);

}  // namespace agent::test
