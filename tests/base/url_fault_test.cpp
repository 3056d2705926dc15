#include "agent/base/url_fault.hpp"

#include <gtest/gtest.h>

namespace agent::base {
namespace {

std::string FaultOf(const std::string& url) {
  return ServerUrlFault(url, '"' + url + '"', "https://push.example.com");
}

TEST(UrlFault, OfAServerSaysWhatToWrite) {
  EXPECT_EQ(FaultOf("http://bücher.example:9091/x"),
            "the host \"bücher.example\" has letters beyond ASCII: write xn--bcher-kva.example "
            "instead");
  EXPECT_EQ(
      FaultOf("http://Łódź.example"),
      "the host \"Łódź.example\" has letters beyond ASCII: write xn--d-uga0v4h.example instead");
  EXPECT_EQ(FaultOf("http://" + std::string(70, 'a') + "ü"),
            "the host \"" + std::string(70, 'a') +
                "ü\" has letters beyond ASCII: write its ASCII form (xn--…), which `idn2 HOST` "
                "prints, instead");
  EXPECT_EQ(FaultOf("http://[fe80::1%eth0]:9091"),
            "the zone of an IPv6 address is written with %25, as in [fe80::1%25eth0]");
  EXPECT_EQ(FaultOf("http://fe80::1:9091/x"),
            "an IPv6 address is written in brackets, as in http://[fd00::1]:9091");
  EXPECT_EQ(FaultOf("http://berlin:hun/ter2@a"),
            "must not hold a user name or password: use basic_auth");
  EXPECT_EQ(FaultOf("http://berlin:1/ter2@a"),
            "must not hold a user name or password: use basic_auth");
  EXPECT_EQ(FaultOf("a:hunter2@b"),
            "is not an http or https URL (write one such as https://push.example.com)");
}

TEST(UrlFault, OfAProxySaysHowItsPasswordIsWritten) {
  for (const char* url :
       {"http://a:hun@ter2@proxy:3128", "http://a:hun/ter2@proxy:3128", "http://a:1/2@proxy:3128",
        "http://a:hun?ter2@proxy:3128", "http://a:hun#ter2@proxy:3128", "http://a:100%@proxy:3128",
        "http://a:%zz@proxy:3128", "http://a:hun ter2@proxy:3128",
        "socks5://a\\b:hunter2@proxy:1080"}) {
    EXPECT_EQ(ProxyUrlFault(url),
              "its user name or password holds a mark that means something else in a URL: write % "
              "as %25, @ as %40, / as %2F, ? as %3F, # as %23 and a blank as %20")
        << url;
  }
  EXPECT_EQ(ProxyUrlFault("http://próxy.example:3128"),
            "the host \"próxy.example\" has letters beyond ASCII: write xn--prxy-rqa.example "
            "instead");
  EXPECT_EQ(ProxyUrlFault("ftp://a:b@proxy"),
            "is not a proxy's URL (write SCHEME://HOST:PORT; http, https, socks5 or socks5h)");
}

TEST(UrlFault, IsNoneOfWhatWorks) {
  for (const char* url : {"http://a", "https://push.example.com:9091/x/", "http://[::1]:9091",
                          "http://[fe80::1%25eth0]:9091", "http://xn--bcher-kva.example"}) {
    EXPECT_EQ(FaultOf(url), "") << url;
  }
  for (const char* url : {"http://proxy:3128", "http://a:hun%40ter2@proxy:3128",
                          "socks5h://a:b:c@proxy", "https://token@proxy", "http://proxy:3128/"}) {
    EXPECT_EQ(ProxyUrlFault(url), "") << url;
  }
}

}  // namespace
}  // namespace agent::base
