// peerOf(descriptor): who is at the other end of a control connection (src/control/control-socket.ts).
#include "io/socket_peer.hpp"

#include "addon/bindings.hpp"

namespace hotlane::addon {
namespace {

Napi::Value peer_of(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto peer = io::peer_of(info[0].ToNumber().Int32Value());
  if (!peer) return env.Undefined();
  Napi::Object object = Napi::Object::New(env);
  object.Set("process", peer->process);
  object.Set("user", peer->user);
  object.Set("userName", peer->user_name);
  return object;
}

}  // namespace

void init_socket_peer(Napi::Env env, Napi::Object exports) {
  exports.Set("peerOf", Napi::Function::New(env, peer_of));
}

}  // namespace hotlane::addon
