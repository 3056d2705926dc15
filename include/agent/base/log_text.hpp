#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "agent/base/clock.hpp"
#include "agent/base/log.hpp"

namespace agent::base {

// What a line of the log says after its time: level, message and fields, each with its key. What
// would move or hide text on a terminal (see Visible) is written as its code, as JSON spells it, in
// either format.
[[nodiscard]] std::string FormatLogText(LogFormat format, LogLevel level, std::string_view message,
                                        std::initializer_list<LogField> fields);

// The whole line, without its end: the time in UTC with milliseconds, then FormatLogText.
[[nodiscard]] std::string FormatLogLine(LogFormat format, WallTime time, LogLevel level,
                                        std::string_view message,
                                        std::initializer_list<LogField> fields);

}  // namespace agent::base
