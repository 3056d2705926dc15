#include "agent/net/markup.hpp"

#include <gtest/gtest.h>

namespace agent::net {
namespace {

TEST(Markup, IsKnownByItsBeginning) {
  EXPECT_TRUE(IsMarkup("\n<!DOCTYPE html>"));
  EXPECT_TRUE(IsMarkup("<html>"));
  EXPECT_TRUE(IsMarkup("<?xml version='1.0'?>"));
  EXPECT_FALSE(IsMarkup("a < b"));
  EXPECT_FALSE(IsMarkup("< 5 requests left"));
  EXPECT_FALSE(IsMarkup(""));
}

TEST(Markup, LeavesWhatAReaderSees) {
  EXPECT_EQ(TextOfMarkup("<p>a &lt;b&gt; &amp; c</p>"), " a <b> & c ");
  EXPECT_EQ(TextOfMarkup("<!-- padding --><STYLE>p{}</STYLE>x<script>if (a</b) c()</script>y"),
            "  x y");
  EXPECT_EQ(TextOfMarkup("1 < 2 <b>x</b>"), "1 < 2  x ");
}

TEST(Markup, SaysATitleThatThePageDoesNotRepeat) {
  EXPECT_EQ(TextOfMarkup("<title>404 Not Found</title><h1>404 Not Found</h1>"),
            "   404 Not Found ");
  EXPECT_EQ(TextOfMarkup("<title>Oops</title><h1>Sorry</h1>"), "Oops:    Sorry ");
}

TEST(Markup, SurvivesWhatIsCutOff) {
  EXPECT_EQ(TextOfMarkup("a<b"), "a ");
  EXPECT_EQ(TextOfMarkup("a<!-- b"), "a ");
  EXPECT_EQ(TextOfMarkup("a<script>b"), "a ");
  EXPECT_EQ(TextOfMarkup("a<"), "a<");
}

}  // namespace
}  // namespace agent::net
