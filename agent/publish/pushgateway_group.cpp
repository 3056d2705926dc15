#include "agent/publish/pushgateway_group.hpp"

#include <algorithm>
#include <utility>

#include "agent/base/url.hpp"
#include "agent/publish/grouping_key.hpp"
#include "agent/publish/probe.hpp"

namespace agent::publish {
namespace {

using std::chrono::milliseconds;

constexpr int kOkStatus = 200;
constexpr std::chrono::hours kKnownFor(6);
constexpr std::chrono::minutes kUntoldFor(10);  // until a known one is asked again

SettingNames NamesOf(const config::HttpClientConfig& http) {
  SettingNames names;
  if (http.basic_auth) names.credentials_in_use = "basic_auth";
  if (http.authorization) names.credentials_in_use = "authorization";
  return names;
}

bool IsSuccess(const net::HttpReply& reply) {
  return reply.error == net::TransportError::kNone && reply.status >= 200 && reply.status < 300;
}

PushOutcome Untold(const std::string& request, const PushOutcome& accepted, PushOutcome asked) {
  // A timeout's own words hold the time that was left.
  asked.cause = "untold: " + (asked.http_status == 0 ? "" : asked.cause);
  asked.detail = "the " + request + " got HTTP " + std::to_string(accepted.http_status) +
                 ", but whether from a Pushgateway cannot be told: " + asked.detail;
  return asked;
}

}  // namespace

Pushgateway::Pushgateway(const config::PushgatewayConfig& config, const std::string& site,
                         std::unique_ptr<net::HttpClient> client, const base::Clock& clock)
    : status_url_(config.http.url + "/api/v1/status"),
      group_url_(config.http.url + GroupPath(config.job, site)),
      settings_(NamesOf(config.http)),
      timeout_(config.timeout),
      compression_(config.compression),
      gzip_(config.compression),
      client_(std::move(client)),
      clock_(clock) {}

PushOutcome Pushgateway::Publish(const exposition::Rendered& exposition, std::stop_token stop) {
  std::optional<Recognition> asked;
  if (ask_first_) {
    asked = Recognise(timeout_, stop);
    if (asked->presence == Presence::kNotThere) return asked->outcome;
  }
  PushOutcome outcome = ReplaceGroup(exposition, stop);
  if (outcome.result == PushResult::kOk) {
    const bool has_news = !outcome.news.empty();
    outcome = Confirm(std::move(outcome), std::move(asked), std::move(stop));
    // What was learnt of another server than a Pushgateway counts for nothing.
    if (has_news && outcome.news.empty()) gzip_ = GzipChoice(compression_);
  }
  if (outcome.result != PushResult::kOk) {
    gzip_.Failed();
    ask_again_ = {};
  }
  return outcome;
}

// The outcome of a push that got a success: that, or why it counts for nothing.
PushOutcome Pushgateway::Confirm(PushOutcome accepted, std::optional<Recognition> asked,
                                 std::stop_token stop) {
  if (!asked && is_known_ && clock_.SteadyNow() < ask_again_) return accepted;
  if (!asked) asked = Recognise(timeout_, std::move(stop));
  if (asked->presence == Presence::kThere) return accepted;
  if (asked->presence == Presence::kUntold && is_known_) {
    ask_again_ = clock_.SteadyNow() + kUntoldFor;
    return accepted;
  }
  PushOutcome failure = asked->presence == Presence::kUntold
                            ? Untold("push", accepted, std::move(asked->outcome))
                            : std::move(asked->outcome);
  ask_first_ = asked->presence == Presence::kUntold;
  failure.bytes_sent += accepted.bytes_sent;
  return failure;
}

PushOutcome Pushgateway::ReplaceGroup(const exposition::Rendered& exposition,
                                      std::stop_token stop) {
  const base::SteadyTime start = clock_.SteadyNow();
  const bool gzip = gzip_.UseGzip(start);
  PushOutcome first =
      Judge(Request::kPush, Put(gzip ? exposition.gzip : exposition.text, gzip, timeout_, stop));
  if (gzip && first.result == PushResult::kOk) first.news = gzip_.GzipTaken();
  if (!gzip || !gzip_.MayFallBack(first.http_status)) return first;

  const auto left = std::chrono::floor<milliseconds>(start + timeout_ - clock_.SteadyNow());
  if (left <= milliseconds(0)) return first;
  PushOutcome second = Judge(Request::kPush, Put(exposition.text, false, left, std::move(stop)));
  second.bytes_sent += first.bytes_sent;
  if (second.result == PushResult::kOk) {
    second.news = gzip_.OnlyPlainTaken(first.http_status, clock_.SteadyNow());
  } else if (second.http_status == 0) {
    second.cause = first.cause;  // its own words hold the time that was left
  }
  return second;
}

Pushgateway::Recognition Pushgateway::Recognise(milliseconds timeout, std::stop_token stop) {
  Recognition recognition = AskForIt(timeout, std::move(stop));
  if (recognition.presence == Presence::kThere) {
    is_known_ = true;
    ask_first_ = false;
    ask_again_ = clock_.SteadyNow() + kKnownFor;
  } else if (recognition.presence == Presence::kNotThere) {
    is_known_ = false;
  }
  return recognition;
}

Pushgateway::Recognition Pushgateway::AskForIt(milliseconds timeout, std::stop_token stop) {
  const base::SteadyTime deadline = clock_.SteadyNow() + timeout;
  const auto left = [&] {
    const auto time = std::chrono::floor<milliseconds>(deadline - clock_.SteadyNow());
    return std::max(time, milliseconds(1));
  };
  const net::HttpReply quiet = Ask(group_url_, left(), stop);
  if (quiet.error == net::TransportError::kTimeout ||
      quiet.error == net::TransportError::kCancelled) {
    return {Presence::kUntold, Judge(Request::kRead, quiet)};
  }
  if (TakesGroups(quiet) || TellsItsStatus(left(), stop)) return {Presence::kThere, {}};
  const net::HttpReply reply = Put(ProbeLine(), false, left(), std::move(stop));
  if (RefusesBody(reply)) return {Presence::kThere, {}};
  return {IsSuccess(reply) ? Presence::kNotThere : Presence::kUntold,
          Judge(Request::kProbe, reply)};
}

net::HttpReply Pushgateway::Ask(const std::string& url, milliseconds timeout,
                                std::stop_token stop) {
  net::HttpRequest request;
  request.url = url;
  request.timeout = timeout;
  return client_->Send(request, std::move(stop));
}

bool Pushgateway::TellsItsStatus(milliseconds timeout, std::stop_token stop) {
  const net::HttpReply reply = Ask(status_url_, timeout, std::move(stop));
  // Every version since 1.0 has this key in its status.
  return reply.error == net::TransportError::kNone && reply.status == 200 &&
         reply.body.find("\"build_information\"") != std::string::npos;
}

PushOutcome Pushgateway::Probe(const exposition::Rendered& exposition, std::stop_token stop) {
  const exposition::Rendered probe = exposition::Render(ProbeOf(exposition.text));
  const bool gzip = compression_ != config::Compression::kNone;
  net::HttpReply reply = Put(gzip ? probe.gzip : probe.text, gzip, timeout_, stop);
  bool needs_plain = false;
  if (gzip && RefusesBody(reply) && !QuotesProbe(reply)) {
    net::HttpReply plain = Put(probe.text, false, timeout_, stop);
    needs_plain = QuotesProbe(plain);
    if (needs_plain || compression_ == config::Compression::kAuto) reply = std::move(plain);
  }
  PushOutcome outcome = Judge(Request::kProbe, reply);
  if (needs_plain && compression_ == config::Compression::kGzip) {
    outcome.detail =
        base::RedactUrl(group_url_) + ": does not read gzip: set compression to auto or none";
  } else if (QuotesProbe(reply)) {
    outcome.result = PushResult::kOk;
    outcome.detail = needs_plain ? "it does not read gzip, so that pushes go uncompressed" : "";
  } else if (RefusesBody(reply) && TellsItsStatus(timeout_, std::move(stop))) {
    outcome.result = PushResult::kOk;
    outcome.detail = "but a proxy before it hides its words (HTTP " + std::to_string(reply.status) +
                     "), so that only a push will show whether it takes the metrics";
  }
  return outcome;
}

PushOutcome Pushgateway::Retire(milliseconds timeout, std::stop_token stop) {
  const base::SteadyTime start = clock_.SteadyNow();
  net::HttpRequest request;
  request.method = "DELETE";
  request.url = group_url_;
  request.timeout = timeout;
  const net::HttpReply reply = client_->Send(request, stop);
  PushOutcome outcome = Judge(Request::kDelete, reply);
  const auto left = std::chrono::floor<milliseconds>(start + timeout - clock_.SteadyNow());
  if (reply.status == kOkStatus && reply.body.empty() && left > milliseconds(0)) {
    // A proxy may have made this of the Pushgateway's 202.
    Recognition recognition = Recognise(left, std::move(stop));
    switch (recognition.presence) {
      case Presence::kThere:
        // Another server behind a load balancer may have answered the deletion.
        outcome.cause = "HTTP 200 for a deletion";
        outcome.detail = base::RedactUrl(group_url_) +
                         ": HTTP 200, where a Pushgateway answers a deletion with 202: see on its "
                         "page whether the group is gone, and which server before it answers";
        return outcome;
      case Presence::kNotThere:
        return std::move(recognition.outcome);
      case Presence::kUntold:
        return Untold("deletion", outcome, std::move(recognition.outcome));
    }
  }
  if (outcome.result != PushResult::kOk || is_known_ || left <= milliseconds(0)) return outcome;
  Recognition recognition = Recognise(left, std::move(stop));
  // Hardly anything but a Pushgateway answers a DELETE with an empty 202, so what does not tell is
  // no objection.
  return recognition.presence == Presence::kNotThere ? std::move(recognition.outcome) : outcome;
}

net::HttpReply Pushgateway::Put(std::string_view body, bool gzip, milliseconds timeout,
                                std::stop_token stop) {
  net::HttpRequest request;
  request.method = "PUT";
  request.url = group_url_;
  request.headers.emplace_back("Content-Type", exposition::kTextContentType);
  if (gzip) request.headers.emplace_back("Content-Encoding", "gzip");
  request.body = body;
  request.timeout = timeout;
  return client_->Send(request, std::move(stop));
}

PushOutcome Pushgateway::Judge(Request request, const net::HttpReply& reply) const {
  return JudgeReply(request, group_url_, settings_, reply, clock_.Now());
}

}  // namespace agent::publish
