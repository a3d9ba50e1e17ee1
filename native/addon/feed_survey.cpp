// FeedSurvey: explains captures fed chunk by chunk from JavaScript (src/feed/survey.ts), on its thread.
// Arguments are checked in TypeScript.
#include <string>
#include <vector>

#include "addon/bindings.hpp"
#include "addon/capture_error.hpp"
#include "addon/count_number.hpp"
#include "addon/endpoint_text.hpp"
#include "feed/capture_merge.hpp"
#include "feed/feed_survey.hpp"

namespace hotlane::addon {
namespace {

// Ns since the Unix epoch pass 2^53.
Napi::Value time_of(Napi::Env env, TimeNs time) {
  return time == 0 ? env.Null() : Napi::Value(Napi::BigInt::New(env, int64_t{time}));
}
Napi::String text_value(Napi::Env env, std::string_view text) {
  return Napi::String::New(env, text.data(), text.size());
}

// A byte that isn't printable as 0x and two digits.
std::string name_of_type(size_t type) {
  constexpr std::string_view digits = "0123456789abcdef";
  const bool is_printable = type > ' ' && type <= '~';
  return is_printable ? std::string(1, static_cast<char>(type))
                      : std::string("0x") + digits[type / 16] + digits[type % 16];
}

// Without the padding at either end (moldudp64 §1); blank, taken out of the capture, is empty.
std::string name_of_session(const wire::moldudp64::Session& session) {
  std::string text(session.chars, sizeof session.chars);
  const size_t first = text.find_first_not_of(std::string_view(" \0", 2));
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(std::string_view(" \0", 2)) + 1 - first);
}

Napi::Object counts_of(Napi::Env env, const std::array<uint64_t, 256>& counts) {
  Napi::Object out = Napi::Object::New(env);
  for (size_t type = 0; type < counts.size(); ++type) {
    if (counts[type] > 0) out.Set(name_of_type(type), number_of(env, counts[type]));
  }
  return out;
}

Napi::Object traffic_of(Napi::Env env, const Traffic& traffic) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("from", time_of(env, traffic.from));
  out.Set("packets", number_of(env, traffic.packets));
  out.Set("messages", number_of(env, traffic.messages));
  out.Set("bytes", number_of(env, traffic.bytes));
  return out;
}

Napi::Array holes_of(Napi::Env env, const SequenceHoles& holes) {
  constexpr size_t holes_shown = 1000;
  const size_t shown = std::min(holes.holes().size(), holes_shown);
  Napi::Array out = Napi::Array::New(env, shown);
  for (uint32_t i = 0; i < shown; ++i) {
    const SequenceHole& hole = holes.holes()[i];
    Napi::Object entry = Napi::Object::New(env);
    entry.Set("from", number_of(env, hole.from));
    entry.Set("to", number_of(env, hole.to - 1));
    entry.Set("time", time_of(env, hole.time));
    out.Set(i, entry);
  }
  return out;
}

Napi::Object line_of(Napi::Env env, const SurveyLine& line, const LineRaceRunner& runner) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("destination", text_of(line.destination));
  out.Set("session", name_of_session(line.session));
  out.Set("race", Napi::Number::New(env, line.race));
  out.Set("firstSequence", number_of(env, line.holes.first()));
  out.Set("lastSequence", number_of(env, line.holes.next() - (line.holes.has_begun() ? 1 : 0)));
  out.Set("packets", number_of(env, line.packets));
  out.Set("messages", number_of(env, line.messages));
  out.Set("bytes", number_of(env, line.bytes));
  out.Set("gaps", number_of(env, line.holes.gaps()));
  out.Set("lost", number_of(env, line.holes.lost()));
  out.Set("duplicates", number_of(env, line.duplicates));
  out.Set("late", number_of(env, line.late));
  out.Set("heartbeats", number_of(env, line.heartbeats));
  out.Set("ends", number_of(env, line.ends));
  out.Set("firstTime", time_of(env, line.first_time));
  out.Set("lastTime", time_of(env, line.last_time));
  out.Set("holes", holes_of(env, line.holes));
  out.Set("burst", traffic_of(env, line.burst.worst()));
  out.Set("wins", number_of(env, runner.wins));
  out.Set("led", number_of(env, runner.led));
  const auto led = static_cast<TimeNs>(runner.led);
  out.Set("leadMeanNs", number_of(env, static_cast<uint64_t>(led == 0 ? 0 : runner.lead_sum / led)));
  out.Set("leadMaxNs", number_of(env, static_cast<uint64_t>(runner.lead_max)));
  return out;
}

