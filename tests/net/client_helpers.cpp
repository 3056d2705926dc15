#include "net/client_helpers.hpp"

#include <thread>

namespace agent::test {

net::HttpRequest Get(const std::string& url, std::chrono::milliseconds timeout) {
  net::HttpRequest request;
  request.url = url;
  request.timeout = timeout;
  return request;
}

net::HttpReply SendOnce(const net::HttpRequest& request, const config::HttpClientConfig& config) {
  return net::MakeHttpClient(config)->Send(request, {});
}

Cancelled CancelWhen(const std::function<void()>& reached, const net::HttpRequest& request) {
  const std::unique_ptr<net::HttpClient> client = net::MakeHttpClient({});
  std::stop_source stop;
  std::chrono::steady_clock::time_point fired;
  std::jthread canceller([&] {
    reached();
    fired = std::chrono::steady_clock::now();
    stop.request_stop();
  });
  net::HttpReply reply = client->Send(request, stop.get_token());
  const auto returned = std::chrono::steady_clock::now();
  canceller.join();
  return {std::move(reply), returned - fired};
}

}  // namespace agent::test
