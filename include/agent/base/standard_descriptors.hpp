#pragma once

namespace agent::base {

// Opens /dev/null for each of the descriptors 0, 1 and 2 that the process was started without.
// Otherwise the next file or connection would get that number, and the log would be written into
// it. Reading from such a descriptor gives end of file; writing fails. Call it before anything is
// opened. Ends the process on failure.
void FillStandardDescriptors() noexcept;

}  // namespace agent::base
