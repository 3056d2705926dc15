#pragma once

#include <optional>
#include <string>

#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"

namespace agent::publish {

// Decides whether the next push is compressed. With `auto`, pushes become plain text when the
// gateway has refused gzip, and then accepted the same metrics as plain text. With a 415 once is
// enough. With a 400, which has other causes too, it must happen twice in a row. After an hour, or
// when a plain push fails, gzip is tried again.
class GzipChoice {
 public:
  explicit GzipChoice(config::Compression compression) : compression_(compression) {}

  [[nodiscard]] bool UseGzip(base::SteadyTime now) const;

  // Whether to try a push that was refused with `http_status` again as plain text.
  [[nodiscard]] bool MayFallBack(int http_status) const;

  // GzipTaken: a compressed push was accepted. OnlyPlainTaken: it was refused with the status
  // `refusal`, then accepted as plain text. Both return a message for the log, mostly empty.
  [[nodiscard]] std::string GzipTaken();
  [[nodiscard]] std::string OnlyPlainTaken(int refusal, base::SteadyTime now);

  // A push failed. Another server may answer the next one, so gzip is tried again.
  void Failed() { plain_until_.reset(); }

 private:
  config::Compression compression_;
  std::optional<base::SteadyTime> plain_until_;
  int refusals_ = 0;      // of gzip where plain text was accepted, since gzip was last accepted
  bool is_told_ = false;  // the log knows that gzip was refused
};

}  // namespace agent::publish
