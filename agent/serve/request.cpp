#include "agent/serve/request.hpp"

#include <microhttpd.h>

#include <algorithm>
#include <cstddef>
#include <functional>

#include "agent/base/text.hpp"
#include "agent/serve/accept_encoding.hpp"
#include "agent/serve/client_address.hpp"

namespace agent::serve {
namespace {

// All header lines of the current request.
std::vector<HeaderLine> Headers(MHD_Connection* connection) {
  std::vector<HeaderLine> lines;
  const int count = MHD_get_connection_values_n(connection, MHD_HEADER_KIND, nullptr, nullptr);
  lines.reserve(static_cast<std::size_t>(count));  // so that the function below does not throw
  MHD_get_connection_values_n(
      connection, MHD_HEADER_KIND,
      [](void* all, MHD_ValueKind, const char* name, std::size_t name_size, const char* value,
         std::size_t value_size) {
        static_cast<std::vector<HeaderLine>*>(all)->push_back(
            {{name, name_size}, {value, value_size}});
        return MHD_YES;
      },
      &lines);
  return lines;
}

// Follows a head through the memory where it arrived and was cut into its parts by NULs.
class HeadWalk {
 public:
  HeadWalk(const char* begin, std::size_t size) : at_(begin), end_(begin + size) {}

  // Goes on behind `part`, if that is the next thing but for `fewest` to `most` NULs and then
  // space.
  bool Take(std::string_view part, std::ptrdiff_t fewest, std::ptrdiff_t most) {
    const char* const begin = part.data();
    if (std::less<>()(begin, at_) || std::less<>()(end_, begin)) return false;
    const char* const space = std::find_if(at_, begin, [](char c) { return c != '\0'; });
    if (space - at_ < fewest || space - at_ > most) return false;
    if (!std::all_of(space, begin, [](char c) { return c == ' ' || c == '\t'; })) return false;
    at_ = begin + part.size();
    return true;
  }

  void SkipTo(std::string_view part) { at_ = part.data() + part.size(); }

  bool TakeEnd() {  // the last line's, and that of the empty one
    return end_ - at_ >= 2 && end_ - at_ <= 4 &&
           std::all_of(at_, end_, [](char c) { return c == '\0'; });
  }

 private:
  const char* at_;
  const char* const end_;
};

// libmicrohttpd 0.9.75 takes a NUL for the end of a value, a line that begins with a NUL or a colon
// for the end of the head, and adds a line that goes on in the next to the *name*, in a copy of it.
// Whoever asks for the parts sees nothing of that; but they do not lie as in a plain head. Later
// releases answer 400 themselves.
bool HasMore(const RequestHead& head, const char* method, std::size_t size) {
  static const bool may_have = std::string_view(MHD_get_version()).starts_with("0.9.75");
  if (!may_have) return false;
  constexpr std::ptrdiff_t kLineEnd = 2;
  HeadWalk walk(method, size);
  walk.SkipTo(head.version);
  for (const HeaderLine& line : head.headers) {
    if (!walk.Take(line.name, 1, kLineEnd) || !walk.Take(line.value, 1, 1)) return true;
  }
  return !walk.TakeEnd();
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
  return ValuesOf(Headers(connection), name);
}

RequestHead HeadOf(MHD_Connection* connection, const RequestLine& line) {
  RequestHead head{line.version, line.path, Headers(connection), line.has_space_in_query};
  const auto* const info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  if (info != nullptr) head.has_more |= HasMore(head, line.method, info->header_size);
  for (HeaderLine& header : head.headers) header.value = base::Trim(header.value);
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
