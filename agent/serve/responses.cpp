#include "agent/serve/responses.hpp"

#include <microhttpd.h>

#include <new>
#include <string_view>
#include <tuple>
#include <utility>

namespace agent::serve {
namespace {

void AddHeader(const ResponsePtr& response, const char* name, std::string_view value) {
  if (MHD_add_response_header(response.get(), name, std::string(value).c_str()) != MHD_YES) {
    throw std::bad_alloc();
  }
}

// Takes a response that a function of the library made (null: no memory) and adds what all have.
ResponsePtr Wrap(MHD_Response* made, std::string_view content_type) {
  ResponsePtr response(made);
  if (!response) throw std::bad_alloc();
  AddHeader(response, MHD_HTTP_HEADER_CONTENT_TYPE, content_type);
  AddHeader(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
  AddHeader(response, "X-Content-Type-Options", "nosniff");
  return response;
}

ResponsePtr Text(std::string_view body, std::vector<Header> headers = {}) {
  return MakeResponse({.body = std::string(body), .headers = std::move(headers)});
}

// What follows is not to be trusted to be a request.
constexpr Header kClose{MHD_HTTP_HEADER_CONNECTION, "close"};

extern "C" void ReleaseExposition(void* held) { delete static_cast<ExpositionPtr*>(held); }

// `text` is a part of `exposition`.
ResponsePtr Sending(const ExpositionPtr& exposition, const std::string& text) {
  auto held = std::make_unique<ExpositionPtr>(exposition);
  void* bytes = const_cast<char*>(text.data());
  MHD_Response* made = MHD_create_response_from_buffer_with_free_callback_cls(
      text.size(), bytes, ReleaseExposition, held.get());
  if (made != nullptr) std::ignore = held.release();  // now the response's
  ResponsePtr response = Wrap(made, exposition::kTextContentType);
  AddHeader(response, MHD_HTTP_HEADER_VARY, MHD_HTTP_HEADER_ACCEPT_ENCODING);
  return response;
}

}  // namespace

void ResponseDeleter::operator()(MHD_Response* response) const { MHD_destroy_response(response); }

ResponsePtr MakeResponse(const Page& page) {
  // The library takes a pointer to non-const, but only reads when it is told to copy.
  void* bytes = const_cast<char*>(page.body.data());
  ResponsePtr response =
      Wrap(MHD_create_response_from_buffer(page.body.size(), bytes, MHD_RESPMEM_MUST_COPY),
           page.content_type);
  for (const Header& header : page.headers) AddHeader(response, header.name, header.value);
  return response;
}

Refusals::Refusals(const std::vector<std::string>& challenges)
    : bad_request(Text("This request can be read in more than one way (RFC 9112).\n", {kClose})),
      unauthorized(Text("This needs credentials: a token or a user's password, as local: in "
                        "odin-agent's configuration says.\n")),
      not_found(Text("There is nothing here. Try /api/metrics or /.\n")),
      method_not_allowed(
          Text("Only GET and HEAD are served here.\n", {{MHD_HTTP_HEADER_ALLOW, "GET, HEAD"}})),
      too_many_failures(Text("Too many failed logins from your address. Wait a second.\n",
                             {{MHD_HTTP_HEADER_RETRY_AFTER, "1"}})),
      too_many_arguments(Text("The query of this request has too many arguments.\n", {kClose})),
      too_many_logins(Text("Too many logins at the same time. Try again in a second.\n",
                           {{MHD_HTTP_HEADER_RETRY_AFTER, "1"}})) {
  for (const std::string& challenge : challenges) {
    AddHeader(unauthorized, MHD_HTTP_HEADER_WWW_AUTHENTICATE, challenge);
  }
}

MHD_Response* ExpositionResponses::Get(const ExpositionPtr& exposition, bool gzip) {
  if (exposition != exposition_) {
    plain_.reset();
    gzip_.reset();
    exposition_ = exposition;
  }
  if (!gzip) {
    if (!plain_) plain_ = Sending(exposition, exposition->text);
    return plain_.get();
  }
  if (!gzip_) {
    ResponsePtr response = Sending(exposition, exposition->gzip);
    AddHeader(response, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    gzip_ = std::move(response);
  }
  return gzip_.get();
}

}  // namespace agent::serve
