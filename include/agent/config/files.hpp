#pragma once

#include <string>
#include <string_view>

#include "agent/base/secret.hpp"
#include "agent/config/value.hpp"

namespace agent::config {

// A path; a relative one starts at the configuration file's folder.
void ReadPath(const Value& value, std::string& out);

// As ReadPath, for a file that must be readable and not empty now.
void ReadFileName(const Value& value, std::string& out);

// As ReadFileName, for a file that is a secret: warns when every user of the machine may read it.
void ReadPrivateFileName(const Value& value, std::string& out);

// The two ways to give a secret: its text, or a file that holds nothing else.
void ReadSecretText(const Value& value, base::SecretSource& out);
void ReadSecretFile(const Value& value, base::SecretSource& out);

// Reports a mapping that has both or none of `key` and `key`_file.
void CheckOneSecret(const Value& mapping, std::string_view key);

// To be called for each secret in the configuration: the first one that is written in a file which
// every user may read is warned about.
void NoteSecret(const Value& value);

// The permission bits of `path`, such as "0644", if every user may read it; empty otherwise.
[[nodiscard]] std::string PublicMode(const std::string& path);

}  // namespace agent::config
