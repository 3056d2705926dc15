// Holds the pages about the configuration against the loader's tables.
#include "config/reference.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "agent/base/file.hpp"
#include "agent/config/grammar.hpp"
#include "config/load_helpers.hpp"
#include "support/paths.hpp"

namespace agent::config {
namespace {

TEST(Reference, IsMadeFromTheLoadersTables) {
  for (const Page& page : ReferencePages()) {
    const bool is_same = base::ReadSmallFile(test::SourcePath(page.path)) == page.text;
    EXPECT_TRUE(is_same) << page.path
                         << " is not what the tables say; this command writes it anew: "
                            "cmake --build --preset dev --target config_reference";
  }
}

TEST(Reference, ExplainsEachTypeOnce) {
  std::set<std::string_view> explained;
  const auto explain = [&](std::string_view name) {
    EXPECT_TRUE(explained.insert(name).second) << name << " is explained twice";
  };
  std::set<std::string_view> used;
  for (const TypeDescription& type : DescribeTypes()) explain(type.name);
  for (const MappingDescription& mapping : DescribeGrammar()) {
    explain(mapping.name);
    for (const KeyDescription& key : mapping.keys) {
      if (!key.words.empty()) explain(key.type);
      used.insert(key.type);
      if (!key.entry_name.empty()) used.insert(key.entry_name);
    }
  }
  used.insert("config");
  EXPECT_EQ(used, explained);
}

TEST(Reference, SaysWhatEachKeyIsFor) {
  for (const MappingDescription& mapping : DescribeGrammar()) {
    for (const KeyDescription& key : mapping.keys) {
      EXPECT_NE(key.help, "") << mapping.name << ": " << key.key;
    }
  }
}

TEST(Reference, BeginsWithAnExampleThatLoads) {
  const std::string page = base::ReadSmallFile(test::SourcePath("deploy/CONFIGURATION.md"));
  const std::string fence = "```yaml\n";
  const std::size_t begin = page.find(fence) + fence.size();
  const LoadResult result = Parse(page.substr(begin, page.find("```\n", begin) - begin));
  ASSERT_EQ(result.errors.size(), 1U) << Lines(result.errors);
  EXPECT_NE(Lines(result.errors).find("push.password: No such file or directory"),
            std::string::npos);
}

}  // namespace
}  // namespace agent::config
