#include "agent/config/environment.hpp"

#include <gtest/gtest.h>

namespace agent::config {
namespace {

Expansion Expand(std::string_view text) {
  return ExpandEnvironment(text, [](const std::string& name) -> std::optional<std::string> {
    if (name == "NAME") return "value";
    if (name == "EMPTY") return "";
    if (name == "NESTED") return "${NAME} $$ {a: b}";
    return std::nullopt;
  });
}

TEST(ExpandEnvironment, PutsVariablesIn) {
  EXPECT_EQ(Expand("${NAME}").text, "value");
  EXPECT_EQ(Expand("a${NAME}b${NAME}").text, "avaluebvalue");
  EXPECT_EQ(Expand("${EMPTY}").text, "");
  EXPECT_EQ(Expand("${EMPTY}").fault, "");
}

TEST(ExpandEnvironment, LeavesOtherDollarsAlone) {
  EXPECT_EQ(Expand("$").text, "$");
  EXPECT_EQ(Expand("a$NAME").text, "a$NAME");
  EXPECT_EQ(Expand("$2y$10$abc").text, "$2y$10$abc");
  EXPECT_EQ(Expand("").text, "");
}

TEST(ExpandEnvironment, TakesTwoDollarsForOne) {
  EXPECT_EQ(Expand("$$").text, "$");
  EXPECT_EQ(Expand("$${NAME}").text, "${NAME}");
  EXPECT_EQ(Expand("$$$$").text, "$$");
  EXPECT_EQ(Expand("$$${NAME}").text, "$value");
}

TEST(ExpandEnvironment, DoesNotExpandWhatAVariableHolds) {
  EXPECT_EQ(Expand("${NESTED}").text, "${NAME} $$ {a: b}");
}

TEST(ExpandEnvironment, SaysWhetherAVariableWasPutIn) {
  EXPECT_EQ(Expand("a${NAME}").variables, std::vector<std::string>{"NAME"});
  EXPECT_TRUE(Expand("a$${NAME}").variables.empty());
}

TEST(ExpandEnvironment, NamesTheVariableThatIsNotSet) {
  EXPECT_EQ(Expand("${MISSING}").fault, "environment variable MISSING is not set");
}

TEST(ExpandEnvironment, FaultsBadReferencesWithoutShowingThem) {
  EXPECT_EQ(Expand("hunter2${").fault,
            "has \"${\" without \"}\"; write $$ for a plain dollar sign");
  for (const char* const text : {"${}", "${1A}", "${a b}", "${NAME:-x}", "${ü}", "${${NAME}}"}) {
    EXPECT_EQ(Expand(text).fault,
              "has \"${…}\" around what is no variable's name; write $$ for a plain dollar sign")
        << text;
  }
}

}  // namespace
}  // namespace agent::config
