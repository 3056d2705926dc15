#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/serve/request_head.hpp"

struct MHD_Connection;

namespace agent::serve {

// The first line of a request. The parts live as long as the request.
struct RequestLine {
  const char* method = "";
  const char* path = "";  // the target without its query, as it was sent
  const char* version = "";
  bool has_too_many_arguments = false;  // in its query: more than kMaxArguments
  bool has_space_in_query = false;
};

// The most arguments of a query. No client of ours sends that many. The library's memory is too
// small for 250.
inline constexpr int kMaxArguments = 100;

// The functions below read a libmicrohttpd connection.

// The connection's socket, as its identity. The library owns it.
[[nodiscard]] int SocketOf(MHD_Connection* connection);

// The ClientName() of its other end.
[[nodiscard]] std::string ClientOf(MHD_Connection* connection);

// ValuesOf() the current request's header lines. They live as long as the request.
[[nodiscard]] std::vector<std::string_view> HeaderValues(MHD_Connection* connection,
                                                         std::string_view name);

// The head of the current request, whose first line the library gave. The parts live as long as the
// request.
[[nodiscard]] RequestHead HeadOf(MHD_Connection* connection, const RequestLine& line);

// Whether its head announces a body, whatever the method.
[[nodiscard]] bool HasBody(MHD_Connection* connection);

// AcceptsGzip() of the current request.
[[nodiscard]] bool ClientAcceptsGzip(MHD_Connection* connection);

}  // namespace agent::serve
