#pragma once

#include <string>
#include <vector>

// The pages about the configuration that are made from the loader's tables.
namespace agent::config {

// A page in the source tree: its path there, and its whole text as it must be. What stands outside
// of the marks "generated" and "end of what is generated" is written by hand, and kept.
struct Page {
  std::string path;
  std::string text;
};

// deploy/CONFIGURATION.md and the manual page. Throws std::runtime_error where a page lacks its
// marks.
[[nodiscard]] std::vector<Page> ReferencePages();

}  // namespace agent::config
