#include "pages/page.hpp"

#include <cctype>
#include <filesystem>
#include <sstream>
#include <utility>

#include "agent/base/file.hpp"
#include "support/paths.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;

// The text of a heading without its "#"; empty for a line that is none.
std::string HeadingText(const std::string& line) {
  const std::size_t level = line.find_first_not_of('#');
  if (level == 0 || level == std::string::npos || line[level] != ' ') return "";
  std::string text = line.substr(level + 1);
  std::erase(text, '`');
  return text;
}

// GitHub's anchor of a heading: lower case, a hyphen for each space, and nothing of the signs.
std::string AnchorOf(const std::string& heading) {
  std::string anchor;
  for (const char c : heading) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == ' ') {
      anchor += '-';
    } else if (byte >= 0x80 || std::isalnum(byte) || c == '-' || c == '_') {
      anchor += static_cast<char>(std::tolower(byte));
    }
  }
  return anchor;
}

void ReadLinks(const std::string& line, std::size_t number, std::vector<PageLink>& links) {
  for (std::size_t at = line.find("]("); at != std::string::npos; at = line.find("](", at + 2)) {
    links.push_back({number, line.substr(at + 2, line.find(')', at) - at - 2)});
  }
}

void ReadCodeSpans(const std::string& line, std::vector<std::string>& spans) {
  for (std::size_t begin = line.find('`'); begin != std::string::npos;) {
    const std::size_t end = line.find('`', begin + 1);
    if (end == std::string::npos) return;
    spans.push_back(line.substr(begin + 1, end - begin - 1));
    begin = line.find('`', end + 1);
  }
}

void ReadText(const std::string& line, Page& page) {
  if (std::string heading = HeadingText(line); !heading.empty()) {
    page.anchors.insert(AnchorOf(heading));
    page.headings.push_back(std::move(heading));
  }
  ReadLinks(line, page.lines.size(), page.links);
  ReadCodeSpans(line, page.code_spans);
}

}  // namespace

Page ReadPage(const std::string& path) {
  Page page{.path = path};
  std::istringstream text(base::ReadSmallFile(SourcePath(path)));
  bool in_block = false;
  for (std::string line; std::getline(text, line);) {
    page.lines.push_back(line);
    if (line.starts_with("```")) {
      if (!in_block) page.blocks.push_back({page.lines.size(), line.substr(3), {}});
      in_block = !in_block;
    } else if (in_block) {
      page.blocks.back().lines.push_back(line);
    } else {
      ReadText(line, page);
    }
  }
  return page;
}

std::vector<Page> ReadPages() {
  std::vector<Page> pages{ReadPage("README.md")};
  for (const std::string folder : {"agent", "deploy", "tests"}) {
    for (const auto& file : fs::recursive_directory_iterator(SourcePath(folder))) {
      if (file.path().extension() != ".md") continue;
      pages.push_back(ReadPage(fs::relative(file.path(), SourcePath(""))));
    }
  }
  return pages;
}

std::vector<std::string> SectionOf(const Page& page, const std::string& heading) {
  std::vector<std::string> section;
  bool is_inside = false;
  for (const std::string& line : page.lines) {
    const std::string text = HeadingText(line);
    if (!text.empty()) {
      is_inside = text == heading;
    } else if (is_inside) {
      section.push_back(line);
    }
  }
  return section;
}

std::vector<std::string> CommandLines(const Page& page) {
  std::vector<std::string> commands;
  for (const PageBlock& block : page.blocks) {
    if (block.language != "sh") continue;
    std::string command;
    for (const std::string& line : block.lines) {
      command += line;
      if (command.ends_with('\\')) {
        command.back() = ' ';
        continue;
      }
      commands.push_back(command);
      command.clear();
    }
  }
  return commands;
}

}  // namespace agent::test
