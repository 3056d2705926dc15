#pragma once

#include <string>
#include <string_view>

namespace agent::net {

// The media type alone of a Content-Type header, in lower case: "text/html". Empty where there is
// none.
[[nodiscard]] std::string MediaType(std::string_view content_type);

}  // namespace agent::net
