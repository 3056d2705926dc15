#include "agent/publish/probe.hpp"

#include <cstddef>
#include <random>

namespace agent::publish {
namespace {

constexpr std::string_view kLine =
    "odin_agent_probe odin-agent-asks-whether-a-pushgateway-is-here\n";
constexpr std::string_view kQuoted = "odin-agent-asks-whether-a-pushgateway-is-here";

constexpr std::size_t kSpareBytes = 512;
constexpr std::size_t kSpareShare = 64;  // and one byte for so many
constexpr std::size_t kCommentBytes = 64;

// Lines of comment that gzip cannot make much smaller.
void AppendNoise(std::string& text, std::size_t bytes) {
  constexpr std::string_view kDigits =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
  std::minstd_rand random;
  for (std::size_t i = 0; i < bytes; ++i) {
    if (i % kCommentBytes == 0) text += i == 0 ? "# " : "\n# ";
    text += kDigits[(random() >> 8) % kDigits.size()];
  }
  text += '\n';
}

}  // namespace

bool TakesGroups(const net::HttpReply& reply) {
  return reply.error == net::TransportError::kNone && reply.status == 405 &&
         reply.allow.find("PUT") != std::string::npos &&
         reply.allow.find("DELETE") != std::string::npos;
}

std::string_view ProbeLine() { return kLine; }

std::string ProbeOf(std::string text) {
  AppendNoise(text, kSpareBytes + text.size() / kSpareShare);
  text += kLine;
  return text;
}

bool QuotesProbe(const net::HttpReply& reply) {
  return reply.status == 400 && reply.body.find(kQuoted) != std::string::npos;
}

bool RefusesBody(const net::HttpReply& reply) {
  return reply.error == net::TransportError::kNone &&
         (reply.status == 400 || reply.status == 415 || reply.status == 422);
}

}  // namespace agent::publish
