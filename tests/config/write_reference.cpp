// Writes the pages about the configuration anew from the loader's tables, into the source tree.
#include <exception>
#include <fstream>
#include <iostream>

#include "config/reference.hpp"
#include "support/paths.hpp"

int main() {
  try {
    for (const agent::config::Page& page : agent::config::ReferencePages()) {
      std::ofstream out(agent::test::SourcePath(page.path), std::ios::binary);
      out << page.text << std::flush;
      if (!out) throw std::runtime_error("cannot write " + page.path);
      std::cout << "wrote " << page.path << '\n';
    }
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
