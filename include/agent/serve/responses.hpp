#pragma once

#include <memory>
#include <string>
#include <vector>

#include "agent/exposition/rendered.hpp"
#include "agent/serve/page.hpp"

struct MHD_Response;

namespace agent::serve {

struct ResponseDeleter {
  void operator()(MHD_Response* response) const;
};
// One reference to a response. The connections that send it hold others.
using ResponsePtr = std::unique_ptr<MHD_Response, ResponseDeleter>;

// The response that sends `page`, which has no exposition. Throws std::bad_alloc.
[[nodiscard]] ResponsePtr MakeResponse(const Page& page);

// The refusals, made once and sent many times. The constructor throws std::bad_alloc.
struct Refusals {
  // `challenges`: the values of the 401's WWW-Authenticate headers.
  explicit Refusals(const std::vector<std::string>& challenges);

  ResponsePtr bad_request;         // 400, and ends the connection
  ResponsePtr unauthorized;        // 401
  ResponsePtr not_found;           // 404
  ResponsePtr method_not_allowed;  // 405
  ResponsePtr too_many_failures;   // 429
  ResponsePtr too_many_arguments;  // 431, and ends the connection
  ResponsePtr too_many_logins;     // 503
};

using ExpositionPtr = std::shared_ptr<const exposition::Rendered>;

// The newest exposition as a response, plain and gzip'd, each made on first use. A response shares
// the text and keeps it alive until the last connection has sent it. For one thread.
class ExpositionResponses {
 public:
  // Valid until the next call. Throws std::bad_alloc.
  [[nodiscard]] MHD_Response* Get(const ExpositionPtr& exposition, bool gzip);

 private:
  ExpositionPtr exposition_;
  ResponsePtr plain_;
  ResponsePtr gzip_;
};

}  // namespace agent::serve
