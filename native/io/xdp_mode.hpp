// Where AF_XDP takes a frame on its way in. Apart from its receiver, so that it can be asked for by code that
// is built without AF_XDP.
#pragma once

#include <cstdint>

namespace hotlane::io {

enum class XdpMode : uint8_t {
  best,     // native where the driver can, else generic
  native,   // in the driver, before the kernel makes a buffer of the frame
  generic,  // after that: any interface
};

}  // namespace hotlane::io
