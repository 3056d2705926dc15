#pragma once

#include <cstdio>
#include <string>

namespace agent::test {

// The results of a program that does not use GoogleTest. tests/lib.sh counts their lines.
class Verdict {
 public:
  // Prints the result of one check: a sentence, and the figures that it rests on.
  void Check(bool holds, const std::string& what, const std::string& figures = "") {
    std::printf("%s: %s%s%s\n", holds ? "ok" : "FAILED", what.c_str(), figures.empty() ? "" : ": ",
                figures.c_str());
    failed_ = failed_ || !holds;
  }

  // The status for the program to end with.
  [[nodiscard]] int status() const { return failed_ ? 1 : 0; }

 private:
  bool failed_ = false;
};

}  // namespace agent::test
