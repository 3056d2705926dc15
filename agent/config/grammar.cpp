#include "agent/config/grammar.hpp"

#include "agent/config/load_config.hpp"

namespace agent::config {

Grammar DescribeGrammar() {
  Grammar grammar;
  DescribeConfig(grammar);
  return grammar;
}

std::vector<TypeDescription> DescribeTypes() {
  return {
      {"string",
       "One line of text, not empty. In names such as `site` and `job` characters that nobody "
       "sees, as copying from a web page leaves them, are errors, and so are blanks at the ends; "
       "elsewhere they are warned of."},
      {"secret", "The same, never shown in a log or an error."},
      {"boolean", "`true` or `false`."},
      {"int", "A whole number."},
      {"duration", "A duration as in Prometheus, such as `500ms`, `15s` or `1m30s`."},
      {"filename",
       "A path; a relative one starts at the configuration file's folder. The file must be "
       "readable; where one of a secret, a certificate or the database comes late, `run` waits for "
       "it, and `check` says that it is missing."},
      {"url", "An address such as `https://push.example.com`."},
      {"address",
       "`IP:PORT`, `[IPv6]:PORT`, `localhost:PORT`, or `:PORT` for every address of the machine; "
       "port 0 is any free one."},
      {"labelname",
       "Letters, digits and `_`, neither beginning with a digit nor with `__`, and not a label "
       "that the metrics have already."},
      {"header", "The name of an HTTP header."},
      {"regex",
       "A regular expression that must match the whole of a metric's name, of at most 200 "
       "characters and without repetition counts (`{2}`), back-references and lookaheads."},
      {"bcrypt",
       "The hash of a password, as `odin-agent hash-password` makes it, of cost 4 to 14."},
  };
}

}  // namespace agent::config
