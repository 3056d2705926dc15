#include "agent/collect/endpoint.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>

#include "agent/base/clock.hpp"
#include "agent/base/duration.hpp"
#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "agent/collect/endpoint_body.hpp"
#include "agent/collect/endpoint_reply.hpp"
#include "agent/farm/farm.hpp"
#include "agent/metrics/farm_metric.hpp"

namespace agent::collect {
namespace {

using exposition::LineFault;

// Twice what 10,000 printers need. A power of two, so that the body never takes more while it
// grows.
constexpr std::size_t kMaxReplyBytes = 8 * 1024 * 1024;
// A series takes many times the memory of its text. With 10,000 printers it is 16 MB. Together with
// the reply, the exposition and the one before it fits into the 64 MB that the service has.
constexpr std::size_t kMaxFamilyBytes = 24 * 1024 * 1024;
constexpr std::ptrdiff_t kMaxLines = 200'000;
constexpr std::size_t kMaxValueBytes = 1024;  // of a label; names that people give have a tenth
constexpr int kMaxRedirects = 3;
constexpr std::size_t kMaxBadPercent = 20;
constexpr std::size_t kMaxWarnings = 20;
// Bounds the time that patterns cost when a reply is nothing but names.
constexpr int kMaxNamesTried = 2'000;

constexpr std::string_view kAgentPrefix = "odin_agent_";
constexpr std::string_view kOdinPrefix = "odin_";
// Every odin-agent shows it, and nothing else does.
constexpr std::string_view kAgentsOwnFamily = "odin_agent_build_info";

constexpr std::chrono::seconds kOldestSample = farm::kOnlineWithin;

// A summary of this name would have samples of ours.
bool IsAgentFamily(std::string_view family) {
  return family.starts_with(kAgentPrefix) ||
         family == kAgentPrefix.substr(0, kAgentPrefix.size() - 1);
}

bool IsOdinFamily(std::string_view family) {
  return family.starts_with(kOdinPrefix) && !IsAgentFamily(family);
}

std::string CredentialsKeys(const config::HttpClientConfig& http) {
  std::string keys;
  const auto add = [&keys](std::string_view key) {
    keys += keys.empty() ? "" : " and ";
    keys += key;
  };
  if (!http.api_key.empty()) add(http.api_key.file.empty() ? "api_key" : "api_key_file");
  if (http.basic_auth) add("basic_auth");
  if (http.authorization) add("authorization");
  return keys;
}

std::vector<base::NamePattern> Compile(const std::vector<std::string>& patterns) {
  std::vector<base::NamePattern> compiled;
  compiled.reserve(patterns.size());
  for (const std::string& pattern : patterns) compiled.emplace_back(pattern);
  return compiled;
}

// A line without the value (and timestamp) at its end, which change from reply to reply.
std::string_view WithoutNumbers(std::string_view line) {
  const std::size_t end = line.find_last_not_of("0123456789.+-eE \t");
  return line.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

std::string Describe(const LineFault& fault) {
  return "line " + std::to_string(fault.number) + ": " + fault.reason + ": " + fault.text;
}

}  // namespace

EndpointCollector::EndpointCollector(const config::EndpointSource& config,
                                     std::chrono::milliseconds timeout,
                                     std::vector<std::string> reserved_labels,
                                     std::unique_ptr<net::HttpClient> client)
    : url_(config.http.url),
      shown_url_(base::RedactUrl(config.http.url)),
      credentials_keys_(CredentialsKeys(config.http)),
      timeout_(timeout),
      families_(Compile(config.families)),
      reserved_labels_(std::move(reserved_labels)),
      client_(std::move(client)) {}

CollectResult EndpointCollector::Collect(std::stop_token stop) {
  try {
    return Fetch(std::move(stop));
  } catch (const std::bad_alloc&) {
    throw;  // the pipeline's to bear
  } catch (const std::exception& error) {
    return Failed({CollectReason::kIo, shown_url_ + " cannot be read: " + error.what()});
  }
}

CollectResult EndpointCollector::Fetch(std::stop_token stop) {
  net::HttpRequest request;
  request.url = url_;
  request.headers.emplace_back("Accept", "text/plain;version=0.0.4");
  request.timeout = timeout_;
  request.max_reply_bytes = kMaxReplyBytes;
  request.accept_gzip = true;
  request.max_redirects = kMaxRedirects;
  const net::HttpReply reply = client_->Send(request, std::move(stop));
  if (auto error = JudgeReply(shown_url_, credentials_keys_, reply)) {
    return Failed(*std::move(error));
  }
  if (std::count(reply.body.begin(), reply.body.end(), '\n') > kMaxLines) {
    return Failed({CollectReason::kTooLarge, shown_url_ + ": has more than " +
                                                 std::to_string(kMaxLines) +
                                                 " lines: is this O.D.I.N.'s /api/metrics?"});
  }
  return Read(reply);
}

CollectResult EndpointCollector::Read(const net::HttpReply& reply) {
  bool is_agent = false;
  int names_tried = 0;
  exposition::ReadOptions options;
  options.reserved_labels = reserved_labels_;
  options.max_value_bytes = kMaxValueBytes;
  options.max_family_bytes = kMaxFamilyBytes;
  options.definition = metrics::FindDefinition;
  // By the server's own clock, which its timestamps are of.
  options.oldest = reply.date.value_or(base::SystemClock().Now()) - kOldestSample;
  options.quote = [&reply](std::string_view line) {
    return reply.mask.Quote(line, base::kShownBytes);
  };
  options.wanted = [&](std::string_view family) {
    is_agent |= family == kAgentsOwnFamily;
    if (IsAgentFamily(family)) return false;
    if (family.starts_with(kOdinPrefix)) return true;
    return ++names_tried <= kMaxNamesTried &&
           std::any_of(families_.begin(), families_.end(),
                       [family](const base::NamePattern& p) { return p.Matches(family); });
  };
  exposition::Reading reading = exposition::ReadText(reply.body, options);

  CollectResult result;
  result.text_faults = {reading.bad_lines, reading.repaired_lines, reading.dropped_series};
  if (is_agent) {
    result.error =
        CollectError{CollectReason::kNotOdin,
                     shown_url_ +
                         ": is an odin-agent, not O.D.I.N.: its values may be older than "
                         "they look; set url to O.D.I.N.'s own /api/metrics"};
  } else if (reading.is_too_large) {
    result.error = CollectError{
        CollectReason::kTooLarge,
        shown_url_ + ": its metrics take more than " + std::to_string(kMaxFamilyBytes >> 20) +
            " MB of memory: is this O.D.I.N.'s /api/metrics? Are there printers or jobs "
            "by the ten thousand, or families: that match too much?"};
  } else {
    result.error = Judge(reading, reply.body);
  }
  if (result.error) return result;
  result.families = std::move(reading.families);
  result.warnings = WarningsOf(reading.examples);
  return result;
}

std::optional<CollectError> EndpointCollector::Judge(const exposition::Reading& reading,
                                                     std::string_view body) const {
  const bool is_nonsense = reading.bad_lines * 100 > reading.lines * kMaxBadPercent;
  const bool has_odin_family =
      std::any_of(reading.families.begin(), reading.families.end(),
                  [](const auto& family) { return IsOdinFamily(family.name); });
  if (has_odin_family && !is_nonsense) return std::nullopt;
  if (auto error = JudgeBody(shown_url_, body)) return error;
  const auto first = [&reading](auto is_the_one) {
    return std::find_if(reading.examples.begin(), reading.examples.end(), is_the_one);
  };
  if (is_nonsense) {
    const auto bad =
        first([](const LineFault& fault) { return fault.kind == LineFault::Kind::kBad; });
    return CollectError{CollectReason::kMalformed,
                        shown_url_ + ": " + std::to_string(reading.bad_lines) + " of " +
                            std::to_string(reading.lines) + " lines cannot be read; " +
                            Describe(*bad),
                        bad->reason};
  }
  if (reading.old_samples > 0) {
    return CollectError{CollectReason::kStale,
                        shown_url_ + ": every value of O.D.I.N. in the reply is more than " +
                            base::FormatDuration(kOldestSample) +
                            " old by its own timestamp: what answers repeats old values, "
                            "or its clock is wrong"};
  }
  return CollectError{CollectReason::kNotOdin,
                      shown_url_ +
                          ": answers, but without any metric of O.D.I.N. (odin_…): is "
                          "this O.D.I.N.? " +
                          WhereMetricsAre(shown_url_)};
}

std::vector<std::string> EndpointCollector::WarningsOf(const std::vector<LineFault>& faults) {
  // Of a repaired line nothing is missing.
  const auto is_loss = [](const LineFault& fault) {
    return fault.kind != LineFault::Kind::kRepaired;
  };
  if (std::none_of(faults.begin(), faults.end(), is_loss)) warnings_.clear();
  for (const LineFault& fault : faults) {
    if (!is_loss(fault)) continue;
    std::string key = fault.reason + ": " + std::string(WithoutNumbers(fault.text));
    const bool is_known = std::any_of(warnings_.begin(), warnings_.end(),
                                      [&key](const auto& known) { return known.first == key; });
    if (is_known || warnings_.size() == kMaxWarnings) continue;
    warnings_.emplace_back(std::move(key), Describe(fault));
  }
  std::vector<std::string> warnings;
  for (const auto& [key, warning] : warnings_) warnings.push_back(warning);
  return warnings;
}

}  // namespace agent::collect
