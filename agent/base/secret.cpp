#include "agent/base/secret.hpp"

#include <ostream>

#include "agent/base/file.hpp"
#include "agent/base/text.hpp"

namespace agent::base {

std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "***"; }

Secret ReadSecret(const SecretSource& source) {
  if (source.file.empty()) return source.value;
  constexpr std::size_t kMaxSecretBytes = 64 * 1024;
  const std::string content = ReadSmallFile(source.file, kMaxSecretBytes);
  const std::string_view text = Trim(content);
  if (text.empty()) throw FileError(source.file + ": is empty, but should hold a secret");
  return Secret(std::string(text));
}

}  // namespace agent::base
