// Whether a table of the core may grow. The lane's tables are fixed: full is a counted refusal, never an
// allocation. Tools that read a file of unknown size let theirs double.
#pragma once

#include <cstdint>

namespace hotlane {

enum class Growth : uint8_t { fixed, doubling };

}  // namespace hotlane
