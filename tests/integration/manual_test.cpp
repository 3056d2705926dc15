// What is written of the commands names every one of them, and every option.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <sstream>
#include <string>
#include <vector>

#include "agent/base/file.hpp"
#include "integration/agent.hpp"
#include "pages/page.hpp"
#include "support/paths.hpp"

namespace agent::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

// The first words of the entries in a section of a --help: "run" or "-c,--config".
std::vector<std::string> HelpEntries(const std::string& help, const std::string& section) {
  std::vector<std::string> entries;
  std::istringstream lines(help.substr(help.find('\n' + section + ":\n") + 1));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line) && !line.empty()) {
    if (!line.starts_with("   ")) entries.push_back(line.substr(2, line.find(' ', 2) - 2));
  }
  return entries;
}

// The long name of "-c,--config", without its dashes.
std::string LongName(const std::string& entry) { return entry.substr(entry.find("--") + 2); }

std::string HelpOf(const std::vector<std::string>& arguments) {
  const Finished help = RunAgent(arguments);
  EXPECT_EQ(help.status, 0) << help.errors;
  return help.output;
}

// The part of the man page between the line ".It Ic COMMAND" and the next command's.
std::string ManPageOf(const std::string& page, const std::string& command) {
  const std::size_t begin = page.find("\n.It Ic " + command + "\n");
  if (begin == std::string::npos) return "";
  return page.substr(begin, page.find("\n.It Ic ", begin + 1) - begin);
}

// The options in a text: "--url" and so on, in their order.
std::vector<std::string> OptionsIn(const std::string& text) {
  std::vector<std::string> options;
  for (std::size_t at = text.find("--"); at != std::string::npos; at = text.find("--", at)) {
    const std::size_t end = text.find_first_of("= \n", at);
    options.push_back(text.substr(at, end - at));
    at = end;
  }
  return options;
}

class Manual : public testing::Test {
 protected:
  const std::string page_ = base::ReadSmallFile(SourcePath("deploy/man/odin-agent.8"));
  const std::string readme_ = base::ReadSmallFile(SourcePath("README.md"));
  // What explains the options of a command.
  [[nodiscard]] static std::string PageOf(const std::string& command) {
    return base::ReadSmallFile(
        SourcePath(command == "prune" ? "deploy/central/README.md" : "README.md"));
  }
  const std::vector<std::string> commands_ = HelpEntries(HelpOf({"--help"}), "Commands");
};

TEST_F(Manual, HasEveryCommand) {
  EXPECT_THAT(commands_, Contains("run"));
  for (const std::string& command : commands_) {
    EXPECT_NE(ManPageOf(page_, command), "") << "odin-agent(8) lacks " << command;
    EXPECT_THAT(readme_, HasSubstr("\n| `" + command)) << "the README's table of commands";
  }
}

TEST_F(Manual, HasEveryOption) {
  for (const std::string& entry : HelpEntries(HelpOf({"--help"}), "Options")) {
    EXPECT_THAT(page_, HasSubstr("Fl -" + LongName(entry))) << entry;
  }
  for (const std::string& command : commands_) {
    for (const std::string& entry : HelpEntries(HelpOf({command, "--help"}), "Options")) {
      const std::string name = LongName(entry);
      if (name == "help" || name == "config") continue;
      EXPECT_THAT(ManPageOf(page_, command), HasSubstr("\n.It Fl -" + name)) << command;
      EXPECT_THAT(PageOf(command), HasSubstr("--" + name)) << command;
    }
  }
  EXPECT_THAT(page_, HasSubstr("\n.It Fl c , Fl -config Ar file\n"));
}

TEST_F(Manual, HasNoCommandThatIsGone) {
  const std::string marker = "\n.It Ic ";
  for (std::size_t at = page_.find(marker); at != std::string::npos;
       at = page_.find(marker, at + 1)) {
    const std::size_t begin = at + marker.size();
    EXPECT_THAT(commands_, Contains(page_.substr(begin, page_.find('\n', begin) - begin)));
  }
}

// The words of the commands "odin-agent …" in a line of a block of commands.
std::vector<std::string> AgentWords(const std::string& line) {
  std::istringstream stream(line.substr(0, line.find(" #")));
  std::vector<std::string> words;
  bool is_inside = false;
  for (std::string word; stream >> word;) {
    if (is_inside) words.push_back(word);
    is_inside |= word == "odin-agent";
  }
  return words;
}

TEST_F(Manual, HasNoCommandAndNoOptionOnAPageThatIsNone) {
  int options = 0;
  for (const Page& page : ReadPages()) {
    for (const std::string& line : CommandLines(page)) {
      // Elsewhere it is a user, a package or an image, and a path or an option follows.
      const std::vector<std::string> words = AgentWords(line);
      if (words.empty() || std::islower(static_cast<unsigned char>(words[0][0])) == 0) continue;
      ASSERT_THAT(commands_, Contains(words[0])) << page.path << ": " << line;
      const std::string help = HelpOf({words[0], "--help"});
      for (const std::string& word : words) {
        if (!word.starts_with("--")) continue;
        EXPECT_THAT(help, HasSubstr(word)) << page.path << ": " << line;
        ++options;
      }
    }
  }
  EXPECT_GT(options, 5);
}

// The centre runs prune once as a container and once as a service.
TEST_F(Manual, KnowsEveryOptionOfPrune) {
  const std::string help = HelpOf({"prune", "--help"});
  const std::string compose = base::ReadSmallFile(SourcePath("deploy/central/docker-compose.yml"));
  const std::size_t prune = compose.find("\n  prune:\n");
  const std::string service =
      base::ReadSmallFile(SourcePath("deploy/central/odin-centre-prune.service"));
  const auto container =
      OptionsIn(compose.substr(prune, compose.find("\nvolumes:", prune) - prune));
  EXPECT_THAT(container, Contains("--older-than"));
  EXPECT_EQ(OptionsIn(service.substr(service.find("[Service]"))), container);
  for (const std::string& option : container)
    EXPECT_THAT(help, HasSubstr("  " + option + " ")) << option;
}

}  // namespace
}  // namespace agent::test
