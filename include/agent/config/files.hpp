#pragma once

#include <string>
#include <string_view>

#include "agent/base/secret.hpp"
#include "agent/base/tls_file.hpp"
#include "agent/config/value.hpp"

namespace agent::config {

// A path; a relative one starts at the configuration file's folder.
void ReadPath(const Value& value, std::string& out);

// As ReadPath, for a TLS file. A file that is not there yet is accepted, and reported as missing. A
// file of another kind is an error. Warns when every user of the machine may read a key.
void ReadTlsFileName(const Value& value, base::TlsFile kind, std::string& out);

// Reports a key_file in `mapping` that does not belong to the certificate in cert_file.
void CheckKeyBelongs(const Value& mapping, const std::string& cert_file,
                     const std::string& key_file);

// Read a secret's text, or the name of a file that holds only the secret. A file that is not there
// yet is accepted, and reported as missing.
void ReadSecretText(const Value& value, base::SecretSource& out);
void ReadSecretFile(const Value& value, base::SecretSource& out);

// Reports a mapping that has both `key` and `key`_file, or neither.
void CheckOneSecret(const Value& mapping, std::string_view key);

// Warns when every user may read the configuration file and it holds this secret's text. Call it
// for each secret; only the first one causes a warning.
void WarnIfFileIsPublic(const Value& value);

// The permission bits of `path`, such as "0644", if every user may read it; empty otherwise.
[[nodiscard]] std::string PublicMode(const std::string& path);

}  // namespace agent::config
