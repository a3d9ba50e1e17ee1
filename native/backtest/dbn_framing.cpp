// DbnSource's half about bytes: chunks, metadata, records.
#include <cstring>

#include "backtest/dbn_source.hpp"

namespace hotlane {
namespace {

namespace dbn = wire::dbn;

constexpr std::endian order_of_file = std::endian::little;
constexpr uint64_t ns_per_utc_day = static_cast<uint64_t>(ns_per_day);

// Counts and texts of fixed length, one after the other; what runs out of bytes gives zeros from then on.
class Fields {
 public:
  explicit Fields(Bytes bytes) : rest_(bytes) {}
  [[nodiscard]] uint32_t count() {
    uint32_t value = 0;
    if (rest_.size() < sizeof value) return rest_ = {}, 0;
    wire::te32 field;
    std::memcpy(static_cast<void*>(&field), rest_.data(), sizeof field);
    value = field.in(order_of_file);
    rest_ = rest_.subspan(sizeof value);
    return value;
  }
  [[nodiscard]] std::string_view text(size_t length) {
    if (rest_.size() < length) return rest_ = {}, std::string_view{};
    const std::string_view all(reinterpret_cast<const char*>(rest_.data()), length);
    rest_ = rest_.subspan(length);
    return all.substr(0, all.find('\0'));
  }
  [[nodiscard]] bool is_empty() const { return rest_.empty(); }

 private:
  Bytes rest_;
};

// Of digits only; none: it is something else.
std::optional<uint32_t> number_in(std::string_view text) {
  uint64_t value = 0;
  if (text.empty() || text.size() > 10) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<uint64_t>(c - '0');
  }
  return value <= UINT32_MAX ? std::optional(static_cast<uint32_t>(value)) : std::nullopt;
}

}  // namespace

void DbnSource::feed(uint32_t, Bytes chunk) {
  bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(read_));
  offset_ += read_;
  read_ = 0;
  bytes_.insert(bytes_.end(), chunk.begin(), chunk.end());
  is_hungry_ = false;
}

Bytes DbnSource::next() {
  if (!waiting_.is_empty()) return waiting_.take();
  waiting_.clear();
  while (waiting_.is_empty() && !is_hungry_ && !fault_) {
    const bool has_more = has_head_ ? read_record() : read_head();
    if (!has_more) is_hungry_ = true;
  }
  return waiting_.is_empty() ? Bytes{} : waiting_.take();
}

void DbnSource::finish(uint32_t) {
  if (fault_) return;
  if (!has_head_) return fail("a DBN file's metadata", "the end of the file");
  if (!unread().empty())
    return fail("a whole record", "the end of the file after " + std::to_string(unread().size()) + " bytes");
  close_event();
  bytes_.clear();
  read_ = 0;
  offset_ = 0;
  has_head_ = false;
  ++file_;
  is_hungry_ = waiting_.is_empty();
}

void DbnSource::fail(std::string expected, std::string found) {
  if (!fault_) fault_ = SourceFault{file_, offset_ + read_, std::move(expected), std::move(found)};
}

bool DbnSource::read_head() {
  const Bytes all = unread();
  if (all.size() < sizeof(dbn::FileHead)) return false;
  const auto& head = *reinterpret_cast<const dbn::FileHead*>(all.data());
  const size_t length = head.length.in(order_of_file);
  if (std::memcmp(head.magic, dbn::magic, sizeof dbn::magic) != 0)
    return fail("a DBN file, which begins with DBN", "another beginning"), false;
  if (head.version == 0 || head.version > dbn::version_max)
    return fail("DBN version 1 to 3", "version " + std::to_string(head.version)), false;
  if (length < dbn::metadata_fixed_size || length > metadata_bytes_max)
    return fail("metadata of 100 bytes to 16 MiB", std::to_string(length) + " bytes"), false;
  if (all.size() < sizeof head + length) return false;
  const Bytes metadata = all.subspan(sizeof head, length);
  const auto& its = *reinterpret_cast<const dbn::MetadataHead*>(metadata.data());
  if (its.schema.in(order_of_file) != dbn::schema_mbo)
    return fail("market by order (schema 0)", "schema " + std::to_string(its.schema.in(order_of_file))),
           false;
  start_ = its.start.in(order_of_file);
  const bool is_first = file_ == 0;
  if (is_first) midnight_ = start_ - start_ % ns_per_utc_day;
  time_ = std::max(time_, start_);
  read_symbols(metadata, head.version);
  if (is_first) open_market();
  read_ += sizeof head + length;
  has_head_ = true;
  return true;
}

// Which names stand for which instrument numbers: the mappings' intervals name the numbers, or the other way
// round.
void DbnSource::read_symbols(Bytes metadata, uint8_t version) {
  size_t symbol_length = dbn::symbol_length_1;
  if (version > 1) {
    wire::te16 field;
    std::memcpy(static_cast<void*>(&field), metadata.data() + dbn::symbol_length_offset, sizeof field);
    symbol_length = field.in(order_of_file);
  }
  if (symbol_length == 0) return;
  Fields fields(metadata.subspan(dbn::metadata_fixed_size));
  static_cast<void>(fields.count());      // a schema definition, never there
  for (int list = 0; list < 3; ++list) {  // symbols asked for, found in part, not found
    for (uint32_t left = fields.count(); left > 0 && !fields.is_empty(); --left)
      static_cast<void>(fields.text(symbol_length));
  }
  for (uint32_t left = fields.count(); left > 0 && !fields.is_empty(); --left) {
    const std::string_view name = fields.text(symbol_length);
    for (uint32_t intervals = fields.count(); intervals > 0 && !fields.is_empty(); --intervals) {
      static_cast<void>(fields.count());  // from this date
      static_cast<void>(fields.count());  // to that one
      const std::string_view other = fields.text(symbol_length);
      const auto id = number_in(other);
      const auto own_id = number_in(name);
      if (!id && !own_id) continue;
      const auto [found, is_new] = instruments_.try_emplace(id ? *id : *own_id);
      if (!is_new) continue;
      const std::string_view symbol = id ? name : other;
      found->second = {static_cast<Locate>(instruments_.size()),
                       wire::Symbol(symbol.substr(0, sizeof(wire::Symbol)))};
      if (file_ > 0) announce(found->second);
    }
  }
}

bool DbnSource::read_record() {
  const Bytes rest = unread();
  if (rest.size() < sizeof(dbn::RecordHeader)) return false;
  const auto& header = *reinterpret_cast<const dbn::RecordHeader*>(rest.data());
  const size_t length = size_t{header.length} * dbn::length_unit;
  if (length < sizeof(dbn::RecordHeader))
    return fail("a record of at least 16 bytes", "a length of " + std::to_string(length)), false;
  if (header.rtype == dbn::rtype_mbo && length < sizeof(dbn::Mbo))
    return fail("56 bytes of market by order", "a length of " + std::to_string(length)), false;
  if (rest.size() < length) return false;
  ++counters_.records;
  if (header.rtype == dbn::rtype_mbo) {
    take(*reinterpret_cast<const dbn::Mbo*>(rest.data()));
  } else {
    ++counters_.other_records;
  }
  read_ += length;
  return true;
}

}  // namespace hotlane
