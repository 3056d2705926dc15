#include "agent/net/media_type.hpp"

#include "agent/base/text.hpp"

namespace agent::net {

std::string MediaType(std::string_view content_type) {
  return base::ToLowerAscii(base::Trim(content_type.substr(0, content_type.find(';'))));
}

}  // namespace agent::net
