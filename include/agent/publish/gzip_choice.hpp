#pragma once

#include <optional>
#include <string>

#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"

namespace agent::publish {

// Whether the next push is compressed. A gateway that refuses gzip counts as one that cannot read
// it only where it has taken the same metrics as plain text. After a 415 once is enough; after a
// 400, which has other causes too, it must happen twice in a row. Then pushes are plain for an
// hour, or until one fails, and gzip is tried again.
class GzipChoice {
 public:
  explicit GzipChoice(config::Compression compression) : compression_(compression) {}

  [[nodiscard]] bool UseGzip(base::SteadyTime now) const;

  // Whether a push refused with `http_status` is to be tried once more as plain text.
  [[nodiscard]] bool MayFallBack(int http_status) const;

  // A compressed push was accepted, or one was refused with the status `refusal` and accepted as
  // plain text. Both return what the log should say of it, mostly nothing.
  [[nodiscard]] std::string GzipTaken();
  [[nodiscard]] std::string OnlyPlainTaken(int refusal, base::SteadyTime now);

  // A push failed: who answers the next one may be somebody else.
  void Failed() { plain_until_.reset(); }

 private:
  config::Compression compression_;
  std::optional<base::SteadyTime> plain_until_;
  int refusals_ = 0;      // of gzip alone, since it was last taken
  bool is_told_ = false;  // that gzip is given up
};

}  // namespace agent::publish