Napi::Object race_of(Napi::Env env, const SurveyRace& race) {
  Napi::Object out = Napi::Object::New(env);
  const SequenceHoles& holes = race.race.holes();
  out.Set("session", name_of_session(race.session));
  out.Set("firstSequence", number_of(env, holes.first()));
  out.Set("lastSequence", number_of(env, holes.next() - (holes.has_begun() ? 1 : 0)));
  out.Set("gaps", number_of(env, holes.gaps()));
  out.Set("lost", number_of(env, holes.lost()));
  out.Set("holes", holes_of(env, holes));
  out.Set("differing", number_of(env, race.race.differing()));
  return out;
}

Napi::Object place_of(Napi::Env env, const SurveyPlace& place) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("file", Napi::Number::New(env, place.file));
  out.Set("offset", number_of(env, place.offset));
  out.Set("reason", text_value(env, place.reason));
  return out;
}

// Datagrams of one destination that are not MoldUDP64: by why not, and whether they should have been.
Napi::Object other_of(Napi::Env env, const OtherUdp& other) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("destination", text_of(other.destination));
  out.Set("packets", number_of(env, other.packets));
  out.Set("isFeed", Napi::Boolean::New(env, other.mold_packets > 0));
  Napi::Object reasons = Napi::Object::New(env);
  for (size_t fault = 0; fault < packet_fault_count; ++fault) {
    if (other.by_fault[fault] == 0) continue;
    const auto name =
        fault == 0 ? std::string_view("session not text") : text_of(static_cast<PacketFault>(fault));
    reasons.Set(std::string(name), number_of(env, other.by_fault[fault]));
  }
  out.Set("reasons", reasons);
  Napi::Array places = Napi::Array::New(env, other.places.size());
  for (uint32_t i = 0; i < other.places.size(); ++i) places.Set(i, place_of(env, other.places[i]));
  out.Set("places", places);
  return out;
}

