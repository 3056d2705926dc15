#include "agent/publish/pushgateway_group.hpp"

#include <utility>

#include "agent/publish/grouping_key.hpp"
#include "agent/publish/probe.hpp"

namespace agent::publish {
namespace {

using std::chrono::milliseconds;

constexpr int kOkStatus = 200;
constexpr std::chrono::hours kIdentityLasts(6);
constexpr std::chrono::minutes kUnknownLasts(10);  // until a known one is asked again

SettingNames NamesOf(const config::HttpClientConfig& http) {
  SettingNames names;
  if (http.basic_auth) names.credentials_in_use = "basic_auth";
  if (http.authorization) names.credentials_in_use = "authorization";
  return names;
}

milliseconds TimeLeft(base::SteadyTime deadline, const base::Clock& clock) {
  return std::chrono::floor<milliseconds>(deadline - clock.SteadyNow());
}

// Of a success that counts for nothing, since `asked` did not tell who gave it.
Outcome UnknownIdentity(const std::string& request, const Outcome& accepted, Outcome asked) {
  // A timeout's own words hold the time that was left.
  asked.cause = "unknown identity: " + (asked.http_status == 0 ? "" : asked.cause);
  asked.detail = "the " + request + " got HTTP " + std::to_string(accepted.http_status) +
                 ", but whether from a Pushgateway cannot be told: " + asked.detail;
  return asked;
}

}  // namespace

PushgatewayGroup::PushgatewayGroup(const config::PushgatewayConfig& config, const std::string& site,
                                   std::unique_ptr<net::HttpClient> client,
                                   const base::Clock& clock)
    : job_(config.job),
      path_(GroupPath(config.job, site)),
      client_(config, NamesOf(config.http), std::move(client), clock),
      compression_(config.compression),
      gzip_(config.compression) {}

Outcome PushgatewayGroup::Publish(const status::Snapshot& snapshot, std::stop_token stop) {
  std::optional<Identification> asked;
  if (ask_first_) {
    asked = Identify(timeout(), stop);
    if (asked->identity == Identity::kSomethingElse) return asked->outcome;
  }
  Outcome outcome = Replace(*snapshot.exposition, stop);
  if (outcome.ok()) {
    const bool has_news = !outcome.news.empty();
    outcome = Confirm(std::move(outcome), std::move(asked), std::move(stop));
    // What was learnt of another server than a Pushgateway counts for nothing.
    if (has_news && outcome.news.empty()) gzip_ = GzipChoice(compression_);
  }
  if (!outcome.ok()) {
    gzip_.Failed();
    ask_again_ = {};
  }
  return outcome;
}

// The outcome of a push that got a success: that, or why it counts for nothing.
Outcome PushgatewayGroup::Confirm(Outcome accepted, std::optional<Identification> asked,
                                  std::stop_token stop) {
  const base::Clock& clock = client_.clock();
  if (!asked && is_known_ && clock.SteadyNow() < ask_again_) return accepted;
  if (!asked) asked = Identify(timeout(), std::move(stop));
  if (asked->identity == Identity::kPushgateway) return accepted;
  const bool is_unknown = asked->identity == Identity::kUnknown;
  if (is_unknown && is_known_) {
    ask_again_ = clock.SteadyNow() + kUnknownLasts;
    return accepted;
  }
  Outcome failure = is_unknown ? UnknownIdentity("push", accepted, std::move(asked->outcome))
                               : std::move(asked->outcome);
  ask_first_ = is_unknown;
  failure.bytes_sent += accepted.bytes_sent;
  return failure;
}

Outcome PushgatewayGroup::Replace(const exposition::Rendered& exposition, std::stop_token stop) {
  const base::Clock& clock = client_.clock();
  const base::SteadyTime start = clock.SteadyNow();
  const auto put = [&](bool gzip, milliseconds timeout) {
    const std::string& body = gzip ? exposition.gzip : exposition.text;
    return client_.ReplaceGroup(path_, Request::kPush, body, gzip, timeout, stop).outcome;
  };
  const bool gzip = gzip_.UseGzip(start);
  Outcome first = put(gzip, timeout());
  if (gzip && first.ok()) first.news = gzip_.GzipTaken();
  if (!gzip || !gzip_.MayFallBack(first.http_status)) return first;

  const milliseconds left = TimeLeft(start + timeout(), clock);
  if (left <= milliseconds(0)) return first;
  Outcome second = put(false, left);
  second.bytes_sent += first.bytes_sent;
  if (second.ok()) {
    second.news = gzip_.OnlyPlainTaken(first.http_status, clock.SteadyNow());
  } else if (second.http_status == 0) {
    second.cause = first.cause;  // its own words hold the time that was left
  }
  return second;
}

Identification PushgatewayGroup::Identify(milliseconds timeout, std::stop_token stop) {
  Identification found = client_.Identify(path_, timeout, std::move(stop));
  if (found.identity == Identity::kPushgateway) {
    is_known_ = true;
    ask_first_ = false;
    ask_again_ = client_.clock().SteadyNow() + kIdentityLasts;
  } else if (found.identity == Identity::kSomethingElse) {
    is_known_ = false;
  }
  return found;
}

Outcome PushgatewayGroup::Probe(const std::string& text, std::stop_token stop) {
  const exposition::Rendered probe = exposition::Render(ProbeOf(text));
  const auto put = [&](bool gzip) {
    const std::string& body = gzip ? probe.gzip : probe.text;
    return client_.ReplaceGroup(path_, Request::kProbe, body, gzip, timeout(), stop);
  };
  const bool gzip = compression_ != config::Compression::kNone;
  Answer answer = put(gzip);
  bool needs_plain = false;
  if (gzip && RefusesBody(answer.reply) && !QuotesProbe(answer.reply)) {
    Answer plain = put(false);
    needs_plain = QuotesProbe(plain.reply);
    if (needs_plain || compression_ == config::Compression::kAuto) answer = std::move(plain);
  }
  Outcome outcome = std::move(answer.outcome);
  if (needs_plain && compression_ == config::Compression::kGzip) {
    outcome.detail =
        client_.ShownUrl(path_) + ": does not read gzip: set compression to auto or none";
  } else if (QuotesProbe(answer.reply)) {
    outcome.reason = Reason::kOk;
    outcome.detail = needs_plain ? "it does not read gzip, so that pushes go uncompressed" : "";
  } else if (RefusesBody(answer.reply) && client_.HasStatusPage(timeout(), stop)) {
    outcome.reason = Reason::kOk;
    outcome.detail = "but a proxy before it hides its words (HTTP " +
                     std::to_string(answer.reply.status) +
                     "), so that only a push will show whether it takes the metrics";
  }
  return outcome;
}

Outcome PushgatewayGroup::Delete(milliseconds timeout, std::stop_token stop) {
  const base::SteadyTime deadline = client_.clock().SteadyNow() + timeout;
  Answer answer = client_.DeleteGroup(path_, timeout, stop);
  const milliseconds left = TimeLeft(deadline, client_.clock());
  if (left <= milliseconds(0)) return std::move(answer.outcome);
  if (answer.reply.status == kOkStatus && answer.reply.body.empty()) {
    return ExplainEmpty200(std::move(answer.outcome), left, std::move(stop));
  }
  if (!answer.outcome.ok() || is_known_) return std::move(answer.outcome);
  Identification found = Identify(left, std::move(stop));
  // Hardly anything but a Pushgateway answers a DELETE with an empty 202, so an unknown one is no
  // objection.
  if (found.identity == Identity::kSomethingElse) return std::move(found.outcome);
  return std::move(answer.outcome);
}

// A proxy may have made an empty 200 of the Pushgateway's 202.
Outcome PushgatewayGroup::ExplainEmpty200(Outcome deletion, milliseconds timeout,
                                          std::stop_token stop) {
  Identification found = Identify(timeout, std::move(stop));
  switch (found.identity) {
    case Identity::kPushgateway:
      // Another server behind a load balancer may have answered the deletion.
      deletion.cause = "HTTP 200 for a deletion";
      deletion.detail = client_.ShownUrl(path_) +
                        ": HTTP 200, where a Pushgateway answers a deletion with 202: see on its "
                        "page whether the group is gone, and which server before it answers";
      return deletion;
    case Identity::kSomethingElse:
      return std::move(found.outcome);
    case Identity::kUnknown:
      break;
  }
  return UnknownIdentity("deletion", deletion, std::move(found.outcome));
}

}  // namespace agent::publish
