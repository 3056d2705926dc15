#include "agent/serve/request.hpp"

#include <microhttpd.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>

#include "agent/base/text.hpp"
#include "agent/serve/accept_encoding.hpp"
#include "agent/serve/client_address.hpp"

namespace agent::serve {
namespace {

struct HeaderSearch {
  std::string_view name;
  std::vector<std::string_view> values;
};

MHD_Result CollectHeader(void* search_pointer, MHD_ValueKind, const char* name,
                         std::size_t name_size, const char* value,
                         std::size_t value_size) noexcept {
  auto& search = *static_cast<HeaderSearch*>(search_pointer);
  if (base::EqualsIgnoreCase({name, name_size}, search.name)) {
    search.values.emplace_back(value, value_size);  // reserved: does not throw
  }
  return MHD_YES;
}

// Where a header goes on in a further line, libmicrohttpd 0.9.75 adds that line to the *name*, of
// which it makes a copy behind everything it has read: a name and its value are else where they
// arrived, one after the other. 1.0 refuses such a header itself.
bool IsFolded(const char* name, const char* value) { return std::less<>()(value, name); }

MHD_Result CollectLine(void* lines, MHD_ValueKind, const char* name, std::size_t name_size,
                       const char* value, std::size_t value_size) noexcept {
  // Reserved: does not throw.
  static_cast<std::vector<HeaderLine>*>(lines)->push_back(
      {{name, name_size}, base::Trim({value, value_size}), IsFolded(name, value)});
  return MHD_YES;
}

}  // namespace

int SocketOf(MHD_Connection* connection) {
  return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

std::string ClientOf(MHD_Connection* connection) {
  return ClientName(
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
}

std::vector<std::string_view> HeaderValues(MHD_Connection* connection, std::string_view name) {
  HeaderSearch search{name, {}};
  const int count = MHD_get_connection_values_n(connection, MHD_HEADER_KIND, nullptr, nullptr);
  search.values.reserve(static_cast<std::size_t>(count));
  MHD_get_connection_values_n(connection, MHD_HEADER_KIND, CollectHeader, &search);
  return std::move(search.values);
}

RequestHead HeadOf(MHD_Connection* connection, std::string_view target, std::string_view version) {
  RequestHead head{version, target, {}};
  const int count = MHD_get_connection_values_n(connection, MHD_HEADER_KIND, nullptr, nullptr);
  head.headers.reserve(static_cast<std::size_t>(count));
  MHD_get_connection_values_n(connection, MHD_HEADER_KIND, CollectLine, &head.headers);
  return head;
}

bool HasBody(MHD_Connection* connection) {
  const auto lengths = HeaderValues(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
  return !HeaderValues(connection, MHD_HTTP_HEADER_TRANSFER_ENCODING).empty() ||
         std::any_of(lengths.begin(), lengths.end(),
                     [](std::string_view length) { return length != "0"; });
}

bool ClientAcceptsGzip(MHD_Connection* connection) {
  std::string list;
  for (const std::string_view value : HeaderValues(connection, MHD_HTTP_HEADER_ACCEPT_ENCODING)) {
    list += value;
    list += ',';
  }
  return AcceptsGzip(list);
}

}  // namespace agent::serve
