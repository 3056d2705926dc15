#include <gtest/gtest.h>

#include "agent/config/load.hpp"
#include "config/load_helpers.hpp"

namespace agent::config {
namespace {

// Each follows a good site and source in lines 1 and 2.
constexpr BadConfig kPushgateways[] = {
    {"pushgateways: {url: http://a}",
     "3:15: pushgateways: must be a list (\"- \" items), not a mapping\n"},
    {"pushgateways: http://a", "3:15: pushgateways: must be a list (\"- \" items), not text\n"},
    {"pushgateways: [http://a]",
     "3:16: pushgateways[0]: must be a mapping (\"key: value\" lines), not text\n"},
    {"pushgateways: [{}, ~]",
     "3:16: pushgateways[0].url: is required\n"
     "3:20: pushgateways[1].url: is required\n"},
    {"pushgateways: [{url: push.example.com:9091}]",
     "3:22: pushgateways[0].url: \"push.example.com:9091\" is not an http or https URL (write one "
     "such as https://push.example.com)\n"},
    {"pushgateways: [{url: ftp://a}]",
     "3:22: pushgateways[0].url: \"ftp://a\" is not an http or https URL (write one such as "
     "https://push.example.com)\n"},
    {"pushgateways: [{url: 'http://a b'}]",
     "3:22: pushgateways[0].url: \"http://a b\" is not an http or https URL (write one such as "
     "https://push.example.com)\n"},
    {"pushgateways: [{url: 'http://'}]",
     "3:22: pushgateways[0].url: \"http://\" is not an http or https URL (write one such as "
     "https://push.example.com)\n"},
    {"pushgateways: [{url: 'http://a:0'}]",
     "3:22: pushgateways[0].url: \"http://a:0\" is not an http or https URL (write one such as "
     "https://push.example.com)\n"},
    {"pushgateways: [{url: 'http://a?token=hunter2'}]",
     "3:22: pushgateways[0].url: must not have a query (?) or fragment (#)\n"},
    {"pushgateways: [{url: http://a#b}]",
     "3:22: pushgateways[0].url: must not have a query (?) or fragment (#)\n"},
    {"pushgateways: [{url: 'http://berlin:hunter2@a'}]",
     "3:22: pushgateways[0].url: must not hold a user name or password: use basic_auth\n"},
    {"pushgateways: [{url: 'http://berlin:hun/ter2@a'}]",
     "3:22: pushgateways[0].url: must not hold a user name or password: use basic_auth\n"},
    {"pushgateways: [{url: 'http://berlin:1/ter2@a'}]",
     "3:22: pushgateways[0].url: must not hold a user name or password: use basic_auth\n"},
    {"pushgateways: [{url: 'http://bücher.example'}]",
     "3:22: pushgateways[0].url: the host \"bücher.example\" has letters beyond ASCII: write "
     "xn--bcher-kva.example instead\n"},
    {"pushgateways: [{url: 'http://[fe80::1%eth0]:9091'}]",
     "3:22: pushgateways[0].url: the zone of an IPv6 address is written with %25, as in "
     "[fe80::1%25eth0]\n"},
    {"pushgateways: [{url: 'http://a:9091/metrics'}, {url: 'http://b/x/metrics/'}]",
     "3:22: pushgateways[0].url: ends in the Pushgateway's own /metrics, which the agent adds "
     "itself: write http://a:9091\n"
     "3:54: pushgateways[1].url: ends in the Pushgateway's own /metrics, which the agent adds "
     "itself: write http://b/x\n"},
    {"pushgateways: [{url: 'http://a/x/metrics/job/odin/site/b'}, {url: 'http://b/api/v1/status'}]",
     "3:22: pushgateways[0].url: ends in the Pushgateway's own /metrics/job/odin/site/b, which the "
     "agent adds itself: write http://a/x\n"
     "3:67: pushgateways[1].url: ends in the Pushgateway's own /api/v1/status, which the agent "
     "adds "
     "itself: write http://b\n"},
    {"pushgateways: [{url: http://a, proxy_url: 'http://berlin:hun#ter2@a:3128'}]",
     "3:43: pushgateways[0].proxy_url: its user name or password holds a mark that means something "
     "else in a URL: write % as %25, @ as %40, / as %2F, ? as %3F, # as %23 and a blank as %20\n"},
    {"pushgateways: [{url: http://a}, {url: HTTP://A:80/, job: odin}, {url: http://a, job: b}]",
     "3:33: pushgateways[1]: has the same url and job as pushgateways[0]\n"},
    {"pushgateways: [{url: http://a, job: ''}]", "3:37: pushgateways[0].job: must not be empty\n"},
    {"pushgateways: [{url: http://a, timeout: 0}]",
     "3:41: pushgateways[0].timeout: must be at least 1ms\n"},
    {"pushgateways: [{url: http://a, compression: gzp}]",
     "3:45: pushgateways[0].compression: \"gzp\" is not one of auto, gzip, none (did you mean "
     "gzip?)\n"},
    {"pushgateways: [{url: http://a, on_shutdown: remove}]",
     "3:45: pushgateways[0].on_shutdown: \"remove\" is not one of keep, delete\n"},
    {"pushgateways: [{url: http://a, password: hunter2}]",
     "3:32: pushgateways[0].password: unknown key (known here: …)\n"},
    {"pushgateways: [{url: http://a, basic_auth: berlin}]",
     "3:44: pushgateways[0].basic_auth: must be a mapping (\"key: value\" lines), not text\n"},
    {"pushgateways: [{url: http://a, basic_auth: {}}]",
     "3:44: pushgateways[0].basic_auth.username: is required\n"
     "3:44: pushgateways[0].basic_auth: password or password_file is required\n"},
    {"pushgateways: [{url: http://a, basic_auth: {username: 'a:b', password: c, password_file: "
     "d}}]",
     "3:44: pushgateways[0].basic_auth: password and password_file exclude each other: keep one\n"
     "3:55: pushgateways[0].basic_auth.username: must not contain a colon\n"
     "3:90: pushgateways[0].basic_auth.password_file: d: No such file or directory\n"},
    {"pushgateways: [{url: http://a, basic_auth: {username: a, password: [hunter2]}}]",
     "3:68: pushgateways[0].basic_auth.password: must be text, not a list; put text that begins "
     "with [ in quotes\n"},
    {"pushgateways: [{url: http://a, basic_auth: {username: a, password: ''}}]",
     "3:68: pushgateways[0].basic_auth.password: must not be empty\n"},
    {"pushgateways: [{url: http://a, basic_auth: {username: a, password: \"hunter2\\n\"}}]",
     "3:68: pushgateways[0].basic_auth.password: must be one line, without control characters\n"},
    {"pushgateways: [{url: http://a, basic_auth: {username: a, password: 'hunter2${', "
     "password_file: ~}}]",
     "3:68: pushgateways[0].basic_auth.password: has \"${\" without \"}\"; write $$ for a plain "
     "dollar sign\n"},
    {"pushgateways: [{url: http://a, basic_auth: {username: a, password_file: /nowhere/password}}]",
     "3:73: pushgateways[0].basic_auth.password_file: /nowhere/password: No such file or "
     "directory\n"},
    {"pushgateways: [{url: http://a, basic_auth: {username: a, passwrod_file: x}}]",
     "3:44: pushgateways[0].basic_auth: password or password_file is required\n"
     "3:58: pushgateways[0].basic_auth.passwrod_file: unknown key (did you mean password_file?)\n"},
    {"pushgateways: [{url: http://a, basic_auth: {username: a, password: b}, authorization: "
     "{credentials: c}}]",
     "3:16: pushgateways[0]: basic_auth and authorization exclude each other: keep one\n"},
    {"pushgateways: [{url: http://a, authorization: {type: basic, credentials: c}}]",
     "3:54: pushgateways[0].authorization.type: Basic is not for authorization: use basic_auth\n"},
    {"pushgateways: [{url: http://a, authorization: {type: Bearer hunter2}}]",
     "3:47: pushgateways[0].authorization: credentials or credentials_file is required\n"
     "3:54: pushgateways[0].authorization.type: must be one word, such as Bearer\n"},
    {"pushgateways: [{url: http://a, tls_config: {ca_file: /nowhere/ca.pem, cert_file: /nowhere}}]",
     "3:44: pushgateways[0].tls_config: cert_file and key_file are needed together\n"
     "3:54: pushgateways[0].tls_config.ca_file: /nowhere/ca.pem: No such file or directory\n"
     "3:82: pushgateways[0].tls_config.cert_file: /nowhere: No such file or directory\n"},
    {"pushgateways: [{url: http://a, tls_config: {ca_file: /tmp, insecure_skip_verify: yes}}]",
     "3:54: pushgateways[0].tls_config.ca_file: /tmp: is a directory\n"
     "3:82: pushgateways[0].tls_config.insecure_skip_verify: \"yes\" is not a boolean (write true "
     "or false)\n"},
    {"pushgateways: [{url: http://a, tls_config: {ca_fil: a}}]",
     "3:45: pushgateways[0].tls_config.ca_fil: unknown key (did you mean ca_file?)\n"},
    {"pushgateways: [{url: http://a, proxy_url: 'berlin:hunter2@a'}]",
     "3:43: pushgateways[0].proxy_url: is not a proxy's URL (write SCHEME://HOST:PORT; http, "
     "https, socks5 or socks5h)\n"},
    {"pushgateways: [{url: http://a, proxy_url: ftp://a}]",
     "3:43: pushgateways[0].proxy_url: is not a proxy's URL (write SCHEME://HOST:PORT; http, "
     "https, socks5 or socks5h)\n"},
    {"pushgateways: [{url: http://a, headers: {Authorization: hunter2, content-type: a, "
     "Connection: b, 'a b': c, X: [d], x: e}}]",
     "3:42: pushgateways[0].headers.Authorization: use authorization or basic_auth instead\n"
     "3:66: pushgateways[0].headers.content-type: is set by the agent itself\n"
     "3:83: pushgateways[0].headers.Connection: is set by the agent itself\n"
     "3:98: pushgateways[0].headers.a b: is not the name of an HTTP header\n"
     "3:111: pushgateways[0].headers.X: must be text, not a list; put text that begins with [ in "
     "quotes\n"
     "3:116: pushgateways[0].headers.x: is given twice\n"},
    {"pushgateways: [{url: http://a, headers: {X-A: \"a\\r\\nX-B: hunter2\"}}]",
     "3:47: pushgateways[0].headers.X-A: must be one line, without control characters\n"},
    {"pushgateways: [{url: http://a, headers: X-A}]",
     "3:41: pushgateways[0].headers: must be a mapping (\"key: value\" lines), not text\n"},
};

TEST(BadConfig, IsExplainedInPushgateways) {
  for (const BadConfig& bad : kPushgateways) ExpectErrors(ParseSection(bad.yaml), bad);
}

}  // namespace
}  // namespace agent::config
