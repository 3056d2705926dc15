// The page for operators says of every reason what it means and what to do.
#include <gtest/gtest.h>

#include <algorithm>
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

// What stands in the first column of the tables of these sections, between code marks.
std::set<std::string> MessagesOf(const Page& page, const std::vector<std::string>& headings) {
  std::set<std::string> messages;
  for (const std::string& heading : headings) {
    for (const auto& row : Rows(SectionOf(page, heading))) messages.merge(CodeSpans(row[0]));
  }
  return messages;
}

TEST(Troubleshooting, ExplainsEveryReasonOfAMetric) {
  const Page page = ReadPage("deploy/README.md");
  const std::set<std::string> of_source = MessagesOf(page, {"The source"});
  const std::set<std::string> of_push = MessagesOf(page, {"A Pushgateway"});
  int reasons = 0;
  for (const auto& row : Rows(SectionOf(ReadPage("deploy/METRICS.md"), "Reasons"))) {
    const bool is_push = row[0].starts_with("`odin_agent_push");
    const std::set<std::string>& explained = is_push ? of_push : of_source;
    for (const std::string& reason : CodeSpans(row[1])) {
      EXPECT_TRUE(explained.contains("reason=" + reason) || explained.contains(reason))
          << row[0] << ": " << reason;
      ++reasons;
    }
  }
  EXPECT_GT(reasons, 30);
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
