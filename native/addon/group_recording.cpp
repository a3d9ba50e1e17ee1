// GroupRecording: records multicast groups to a file on threads of its own, started and watched from
// JavaScript (src/feed/recording.ts). Arguments are checked in TypeScript.
#include "io/group_recording.hpp"

#include <cstring>

#include "addon/bindings.hpp"
#include "addon/count_number.hpp"

namespace hotlane::addon {
namespace {

io::GroupRecordingSetup read_setup(Napi::Object setup) {
  io::GroupRecordingSetup out;
  out.file.path = setup.Get("file").ToString().Utf8Value();
  out.packets_max = static_cast<uint64_t>(setup.Get("packetsMax").ToNumber().Int64Value());
  const auto groups = setup.Get("groups").As<Napi::Array>();
  for (uint32_t i = 0; i < groups.Length(); ++i) {
    const auto group = groups.Get(i).As<Napi::Object>();
    io::UdpReceiverSetup receiver;
    receiver.group = group.Get("address").ToString().Utf8Value();
    receiver.port = static_cast<uint16_t>(group.Get("port").ToNumber().Uint32Value());
    receiver.interface_address = group.Get("interface").ToString().Utf8Value();
    receiver.source_address = group.Get("source").ToString().Utf8Value();
    receiver.stream = static_cast<uint16_t>(i);
    out.groups.push_back(receiver);
  }
  return out;
}

class Recording : public Napi::ObjectWrap<Recording> {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set("GroupRecording", DefineClass(env, "GroupRecording",
                                              {InstanceMethod<&Recording::is_done>("isDone"),
                                               InstanceMethod<&Recording::stop>("stop"),
                                               InstanceMethod<&Recording::counters>("counters")}));
  }

  // new GroupRecording(setup): throws an Error when it can't start.
  explicit Recording(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Recording>(info) {
    const std::string failure = recording_.start(read_setup(info[0].As<Napi::Object>()));
    if (!failure.empty()) Napi::Error::New(info.Env(), failure).ThrowAsJavaScriptException();
  }

 private:
  Napi::Value is_done(const Napi::CallbackInfo& info) {
    return Napi::Boolean::New(info.Env(), recording_.is_done());
  }
  // stop(): waits for what has arrived to be in the file.
  Napi::Value stop(const Napi::CallbackInfo& info) {
    recording_.stop();
    return info.Env().Undefined();
  }
  Napi::Value counters(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    const io::GroupRecordingCounters counters = recording_.counters();
    Napi::Object out = Napi::Object::New(env);
    out.Set("packets", number_of(env, counters.recorder.packets));
    out.Set("bytes", number_of(env, counters.recorder.bytes));
    out.Set("written", number_of(env, counters.recorder.written));
    out.Set("fileBytes", number_of(env, counters.recorder.written_bytes));
    out.Set("droppedInRing", number_of(env, counters.recorder.dropped));
    out.Set("droppedInKernel", number_of(env, counters.kernel_drops));
    out.Set("foreign", number_of(env, counters.foreign));
    out.Set("unwritten", number_of(env, counters.recorder.unwritten));
    const int failure = counters.recorder.failure;
    out.Set("failure",
            failure == 0 ? env.Null() : Napi::Value(Napi::String::New(env, std::strerror(failure))));
    return out;
  }

  io::GroupRecording recording_;
};

}  // namespace

void init_group_recording(Napi::Env env, Napi::Object exports) {
  Recording::init(env, exports);
}

}  // namespace hotlane::addon
