#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/serve/request_head.hpp"

struct MHD_Connection;

namespace agent::serve {

// What the server asks of a libmicrohttpd connection, in C++ terms.

// The connection's socket, to know it by: the library owns it.
[[nodiscard]] int SocketOf(MHD_Connection* connection);

// The ClientName() of its other end.
[[nodiscard]] std::string ClientOf(MHD_Connection* connection);

// The values of all header lines of the current request with that name (in any case), in their
// order. They live as long as the request.
[[nodiscard]] std::vector<std::string_view> HeaderValues(MHD_Connection* connection,
                                                         std::string_view name);

// The head of the current request; `target` and `version` as the library gives them. The parts live
// as long as the request.
[[nodiscard]] RequestHead HeadOf(MHD_Connection* connection, std::string_view target,
                                 std::string_view version);

// Whether its head announces a body, whatever the method.
[[nodiscard]] bool HasBody(MHD_Connection* connection);

// AcceptsGzip() of the current request.
[[nodiscard]] bool ClientAcceptsGzip(MHD_Connection* connection);

}  // namespace agent::serve
