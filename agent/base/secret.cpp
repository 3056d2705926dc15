#include "agent/base/secret.hpp"

#include <algorithm>
#include <ostream>
#include <string_view>

#include "agent/base/file.hpp"
#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"

namespace agent::base {

std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "***"; }

std::string ParseSecret(const std::string& place, std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    throw FileError(place + ": is UTF-16 text: save it as UTF-8");
  }
  text = Trim(WithoutByteOrderMark(text));
  if (text.empty()) throw FileNotReady(place + ": is empty, but should hold a secret");
  if (text.find('\n') != std::string_view::npos || text.find('\r') != std::string_view::npos) {
    throw FileError(place + ": must hold the secret in one line and nothing else");
  }
  if (std::any_of(text.begin(), text.end(), IsControl)) {
    throw FileError(place +
                    ": holds a control character (NUL, a tab …), which no secret can: is it text?");
  }
  return std::string(text);
}

Secret ReadSecret(const SecretSource& source) {
  if (source.file.empty()) return source.value;
  constexpr std::size_t kMaxSecretBytes = 64 * 1024;
  return Secret(ParseSecret(source.file, ReadSmallFile(source.file, kMaxSecretBytes)));
}

}  // namespace agent::base
