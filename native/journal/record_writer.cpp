#include "journal/record_writer.hpp"

#include <cstring>

#include "journal/crc32c.hpp"

namespace hotlane {

AppendResult RecordWriter::append_header(uint32_t kind, TimeNs created_ns) noexcept {
  if (buffer_.size() - size_ < sizeof(LogHeader)) return AppendResult::no_room;
  LogHeader header{};
  header.magic = std::string_view(log_magic);
  header.version = log_version;
  header.kind = kind;
  header.created_ns = static_cast<uint64_t>(created_ns);
  header.crc = crc32c(std::as_bytes(std::span(&header, 1)).first(offsetof(LogHeader, crc)));
  std::memcpy(buffer_.data() + size_, &header, sizeof header);
  size_ += sizeof header;
  return AppendResult::appended;
}

AppendResult RecordWriter::append(const Record& record) noexcept {
  if (record.payload.size() > record_payload_max) return AppendResult::too_long;
  const size_t checked = sizeof(RecordHeader) + record.payload.size();
  if (buffer_.size() - size_ < checked + sizeof(wire::be32)) return AppendResult::no_room;
  std::byte* at = buffer_.data() + size_;
  RecordHeader header{};
  header.length = static_cast<uint32_t>(record.payload.size());
  header.type = record.type;
  header.time_ns = static_cast<uint64_t>(record.time_ns);
  std::memcpy(at, &header, sizeof header);
  if (!record.payload.empty()) std::memcpy(at + sizeof header, record.payload.data(), record.payload.size());
  const wire::be32 crc = crc32c({at, checked});
  std::memcpy(at + checked, &crc, sizeof crc);
  size_ += checked + sizeof crc;
  return AppendResult::appended;
}

}  // namespace hotlane
