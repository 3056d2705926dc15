#pragma once

namespace agent::base {

// Puts /dev/null in the place of descriptors 0, 1 and 2 where the process was started without them.
// Otherwise the next file or connection would get such a number, and what is printed or logged
// would be written into it. Reading there gives the end, and writing fails as it did before. To be
// called before anything is opened. Ends the process when it cannot.
void FillStandardDescriptors() noexcept;

}  // namespace agent::base
