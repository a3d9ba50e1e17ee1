// FilePlayer: plays recorded files into a lane's queue, fed chunk by chunk from JavaScript (src/feed/
// file-player-worker.ts) on a thread of its own. And the queue itself, made in memory that JavaScript's
// threads share. Arguments are checked in TypeScript.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "addon/bindings.hpp"
#include "addon/capture_error.hpp"
#include "addon/count_number.hpp"
#include "addon/endpoint_text.hpp"
#include "addon/itch_file_error.hpp"
#include "feed/capture_packets.hpp"
#include "feed/itch_packets.hpp"
#include "feed/recorded_play.hpp"
#include "lane/boundary.hpp"

namespace hotlane::addon {
namespace {

std::span<std::byte> memory_of(const Napi::Value& value) {
  auto memory = value.As<Napi::Uint8Array>();
  return {reinterpret_cast<std::byte*>(memory.Data()), memory.ByteLength()};
}

CapturePacketsSettings read_captures(Napi::Object setup) {
  CapturePacketsSettings out;
  out.files = setup.Get("files").ToNumber().Uint32Value();
  const auto lines = setup.Get("lines").As<Napi::Array>();
  for (uint32_t i = 0; i < lines.Length(); ++i) {
    out.lines.push_back(endpoint_of(lines.Get(i).ToString().Utf8Value()));
  }
  const std::string session = setup.Get("session").ToString().Utf8Value();
  if (!session.empty()) out.session = wire::moldudp64::Session(session);
  return out;
}

PlayWindow read_window(Napi::Object setup) {
  PlayWindow out;
  out.is_at_once = setup.Get("isAtOnce").ToBoolean().Value();
  if (setup.Get("fromNs").IsNumber()) out.from = setup.Get("fromNs").As<Napi::Number>().Int64Value();
  if (setup.Get("toNs").IsNumber()) out.to = setup.Get("toNs").As<Napi::Number>().Int64Value();
  return out;
}

class Player : public Napi::ObjectWrap<Player> {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set(
        "FilePlayer",
        DefineClass(
            env, "FilePlayer",
            {InstanceMethod<&Player::pump>("pump"), InstanceMethod<&Player::wanted>("wanted"),
             InstanceMethod<&Player::feed>("feed"), InstanceMethod<&Player::finish>("finish"),
             InstanceMethod<&Player::end>("end"), InstanceMethod<&Player::is_played>("isPlayed"),
             InstanceMethod<&Player::error>("error"), InstanceMethod<&Player::counters>("counters")}));
  }

