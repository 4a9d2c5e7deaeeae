#include "frames.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include "native-error.hpp"

namespace {

constexpr size_t PREFIX = 12;

/// @returns how many came before the end of the input.
size_t readAll(int file, void* to, size_t bytes) {
  size_t have = 0;
  while (have < bytes) {
    const ssize_t got = read(file, static_cast<u8*>(to) + have, bytes - have);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    have += static_cast<size_t>(got);
  }
  return have;
}

void writeAll(int file, const void* from, size_t bytes) {
  for (size_t done = 0; done < bytes;) {
    const ssize_t put = write(file, static_cast<const u8*>(from) + done, bytes - done);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) std::_Exit(EXIT_FAILURE);
    done += static_cast<size_t>(put);
  }
}

}  // namespace

bool readFrame(int file, Frame& frame) {
  u8 prefix[PREFIX];
  const size_t have = readAll(file, prefix, sizeof prefix);
  if (have == 0) return false;
  u32 headerBytes;
  u64 payloadBytes;
  std::memcpy(&headerBytes, prefix, sizeof headerBytes);
  std::memcpy(&payloadBytes, prefix + sizeof headerBytes, sizeof payloadBytes);
  if (have < sizeof prefix || headerBytes > MAX_HEADER_BYTES || payloadBytes > MAX_PAYLOAD_BYTES) {
    throw NativeError("FRAME_INVALID", "a message is cut, or says it has " + std::to_string(headerBytes) + " and " +
                                           std::to_string(payloadBytes) + " bytes");
  }
  frame.header.resize(headerBytes);
  // The last payload goes first: two large ones need not be there at once.
  if (frame.payload.size() != payloadBytes) {
    frame.payload = Buffer();
    frame.payload = Buffer(payloadBytes);
  }
  if (readAll(file, frame.header.data(), headerBytes) < headerBytes ||
      readAll(file, frame.payload.as<u8>(), payloadBytes) < payloadBytes) {
    throw NativeError("FRAME_INVALID", "a message is cut");
  }
  return true;
}

void writeFrame(int file, const std::string& header, const void* payload, u64 payloadBytes) {
  std::string bytes(PREFIX, '\0');
  const u32 headerBytes = static_cast<u32>(header.size());
  std::memcpy(bytes.data(), &headerBytes, sizeof headerBytes);
  std::memcpy(bytes.data() + sizeof headerBytes, &payloadBytes, sizeof payloadBytes);
  bytes += header;
  // Two threads answer: one prepares what the other has not come to.
  static std::mutex writing;
  const std::lock_guard lock(writing);
  writeAll(file, bytes.data(), bytes.size());
  writeAll(file, payload, payloadBytes);
}
