#pragma once

namespace agent::cli {

// `odin-agent hash-password`: reads a password from standard input (without echo on a terminal)
// and prints its bcrypt hash, for local.basic_auth_users.
int HashPassword();

}  // namespace agent::cli
