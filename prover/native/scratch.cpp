#include "scratch.hpp"

Scratch::Scratch() = default;
Scratch::~Scratch() = default;

void ensure(Buffer& buffer, size_t bytes) {
  if (buffer.size() < bytes) buffer = Buffer(bytes);
}
