#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "agent/base/log.hpp"

namespace agent::base {

// What a line of the log says after its time: level, message and fields, each with its key. What
// would move or hide text on a terminal (see Visible) is written as its code, as JSON spells it, in
// either format.
[[nodiscard]] std::string FormatLogText(LogFormat format, LogLevel level, std::string_view message,
                                        std::initializer_list<LogField> fields);

}  // namespace agent::base
