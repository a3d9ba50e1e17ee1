// CaptureReplay: sends a capture again on a thread of its own, fed chunk by chunk from JavaScript
// (src/feed/replaying.ts). Arguments are checked in TypeScript.
#include "io/capture_replay.hpp"

#include <cstring>

#include "addon/bindings.hpp"
#include "addon/capture_error.hpp"
#include "addon/count_number.hpp"
#include "addon/endpoint_text.hpp"

namespace hotlane::addon {
namespace {

IpEndpoint endpoint_of(Napi::Object object) {
  return ipv4_endpoint_of(object.Get("address").ToString().Utf8Value(),
                          static_cast<uint16_t>(object.Get("port").ToNumber().Uint32Value()));
}

io::CaptureReplaySetup read_setup(Napi::Object setup) {
  io::CaptureReplaySetup out;
  out.interface_address = setup.Get("interface").ToString().Utf8Value();
  out.speed = setup.Get("speed").ToNumber().DoubleValue();
  out.is_anything_allowed = setup.Get("isAnythingAllowed").ToBoolean().Value();
  const auto mappings = setup.Get("mappings").As<Napi::Array>();
  for (uint32_t i = 0; i < mappings.Length(); ++i) {
    const auto mapping = mappings.Get(i).As<Napi::Object>();
    io::ReplayMapping read;
    read.to = endpoint_of(mapping.Get("to").As<Napi::Object>());
    if (mapping.Get("line").IsNumber()) {
      read.line = mapping.Get("line").ToNumber().Uint32Value();
    } else {
      read.from = endpoint_of(mapping.Get("from").As<Napi::Object>());
    }
    out.mappings.push_back(read);
  }
  return out;
}

class Replay : public Napi::ObjectWrap<Replay> {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set(
        "CaptureReplay",
        DefineClass(env, "CaptureReplay",
                    {InstanceMethod<&Replay::feed>("feed"), InstanceMethod<&Replay::pump>("pump"),
                     InstanceMethod<&Replay::finish>("finish"), InstanceMethod<&Replay::stop>("stop"),
                     InstanceMethod<&Replay::is_done>("isDone"), InstanceMethod<&Replay::error>("error"),
                     InstanceMethod<&Replay::counters>("counters")}));
  }

  // new CaptureReplay(setup): throws an Error when it can't start.
  explicit Replay(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Replay>(info) {
    const std::string failure = replay_.start(read_setup(info[0].As<Napi::Object>()));
    if (!failure.empty()) Napi::Error::New(info.Env(), failure).ThrowAsJavaScriptException();
  }

 private:
  // feed(chunk): after pump() has said that the one before is used up.
  Napi::Value feed(const Napi::CallbackInfo& info) {
    auto chunk = info[0].As<Napi::Uint8Array>();
    chunk_ = Napi::Persistent(chunk);
    replay_.feed({reinterpret_cast<const std::byte*>(chunk.Data()), chunk.ByteLength()});
    return info.Env().Undefined();
  }
  // pump(): whether the chunk is used up; else call again in a while.
  Napi::Value pump(const Napi::CallbackInfo& info) { return Napi::Boolean::New(info.Env(), replay_.pump()); }
  Napi::Value finish(const Napi::CallbackInfo& info) {
    replay_.finish();
    return info.Env().Undefined();
  }
  Napi::Value stop(const Napi::CallbackInfo& info) {
    replay_.stop();
    return info.Env().Undefined();
  }
  Napi::Value is_done(const Napi::CallbackInfo& info) {
    return Napi::Boolean::New(info.Env(), replay_.is_done());
  }
  // error(): where the capture is broken; null: nowhere.
  Napi::Value error(const Napi::CallbackInfo& info) { return capture_error_of(info.Env(), replay_.error()); }

  Napi::Value counters(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    const io::CaptureReplayCounters counters = replay_.counters();
    Napi::Object out = Napi::Object::New(env);
    out.Set("packets", number_of(env, replay_.packets()));
    out.Set("sent", number_of(env, counters.sent));
    out.Set("bytes", number_of(env, counters.sent_bytes));
    out.Set("failed", number_of(env, counters.failed));
    const int failure = counters.failure;
    out.Set("failure",
            failure == 0 ? env.Null() : Napi::Value(Napi::String::New(env, std::strerror(failure))));
    out.Set("capturedSpanNs", number_of(env, static_cast<uint64_t>(counters.captured_span)));
    out.Set("destinations", destinations(env));
    Napi::Object skipped = Napi::Object::New(env);
    for (size_t i = 1; i < frame_content_count; ++i) {
      const uint64_t count = replay_.count_of(static_cast<FrameContent>(i));
      if (count > 0)
        skipped.Set(std::string(hotlane::text_of(static_cast<FrameContent>(i))), number_of(env, count));
    }
    if (replay_.ipv6() > 0) skipped.Set("UDP over IPv6", number_of(env, replay_.ipv6()));
    if (replay_.beyond() > 0)
      skipped.Set("UDP, more destinations than are kept", number_of(env, replay_.beyond()));
    out.Set("skipped", skipped);
    return out;
  }

  Napi::Array destinations(Napi::Env env) const {
    Napi::Array out = Napi::Array::New(env);
    for (const io::ReplayDestination& destination : replay_.route().destinations()) {
      Napi::Object entry = Napi::Object::New(env);
      entry.Set("original", text_of(destination.original));
      entry.Set("to", text_of(destination.to));
      entry.Set("isAllowed", Napi::Boolean::New(env, destination.is_allowed));
      entry.Set("packets", number_of(env, destination.packets));
      out.Set(out.Length(), entry);
    }
    return out;
  }

  io::CaptureReplay replay_;
  Napi::Reference<Napi::Uint8Array> chunk_;  // keeps it where it is
};

}  // namespace

void init_capture_replay(Napi::Env env, Napi::Object exports) {
  Replay::init(env, exports);
}

}  // namespace hotlane::addon
