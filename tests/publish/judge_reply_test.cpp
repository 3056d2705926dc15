#include "agent/publish/judge_reply.hpp"

#include <gmock/gmock.h>

#include <string>
#include <utility>

namespace agent::publish {
namespace {

using testing::HasSubstr;

constexpr const char* kUrl = "http://push.example.com:9091/prefix/metrics/job/odin/site/berlin-1";

net::HttpReply Status(int status, std::string body = "", std::string content_type = "") {
  net::HttpReply reply;
  reply.status = status;
  reply.body = std::move(body);
  reply.content_type = std::move(content_type);
  return reply;
}

Outcome Judge(Request request, const net::HttpReply& reply, const SettingNames& settings = {}) {
  return JudgeReply(request, kUrl, settings, reply, base::WallTime());
}

TEST(JudgeReply, SortsEveryStatus) {
  const std::pair<int, Reason> cases[] = {
      {200, Reason::kOk},
      {202, Reason::kOk},
      {201, Reason::kNotPushgateway},
      {204, Reason::kNotPushgateway},
      {206, Reason::kNotPushgateway},
      {301, Reason::kRejected},
      {307, Reason::kRejected},
      {400, Reason::kRejected},
      {401, Reason::kUnauthorized},
      {403, Reason::kUnauthorized},
      {404, Reason::kRejected},
      {405, Reason::kRejected},
      {407, Reason::kConnect},
      {413, Reason::kTooLarge},
      {418, Reason::kRejected},
      {429, Reason::kRateLimited},
      {500, Reason::kServerError},
      {501, Reason::kRejected},
      {503, Reason::kServerError},
  };
  for (const auto& [status, reason] : cases) {
    const Outcome outcome = Judge(Request::kPush, Status(status));
    EXPECT_EQ(outcome.reason, reason) << status;
    EXPECT_EQ(outcome.http_status, status);
    EXPECT_EQ(outcome.detail.empty(), reason == Reason::kOk) << status;
    EXPECT_EQ(outcome.cause.empty(), reason == Reason::kOk) << status;
  }
}

TEST(JudgeReply, TakesNoPageForASuccess) {
  const Outcome page =
      Judge(Request::kPush, Status(200, "<h1>Welcome</h1>", "text/html; charset=utf-8"));
  EXPECT_EQ(page.reason, Reason::kNotPushgateway);
  EXPECT_EQ(page.detail,
            std::string(kUrl) +
                ": HTTP 200: answers with a page (text/html): no Pushgateway is there: are host, "
                "port and path prefix right in url? It says: Welcome");
  EXPECT_EQ(Judge(Request::kPush, Status(200, "", "TEXT/HTML")).reason, Reason::kNotPushgateway);
  EXPECT_EQ(Judge(Request::kPush, Status(200, "OK", "text/plain")).reason, Reason::kNotPushgateway);
  EXPECT_EQ(Judge(Request::kRead, Status(200, "<html>", "text/html")).reason,
            Reason::kNotPushgateway);
  EXPECT_EQ(Judge(Request::kRead, Status(200, "{}", "application/json")).reason, Reason::kOk);
}

TEST(JudgeReply, SaysThatAnotherGroupIsInTheWayWhereThePushgatewayBlamesOurMetric) {
  const std::string words =
      "pushed metrics are invalid or inconsistent with existing metrics: collected metric "
      "\"odin_printers_total\" { label:<name:\"site\" value:\"ours\" > gauge:<value:7 > } is not "
      "a UNTYPED\n";
  const Outcome outcome = Judge(Request::kPush, Status(400, words));
  EXPECT_EQ(outcome.reason, Reason::kRejected);
  EXPECT_THAT(outcome.detail, HasSubstr("another group there has one of the same name"));
  EXPECT_THAT(outcome.detail, HasSubstr("delete it there: it says: pushed metrics are invalid"));
}

TEST(MayHaveArrived, WhatWasAcceptedOrSentAndNotAnswered) {
  const auto push = [](Reason reason, int status, std::size_t bytes) {
    return Outcome{.reason = reason, .http_status = status, .bytes_sent = bytes};
  };
  EXPECT_TRUE(MayHaveArrived(push(Reason::kOk, 200, 9)));
  EXPECT_TRUE(MayHaveArrived(push(Reason::kTimeout, 0, 9)));
  EXPECT_TRUE(MayHaveArrived(push(Reason::kCancelled, 0, 9)));
  EXPECT_TRUE(MayHaveArrived(push(Reason::kServerError, 504, 9)));
  EXPECT_FALSE(MayHaveArrived(push(Reason::kConnect, 0, 0)));
  EXPECT_FALSE(MayHaveArrived(push(Reason::kTimeout, 0, 0)));
  EXPECT_FALSE(MayHaveArrived(push(Reason::kUnauthorized, 403, 9)));
  EXPECT_FALSE(MayHaveArrived(push(Reason::kServerError, 503, 9)));
}

TEST(JudgeReply, TakesNothingButAnEmpty202ForADeletion) {
  EXPECT_EQ(Judge(Request::kDelete, Status(202)).reason, Reason::kOk);
  EXPECT_EQ(Judge(Request::kDelete, Status(200)).reason, Reason::kNotPushgateway);
  EXPECT_EQ(Judge(Request::kDelete, Status(202, "bye")).reason, Reason::kNotPushgateway);
}

TEST(JudgeReply, TakesNoSuccessOfAProbeForAPushgateways) {
  for (const int status : {200, 202, 204}) {
    EXPECT_EQ(Judge(Request::kProbe, Status(status)).reason, Reason::kNotPushgateway);
  }
  EXPECT_THAT(Judge(Request::kProbe, Status(400, "Bad Request")).detail,
              HasSubstr("not in the words of a Pushgateway"));
}

TEST(JudgeReply, SortsEveryTransportError) {
  using net::TransportError;
  const std::pair<TransportError, Reason> cases[] = {
      {TransportError::kDns, Reason::kDns},
      {TransportError::kConnect, Reason::kConnect},
      {TransportError::kTimeout, Reason::kTimeout},
      {TransportError::kTls, Reason::kTls},
      {TransportError::kCredentials, Reason::kUnauthorized},
      {TransportError::kCancelled, Reason::kCancelled},
      {TransportError::kTooLarge, Reason::kServerError},
  };
  for (const auto& [error, reason] : cases) {
    net::HttpReply reply;
    reply.error = error;
    reply.detail = "the cause";
    const Outcome outcome = Judge(Request::kPush, reply);
    EXPECT_EQ(outcome.reason, reason);
    EXPECT_EQ(outcome.detail, error == TransportError::kTooLarge
                                  ? "the cause: is this a Pushgateway?"
                                  : "the cause");
  }
}

TEST(JudgeReply, QuotesTheReplysHeadAndTail) {
  const std::string detail =
      Judge(Request::kPush, Status(400, "pushed metrics are invalid:\n" + std::string(900, 'x') +
                                            " was collected before"))
          .detail;
  EXPECT_THAT(detail, HasSubstr(std::string(kUrl) +
                                ": HTTP 400: refuses the metrics: it says: pushed metrics are "
                                "invalid: xxx"));
  EXPECT_TRUE(detail.ends_with(" was collected before")) << detail;
}

TEST(JudgeReply, SaysWhereARedirectLeads) {
  net::HttpReply reply = Status(308);
  reply.location = "https://u:s3cret@new.example.com/metrics?state=1";
  const Outcome first = Judge(Request::kPush, reply);
  EXPECT_THAT(first.detail,
              HasSubstr("redirects to https://***@new.example.com/metrics, which is not followed: "
                        "set url to where the Pushgateway is now"));
  reply.location = "https://u:s3cret@new.example.com/metrics?state=2";
  EXPECT_EQ(Judge(Request::kPush, reply).cause, first.cause);
  reply.location = "https://new.example.com/pg/metrics/job/odin/site/berlin-1";
  EXPECT_TRUE(Judge(Request::kPush, reply)
                  .detail.ends_with("not followed: set url to https://new.example.com/pg"));
}

TEST(JudgeReply, SaysWhichCredentialsToLookAt) {
  EXPECT_THAT(Judge(Request::kPush, Status(401)).detail,
              HasSubstr("wants credentials: set basic_auth or authorization"));
  const SettingNames ours{.credentials_in_use = "authorization"};
  EXPECT_THAT(Judge(Request::kPush, Status(401), ours).detail, HasSubstr("check authorization"));
  EXPECT_THAT(Judge(Request::kPush, Status(403), ours).detail,
              HasSubstr("does not allow them to PUT here: check authorization"));
  EXPECT_THAT(Judge(Request::kDelete, Status(403), ours).detail,
              HasSubstr("does not allow them to DELETE here"));
}

TEST(JudgeReply, KnowsAServerThatHasNoPutForNoPushgateway) {
  for (const int status : {405, 501}) {
    EXPECT_THAT(Judge(Request::kPush, Status(status)).detail,
                HasSubstr("does not allow PUT here: no Pushgateway at this URL"));
  }
}

TEST(JudgeReply, NamesTheCauseWithoutWhatDiffersFromTryToTry) {
  const auto cause = [](int status, const std::string& body) {
    return Judge(Request::kPush, Status(status, body)).cause;
  };
  EXPECT_EQ(cause(400, "text format parsing error in line 17: bad"),
            cause(400, "text format parsing error in line 3: worse"));
  EXPECT_NE(cause(400, "text format parsing error in line 17"),
            cause(400, "pushed metrics are invalid"));
  EXPECT_EQ(cause(502, "request ab12"), cause(502, "request cd34"));
  EXPECT_NE(cause(404, ""), cause(405, ""));
  EXPECT_NE(cause(502, ""), cause(503, ""));
}

}  // namespace
}  // namespace agent::publish
