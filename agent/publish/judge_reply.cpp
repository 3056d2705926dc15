#include "agent/publish/judge_reply.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "agent/net/media_type.hpp"
#include "agent/net/redirect.hpp"
#include "agent/net/reply_words.hpp"
#include "agent/net/status_text.hpp"

namespace agent::publish {
namespace {

// A server that does not know the method at all (RFC 9110 section 15.6.2), as Python's file server.
constexpr int kNotImplemented = 501;

// What a reply means, before its numbers and words are added.
struct Verdict {
  Reason reason;
  std::string meaning;  // what happened, and what to do
};

constexpr std::pair<net::TransportError, Reason> kTransportReasons[] = {
    {net::TransportError::kNone, Reason::kOk},
    {net::TransportError::kDns, Reason::kDns},
    {net::TransportError::kConnect, Reason::kConnect},
    {net::TransportError::kTimeout, Reason::kTimeout},
    {net::TransportError::kTls, Reason::kTls},
    {net::TransportError::kTlsFile, Reason::kTls},
    {net::TransportError::kTooLarge, Reason::kServerError},
    {net::TransportError::kEncoding, Reason::kServerError},
    {net::TransportError::kCredentials, Reason::kUnauthorized},
    {net::TransportError::kCancelled, Reason::kCancelled},
};

Reason ReasonOf(net::TransportError error) {
  for (const auto& [each, reason] : kTransportReasons) {
    if (each == error) return reason;
  }
  return Reason::kConnect;
}

std::string TransportDetail(const net::HttpReply& reply) {
  const bool is_foreign = reply.error == net::TransportError::kTooLarge ||
                          reply.error == net::TransportError::kEncoding;
  return reply.detail + (is_foreign ? ": is this a Pushgateway?" : "");
}

// What shows that a success is not a Pushgateway's; empty where nothing does.
std::string WhyNoPushgateway(Request request, const net::HttpReply& reply) {
  const std::string type = net::MediaType(reply.content_type);
  const bool is_page = type.find("html") != std::string::npos;
  if (request == Request::kRead) return is_page ? "answers with a page (" + type + ")" : "";
  if (request == Request::kProbe) return "takes anything, even what is no metrics";
  if (reply.status == 201 || reply.status == 204) return "answers as a file server may";
  if (request == Request::kDelete && reply.status != 202) {
    return "does not answer as a Pushgateway that deletes a group";
  }
  if (reply.status != 200 && reply.status != 202) return "gives a reply that no Pushgateway gives";
  if (is_page) return "answers with a page (" + base::OneLine(type, base::kShownBytes) + ")";
  return reply.body.empty() ? "" : "answers with words of its own";
}

Verdict JudgeSuccess(Request request, const net::HttpReply& reply, const SettingNames& settings) {
  const std::string why = WhyNoPushgateway(request, reply);
  if (why.empty()) return {Reason::kOk, ""};
  return {Reason::kNotPushgateway, why +
                                       ": no Pushgateway is there: are host, port and path "
                                       "prefix right in " +
                                       settings.url + "?"};
}

// Without its query, which may differ from reply to reply.
std::string ShownLocation(const std::string& location) {
  const std::string place = location.substr(0, location.find('?'));
  const bool is_absolute = base::ParseUrl(place).has_value();
  return is_absolute ? base::RedactUrl(place) : base::OneLine(place, base::kShownBytes);
}

std::string RedirectMeaning(const std::string& asked, const std::string& location,
                            const SettingNames& settings) {
  if (location.empty()) return "redirects, which is not followed";
  const std::string shown = ShownLocation(location);
  const std::string base = asked.substr(0, asked.find("/metrics/job"));
  const auto moved = net::MovedBase(base, asked, location.substr(0, location.find('?')));
  return "redirects to " + shown + ", which is not followed: set " + settings.url + " to " +
         (moved ? base::RedactUrl(*moved) : "where the Pushgateway is now");
}

std::string_view Method(Request request) {
  switch (request) {
    case Request::kPush:
    case Request::kProbe:
      return "PUT";
    case Request::kDelete:
      return "DELETE";
    case Request::kRead:
      return "GET";
  }
  return "PUT";
}

std::string MeaningOf400(Request request, const net::HttpReply& reply,
                         const SettingNames& settings) {
  switch (request) {
    case Request::kPush:
      // Its own words blame the metric that it came to last, which may well be ours.
      if (reply.body.find("inconsistent with existing metrics") != std::string::npos) {
        return "refuses the metrics, most likely since another group there has one of the same "
               "name as another type: find that group on the Pushgateway's page, stop who pushes "
               "it, and delete it there";
      }
      return "refuses the metrics";
    case Request::kProbe:
      return "refuses what is pushed, but not in the words of a Pushgateway: are scheme, port and "
             "path prefix right in " +
             settings.url + ", and what does a proxy before it want?";
    case Request::kDelete:
    case Request::kRead:
      break;
  }
  return "does not understand the request";
}

Verdict JudgeFailure(Request request, const net::HttpReply& reply, const SettingNames& settings) {
  const std::string method(Method(request));
  const std::string& ours = settings.credentials_in_use;
  switch (reply.status) {
    case 400:
      return {Reason::kRejected, MeaningOf400(request, reply, settings)};
    case 401:
      return {Reason::kUnauthorized, ours.empty()
                                         ? "wants credentials: set " + settings.credentials
                                         : "does not accept our credentials: check " + ours};
    case 403:
      return {Reason::kUnauthorized,
              ours.empty() ? "wants credentials (set " + settings.credentials +
                                 "), or does not allow " + method + " here"
                           : "does not accept our credentials, or does not allow them to " +
                                 method + " here: check " + ours};
    case 404:
      return {Reason::kRejected,
              "no Pushgateway at this URL: is a path prefix missing in " + settings.url + "?"};
    case 405:
    case kNotImplemented:
      return {Reason::kRejected,
              "does not allow " + method +
                  " here: no Pushgateway at this URL (is a path prefix missing in " + settings.url +
                  "?), or a proxy that lets nobody write"};
    case 407:
      return {Reason::kConnect,
              "the proxy does not let us through: check the user and password in proxy_url"};
    case 413:
      return {Reason::kTooLarge, "refuses the push as too large: raise its or its proxy's limit"};
    case 429:
      return {Reason::kRateLimited, "has too many requests: push less often"};
    default:
      return {Reason::kRejected, "gives a reply that no Pushgateway gives: check " + settings.url};
  }
}

Verdict JudgeStatus(Request request, const std::string& url, const net::HttpReply& reply,
                    const SettingNames& settings) {
  if (reply.status >= 500 && reply.status != kNotImplemented) {
    return {Reason::kServerError, "fails on its own side"};
  }
  if (reply.status >= 400) return JudgeFailure(request, reply, settings);
  if (reply.status >= 300) {
    return {Reason::kRejected, RedirectMeaning(url, reply.location, settings)};
  }
  if (reply.status >= 200) return JudgeSuccess(request, reply, settings);
  return {Reason::kRejected, "gives a reply that no Pushgateway gives: check " + settings.url};
}

// A Pushgateway refuses metrics for several causes, and names each by its first words; line numbers
// and values follow.
std::string CauseOfRefusal(const std::string& words) {
  return words.substr(0, words.find_first_of("0123456789\"{"));
}

}  // namespace

Outcome JudgeReply(Request request, const std::string& url, const SettingNames& settings,
                   const net::HttpReply& reply, base::WallTime now) {
  Outcome outcome;
  outcome.http_status = reply.status;
  outcome.nothing_sent = reply.error == net::TransportError::kCredentials ||
                         reply.error == net::TransportError::kTlsFile;
  outcome.bytes_sent = reply.body_bytes_sent;
  outcome.retry_after = reply.retry_after;
  if (reply.date) outcome.clock_skew = now - *reply.date;
  if (reply.error != net::TransportError::kNone) {
    outcome.reason = ReasonOf(reply.error);
    outcome.detail = TransportDetail(reply);
    outcome.cause = outcome.detail;
    return outcome;
  }
  Verdict verdict = JudgeStatus(request, url, reply, settings);
  outcome.reason = verdict.reason;
  if (outcome.ok()) return outcome;
  outcome.cause = net::StatusCause(reply, verdict.meaning);
  if (reply.status == 400) outcome.cause += ": " + CauseOfRefusal(net::ReplyWords(reply));
  outcome.detail = net::StatusDetail(base::RedactUrl(url), reply, verdict.meaning);
  return outcome;
}

}  // namespace agent::publish