  // new FilePlayer(queue, setup)
  explicit Player(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<Player>(info),
        memory_(Napi::Persistent(info[0].As<Napi::Uint8Array>())),
        queue_(PlayQueue::at(memory_of(info[0]))) {
    const auto setup = info[1].As<Napi::Object>();
    if (setup.Get("kind").ToString().Utf8Value() == "itch") {
      const std::string session = setup.Get("session").ToString().Utf8Value();
      itch_ = std::make_unique<ItchPackets>(wire::moldudp64::Session(session));
      chunks_.resize(1);
    } else {
      const CapturePacketsSettings settings = read_captures(setup);
      captures_ = std::make_unique<CapturePackets>(settings);
      chunks_.resize(settings.files);
    }
    const auto stream =
        static_cast<uint16_t>(setup.Get("channel").ToNumber().Uint32Value() * boundary::lines_max);
    play_.emplace(packets(), read_window(setup), stream, queue_);
  }

 private:
  [[nodiscard]] RecordedPackets& packets() noexcept {
    if (itch_ != nullptr) return *itch_;
    return *captures_;
  }

  // pump(): hands over what fits; false: call again in a while.
  Napi::Value pump(const Napi::CallbackInfo& info) { return Napi::Boolean::New(info.Env(), play_->pump()); }
  // wanted(): index of the file whose next chunk is needed; -1: it is over. After pump() gave true.
  Napi::Value wanted(const Napi::CallbackInfo& info) {
    const bool is_over = play_->is_over();
    const std::optional<uint32_t> file = is_over ? std::nullopt : packets().wanted();
    return Napi::Number::New(info.Env(), file ? static_cast<double>(*file) : -1);
  }
  // feed(file, chunk)
  Napi::Value feed(const Napi::CallbackInfo& info) {
    const uint32_t file = info[0].As<Napi::Number>().Uint32Value();
    auto chunk = info[1].As<Napi::Uint8Array>();
    chunks_[file] = Napi::Persistent(chunk);
    packets().feed(file, {reinterpret_cast<const std::byte*>(chunk.Data()), chunk.ByteLength()});
    return info.Env().Undefined();
  }
  // finish(file): it has no more bytes.
  Napi::Value finish(const Napi::CallbackInfo& info) {
    packets().finish(info[0].As<Napi::Number>().Uint32Value());
    return info.Env().Undefined();
  }
  // end(isCut): tells the lane that no more follows; isCut: because something other than a file's contents
  // failed.
  Napi::Value end(const Napi::CallbackInfo& info) {
    play_->end(info[0].ToBoolean().Value());
    return info.Env().Undefined();
  }
  Napi::Value is_played(const Napi::CallbackInfo& info) {
    return Napi::Boolean::New(info.Env(), queue_.is_played());
  }

  // error(file): { capture } or { itch }, null where there is none.
  Napi::Value error(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    Napi::Object out = Napi::Object::New(env);
    if (itch_ != nullptr) {
      out.Set("itch", itch_file_error_of(env, itch_->error()));
      out.Set("capture", env.Null());
    } else {
      out.Set("itch", env.Null());
      out.Set("capture", capture_error_of(env, captures_->error(info[0].As<Napi::Number>().Uint32Value())));
    }
    return out;
  }

  // counters(): packets played; messages read of an ITCH file; of captures what they hold beside the lines.
  Napi::Value counters(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    Napi::Object out = Napi::Object::New(env);
    out.Set("played", number_of(env, play_->played()));
    Napi::Array lines = Napi::Array::New(env);
    Napi::Object skipped = Napi::Object::New(env);
    if (captures_ != nullptr) {
      for (const IpEndpoint& line : captures_->lines()) lines.Set(lines.Length(), text_of(line));
      const CapturePacketsCounters& counters = captures_->counters();
      if (counters.elsewhere > 0)
        skipped.Set("UDP to other destinations", number_of(env, counters.elsewhere));
      for (size_t i = 0; i < frame_content_count; ++i) {
        const auto content = static_cast<FrameContent>(i);
        const uint64_t count = counters.by_content[i];
        if (content == FrameContent::udp || count == 0) continue;
        skipped.Set(std::string(hotlane::text_of(content)), number_of(env, count));
      }
    }
    out.Set("lines", lines);
    out.Set("skipped", skipped);
    return out;
  }

  Napi::Reference<Napi::Uint8Array> memory_;  // keeps the queue where it is
  PlayQueue& queue_;
  std::unique_ptr<ItchPackets> itch_;  // one of these two
  std::unique_ptr<CapturePackets> captures_;
  std::vector<Napi::Reference<Napi::Uint8Array>> chunks_;  // keeps each file's last chunk where it is
  std::optional<RecordedPlay> play_;
};

// makePlayQueue(memory): of playQueueBytes, zero, shared.
Napi::Value make_play_queue(const Napi::CallbackInfo& info) {
  static_cast<void>(PlayQueue::make_in(memory_of(info[0])));
  return info.Env().Undefined();
}

}  // namespace

void init_file_player(Napi::Env env, Napi::Object exports) {
  Player::init(env, exports);
  exports.Set("playQueueBytes", Napi::Number::New(env, static_cast<double>(PlayQueue::memory_bytes())));
  exports.Set("makePlayQueue", Napi::Function::New(env, make_play_queue));
}

}  // namespace hotlane::addon
