#include "agent/config/load_config.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "agent/base/duration.hpp"
#include "agent/base/log.hpp"
#include "agent/config/load_external_labels.hpp"
#include "agent/config/load_http_client.hpp"
#include "agent/config/load_local.hpp"
#include "agent/config/load_pushgateways.hpp"
#include "agent/config/load_source.hpp"
#include "agent/config/mapping.hpp"
#include "agent/config/types.hpp"
#include "agent/config/words.hpp"

namespace agent::config {
namespace {

// Far from what anybody wants: they keep sums of times from overflowing.
constexpr milliseconds kLongestInterval = std::chrono::hours(24);
constexpr milliseconds kLongestKeeping = std::chrono::hours(7 * 24);

constexpr Field<CollectConfig> kCollect[] = {
    {"interval", Duration<&CollectConfig::interval>(milliseconds(10), kLongestInterval),
     "How often to read the source and push."},
    {"timeout", Duration<&CollectConfig::timeout>(milliseconds(1), kLongestInterval),
     "The longest that a reading may take. It is never more than the interval, which is the "
     "default where it is shorter."},
    {"keep_last_for", Duration<&CollectConfig::keep_last_for>(milliseconds(0), kLongestKeeping),
     "How long the last values are still shown when the source fails."},
};

void ReadCollect(const Value& collect, CollectConfig& out) {
  if (!ReadMapping(collect, kCollect, out)) return;
  if (const std::optional<Value> timeout = collect.Find("timeout")) {
    if (out.timeout > out.interval)
      timeout->Error("must not be longer than collect.interval (" +
                     base::FormatDuration(out.interval) + ')');
  } else {
    out.timeout = std::min(out.timeout, out.interval);
  }
}

constexpr Word<base::LogLevel> kLogLevels[] = {
    {"debug", base::LogLevel::kDebug},
    {"info", base::LogLevel::kInfo},
    {"warn", base::LogLevel::kWarn},
    {"error", base::LogLevel::kError},
};

constexpr Word<base::LogFormat> kLogFormats[] = {
    {"logfmt", base::LogFormat::kLogfmt},
    {"json", base::LogFormat::kJson},
};

constexpr Field<LogConfig> kLog[] = {
    {"level", OneOf<&LogConfig::level, kLogLevels>("level"),
     "debug has a line for each collection and each push."},
    {"format", OneOf<&LogConfig::format, kLogFormats>("format"), "How a line is written."},
};

void ReadLog(const Value& value, LogConfig& out) { ReadMapping(value, kLog, out); }

// It stands in each line of each push, and in the path of the group.
void ReadSite(const Value& value, std::string& out) {
  constexpr std::size_t kMaxBytes = 400;  // as many as a printer's name may have
  ReadText(value, out);
  if (out.size() > kMaxBytes) {
    value.Error("has " + std::to_string(out.size()) + " bytes: give the farm a name of at most " +
                std::to_string(kMaxBytes));
  }
}

constexpr Field<Config> kConfig[] = {
    {"site", ReadBy<&Config::site, ReadSite>("string"),
     "The farm's name: the label \"site\" of all its metrics. At most 400 bytes.", Need::kRequired},
    {"source", ReadBy<&Config::source, ReadSource>("source"), "Where the values come from.",
     Need::kRequired},
    {"collect", ReadBy<&Config::collect, ReadCollect>("collect"), "When to read it."},
    {"external_labels",
     EntriesOf<&Config::external_labels, ReadExternalLabels>("labelname", "string"),
     "Added to every metric of the farm; names and values have at most 4096 bytes together."},
    {"pushgateways", ListOf<&Config::pushgateways, ReadPushgateways>("pushgateway"),
     "Where to push. With none, only the local endpoint has the metrics."},
    {"local", ReadBy<&Config::local, ReadLocal>("local"), "The local endpoint."},
    {"log", ReadBy<&Config::log, ReadLog>("log"), "What is logged, and how."},
};

}  // namespace

void ReadConfig(const Value& root, Config& out) {
  if (root.kind() == Node::Kind::kNull) {
    root.Error("the file is empty, or has nothing but comments: it needs at least site and source");
    return;
  }
  if (!ReadMapping(root, kConfig, out) || !out.pushgateways.empty()) return;
  const std::optional<Value> list = root.FindKey("pushgateways");
  if (list && list->kind() == Node::Kind::kSequence) return;  // `[]` says: none
  list.value_or(root).Warn(
      "no Pushgateway is configured: nothing is pushed, and only the local endpoint has the "
      "metrics; write pushgateways: [] if that is meant");
}

void DescribeConfig(Grammar& grammar) {
  grammar.push_back(Describe("config", "", kConfig));
  DescribeSource(grammar);
  grammar.push_back(Describe("collect", "", kCollect));
  DescribePushgateway(grammar);
  DescribeHttpClient(grammar);
  DescribeLocal(grammar);
  grammar.push_back(Describe("log", "", kLog));
}

}  // namespace agent::config