class SurveyOfCaptures : public Napi::ObjectWrap<SurveyOfCaptures> {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set("FeedSurvey", DefineClass(env, "FeedSurvey",
                                          {InstanceMethod<&SurveyOfCaptures::wanted>("wanted"),
                                           InstanceMethod<&SurveyOfCaptures::feed>("feed"),
                                           InstanceMethod<&SurveyOfCaptures::finish>("finish"),
                                           InstanceMethod<&SurveyOfCaptures::error>("error"),
                                           InstanceMethod<&SurveyOfCaptures::report>("report")}));
  }

  // new FeedSurvey(files, bodies)
  explicit SurveyOfCaptures(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<SurveyOfCaptures>(info),
        merge_(info[0].As<Napi::Number>().Uint32Value()),
        survey_(info[1].ToBoolean().Value()),
        chunks_(merge_.size()) {}

 private:
  // wanted(): the file whose next chunk is to be fed, or -1. Takes in what is there.
  Napi::Value wanted(const Napi::CallbackInfo& info) {
    CapturedPacket packet;
    uint32_t file = 0;
    while (merge_.next(packet, file)) survey_.add(packet, file);
    const std::optional<uint32_t> next = merge_.wanted();
    return Napi::Number::New(info.Env(), next.has_value() ? static_cast<double>(*next) : -1);
  }

  // feed(file, chunk): the file that is wanted; the chunk is kept until it is wanted again.
  Napi::Value feed(const Napi::CallbackInfo& info) {
    const uint32_t file = info[0].As<Napi::Number>().Uint32Value();
    auto chunk = info[1].As<Napi::Uint8Array>();
    chunks_[file] = Napi::Persistent(chunk);
    merge_.feed(file, {reinterpret_cast<const std::byte*>(chunk.Data()), chunk.ByteLength()});
    return info.Env().Undefined();
  }

  // finish(file): it has no more bytes.
  Napi::Value finish(const Napi::CallbackInfo& info) {
    merge_.finish(info[0].As<Napi::Number>().Uint32Value());
    return info.Env().Undefined();
  }

  // error(file): where reading it stopped; null: nowhere.
  Napi::Value error(const Napi::CallbackInfo& info) {
    return capture_error_of(info.Env(), merge_.reader(info[0].As<Napi::Number>().Uint32Value()).error());
  }

  Napi::Value report(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    Napi::Object out = Napi::Object::New(env);
    out.Set("packets", number_of(env, survey_.packets()));
    out.Set("messages", number_of(env, survey_.messages()));
    out.Set("emptyMessages", number_of(env, survey_.empty_messages()));
    out.Set("heartbeats", number_of(env, survey_.heartbeats()));
    out.Set("unstamped", number_of(env, survey_.unstamped()));
    out.Set("byType", counts_of(env, survey_.by_type()));
    out.Set("notItch", counts_of(env, survey_.not_itch()));
    Napi::Array lines = Napi::Array::New(env);
    for (const SurveyLine& line : survey_.lines()) {
      const LineRace& race = survey_.races()[line.race].race;
      lines.Set(lines.Length(), line_of(env, line, race.runners()[line.runner]));
    }
    out.Set("lines", lines);
    Napi::Array races = Napi::Array::New(env);
    for (const SurveyRace& race : survey_.races()) races.Set(races.Length(), race_of(env, race));
    out.Set("races", races);
    add_refused(env, out);
    Napi::Array seconds = Napi::Array::New(env);
    for (const auto& entry : survey_.seconds().seconds()) {
      seconds.Set(seconds.Length(), traffic_of(env, entry.second));
    }
    out.Set("seconds", seconds);
    out.Set("burst", traffic_of(env, survey_.burst().worst()));
    return out;
  }

  // What is no packet of a line: by reason, and where.
  void add_refused(Napi::Env env, Napi::Object out) const {
    Napi::Object foreign = Napi::Object::New(env);
    Napi::Object malformed = Napi::Object::New(env);
    for (size_t i = 1; i < frame_content_count; ++i) {
      const auto content = static_cast<FrameContent>(i);
      const uint64_t count = survey_.count_of(content);
      const std::string reason(hotlane::text_of(content));
      if (count > 0) (is_malformed(content) ? malformed : foreign).Set(reason, number_of(env, count));
    }
    for (size_t i = 1; i < packet_fault_count; ++i) {
      const auto fault = static_cast<PacketFault>(i);
      const uint64_t count = survey_.count_of(fault);
      if (count > 0) malformed.Set(std::string(hotlane::text_of(fault)), number_of(env, count));
    }
    if (survey_.beyond() > 0)
      foreign.Set("UDP, more destinations than are kept", number_of(env, survey_.beyond()));
    out.Set("foreign", foreign);
    out.Set("malformed", malformed);
    Napi::Array others = Napi::Array::New(env);
    for (const OtherUdp& other : survey_.others()) {
      if (other.packets > 0) others.Set(others.Length(), other_of(env, other));
    }
    out.Set("others", others);
    Napi::Array places = Napi::Array::New(env);
    for (const SurveyPlace& place : survey_.places()) places.Set(places.Length(), place_of(env, place));
    out.Set("places", places);
  }

  CaptureMerge merge_;
  FeedSurvey survey_;
  std::vector<Napi::Reference<Napi::Uint8Array>> chunks_;  // keeps each file's last chunk where it is
};

}  // namespace

void init_feed_survey(Napi::Env env, Napi::Object exports) {
  SurveyOfCaptures::init(env, exports);
}

}  // namespace hotlane::addon
