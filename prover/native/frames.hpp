// Messages on the pipes: length of the header (uint32), length of the payload (uint64), both little-endian, then the
// header, a JSON object, and the payload, bytes.
#pragma once
#include <string>

#include "buffer.hpp"

struct Frame {
  std::string header;
  Buffer payload;
};

constexpr u32 MAX_HEADER_BYTES = 1 << 16;
/// A witness of 2^26 wires, with room for its container.
constexpr u64 MAX_PAYLOAD_BYTES = (u64{1} << 31) + (u64{1} << 16);

/// @returns false at the end of the input. @throws NativeError FRAME_INVALID: what follows cannot be read either
bool readFrame(int file, Frame& frame);
/// Whole or not at all: where the reader has gone, the process ends.
void writeFrame(int file, const std::string& header, const void* payload = nullptr, u64 payloadBytes = 0);
