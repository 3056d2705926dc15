#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "agent/base/log.hpp"

namespace agent::base {

// A log line without its time: level, message and fields. In both formats, a character that would
// move or hide text on a terminal (see Visible) is written as a JSON escape.
[[nodiscard]] std::string FormatLogText(LogFormat format, LogLevel level, std::string_view message,
                                        std::initializer_list<LogField> fields);

}  // namespace agent::base
