#include "support/like_pushgateway.hpp"

#include <zlib.h>

#include <algorithm>
#include <ctime>
#include <string>
#include <utility>

#include "support/http.hpp"

namespace agent::test {
namespace {

std::string TextOf(const ReceivedRequest& request) {
  const auto encoding = request.headers.find("content-encoding");
  if (encoding == request.headers.end()) return request.body;
  std::string text(std::max<std::size_t>(1 << 20, request.body.size() * 20), '\0');
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return "";
  std::string body = request.body;
  stream.next_in = reinterpret_cast<Bytef*>(body.data());
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  inflate(&stream, Z_FINISH);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

// The value of the agent's probe, which is no number.
std::string ProbeIn(const ReceivedRequest& request) {
  constexpr std::string_view kName = "odin_agent_probe ";
  const std::string text = TextOf(request);
  const std::size_t at = text.rfind(kName);
  if (request.method != "PUT" || at == std::string::npos) return "";
  return text.substr(at + kName.size(), text.find('\n', at) - at - kName.size());
}

std::string DateNow() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  char date[64];
  std::strftime(date, sizeof date, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", ::gmtime_r(&now, &parts));
  return date;
}

}  // namespace

Script LikeAPushgateway(Script script) {
  return [script = std::move(script)](const ReceivedRequest& request) {
    if (request.method == "GET") {
      return Reply(405, "Method Not Allowed", "Allow: DELETE, OPTIONS, POST, PUT\r\n" + DateNow());
    }
    const std::string probe = ProbeIn(request);
    if (probe.empty()) return script(request);
    return Reply(
        400,
        "text format parsing error in line 1: expected float as value, got \"" + probe + "\"\n",
        DateNow());
  };
}

Script Healthy() {
  return LikeAPushgateway([](const ReceivedRequest&) { return Reply(202, "", DateNow()); });
}

std::size_t PushesTo(const ScriptedServer& server) {
  const std::vector<ReceivedRequest> requests = server.requests();
  return static_cast<std::size_t>(std::ranges::count_if(requests, [](const auto& request) {
    return request.method == "PUT" && ProbeIn(request).empty();
  }));
}

}  // namespace agent::test
