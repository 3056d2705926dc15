#include "agent/serve/accept_encoding.hpp"

#include <optional>

#include "agent/base/number.hpp"
#include "agent/base/text.hpp"

namespace agent::serve {
namespace {

// Cuts `text` at the first `separator`: returns what is before it, leaves what is behind.
std::string_view TakeUntil(char separator, std::string_view& text) {
  const std::size_t end = text.find(separator);
  const std::string_view head = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return head;
}

// The weight among a coding's parameters: 1 without one.
double Weight(std::string_view parameters) {
  while (!parameters.empty()) {
    std::string_view value = base::Trim(TakeUntil(';', parameters));
    const std::string_view name = base::Trim(TakeUntil('=', value));
    if (!base::EqualsIgnoreCase(name, "q")) continue;
    const std::optional<double> weight = base::ParseDouble(base::Trim(value));
    return weight && *weight >= 0 && *weight <= 1 ? *weight : 0;
  }
  return 1;
}

}  // namespace

bool AcceptsGzip(std::string_view accept_encoding) {
  std::optional<double> gzip;
  std::optional<double> any;
  double identity = 0;
  while (!accept_encoding.empty()) {
    std::string_view parameters = TakeUntil(',', accept_encoding);
    const std::string_view coding = base::Trim(TakeUntil(';', parameters));
    const double weight = Weight(parameters);
    if (base::EqualsIgnoreCase(coding, "gzip") || base::EqualsIgnoreCase(coding, "x-gzip")) {
      gzip = weight;
    } else if (base::EqualsIgnoreCase(coding, "identity")) {
      identity = weight;
    } else if (coding == "*") {
      any = weight;
    }
  }
  const double offered = gzip.value_or(any.value_or(0));
  return offered > 0 && offered >= identity;
}

}  // namespace agent::serve
