// The page for operators says of every reason what it means and what to do.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "pages/page.hpp"

namespace agent::test {
namespace {

std::set<std::string> CodeSpans(const std::string& text) {
  std::set<std::string> spans;
  for (std::size_t begin = text.find('`'); begin != std::string::npos;) {
    const std::size_t end = text.find('`', begin + 1);
    spans.insert(text.substr(begin + 1, end - begin - 1));
    begin = text.find('`', end + 1);
  }
  return spans;
}

// The rows of the tables in a section, as their cells.
std::vector<std::vector<std::string>> Rows(const std::vector<std::string>& section) {
  std::vector<std::vector<std::string>> rows;
  for (const std::string& line : section) {
    if (!line.starts_with("| ")) continue;
    std::vector<std::string> cells;
    for (std::size_t begin = 2; begin < line.size();) {
      const std::size_t end = line.find(" |", begin);
      cells.push_back(line.substr(begin, end - begin));
      begin = end + 3;
    }
    rows.push_back(cells);
  }
  return rows;
}

// What stands in the first column of the tables of a section, between code marks.
std::set<std::string> MessagesOf(const Page& page, const std::string& heading) {
  std::set<std::string> messages;
  for (const auto& row : Rows(SectionOf(page, heading))) messages.merge(CodeSpans(row[0]));
  return messages;
}

// The words between "<!-- table: NAME -->" and "<!-- end -->".
std::set<std::string> WordsOfTable(const Page& page, const std::string& name) {
  const std::string begin = "<!-- table: " + name + " -->";
  std::set<std::string> words;
  bool is_inside = false;
  for (const std::string& line : page.lines) {
    if (line == begin) is_inside = true;
    if (line == "<!-- end -->") is_inside = false;
    if (is_inside) words.merge(CodeSpans(line));
  }
  return words;
}

TEST(Troubleshooting, ExplainsEveryReasonOfAMetric) {
  const Page metrics = ReadPage("deploy/METRICS.md");
  const Page page = ReadPage("deploy/README.md");
  const std::map<std::string, std::string> sections{{"reasons", "The source"},
                                                    {"push reasons", "A Pushgateway"}};
  for (const auto& [table, section] : sections) {
    const std::set<std::string> explained = MessagesOf(page, section);
    const std::set<std::string> reasons = WordsOfTable(metrics, table);
    EXPECT_GE(reasons.size(), 10U) << table;
    for (const std::string& reason : reasons) {
      EXPECT_TRUE(explained.contains("reason=" + reason) || explained.contains(reason))
          << section << ": " << reason;
    }
  }
}

TEST(Troubleshooting, SaysOfEveryMessageWhatItMeansAndWhatToDo) {
  const Page page = ReadPage("deploy/README.md");
  for (const std::string heading :
       {"The source", "A Pushgateway", "The local endpoint and the start"}) {
    const auto rows = Rows(SectionOf(page, heading));
    EXPECT_FALSE(rows.empty()) << heading;
    for (const auto& row : rows) {
      EXPECT_EQ(row.size(), 3U) << row[0];
      EXPECT_TRUE(std::none_of(row.begin(), row.end(), [](const std::string& cell) {
        return cell.empty();
      })) << row[0];
    }
  }
}

}  // namespace
}  // namespace agent::test
