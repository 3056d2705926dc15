#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/collect/collector.hpp"
#include "agent/publish/outcome.hpp"

namespace agent::app {

// What the agent last did, put together into the one line that `systemctl status` shows:
// "12 printers, 8 online; pushed to https://push.example.com at 14:03:07 UTC". Times are in UTC, as
// in the log, and absolute: the line may be read long after it was written.
class ServiceStatus {
 public:
  // What the latest collection gave; `farm` describes it where there was no error.
  void Collected(const std::optional<collect::CollectError>& error, const std::string& farm,
                 base::WallTime now);

  // How the latest push to `gateway` ended. Whether that is news: it works or fails otherwise than
  // the one before.
  bool Pushed(const std::string& gateway, const publish::Outcome& outcome, base::WallTime now);

  // What there is to know besides; empty: nothing.
  void Remark(std::string what) { remark_ = std::move(what); }

  // There is another source, site or set of labels: nothing was done with it yet.
  void Forget() {
    source_.reset();
    gateways_.clear();
  }

  // From now on with these gateways; what is known of the others is forgotten.
  void KeepGateways(const std::vector<std::string>& gateways);

  // One line of valid UTF-8, of about 1 KB at most.
  [[nodiscard]] std::string Text() const;

 private:
  struct State {
    std::string cause;     // of the failure; empty when all is well
    base::WallTime since;  // it is well, or is not
    std::string text;
  };

  std::optional<State> source_;
  std::map<std::string, State> gateways_;
  std::string remark_;
};

}  // namespace agent::app
