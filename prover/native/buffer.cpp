#include "buffer.hpp"

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace {
constexpr size_t HUGE_PAGE = size_t{1} << 21;
constexpr size_t LINE = 64;

size_t roundUp(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }
}  // namespace

Buffer::Buffer(size_t bytes) : bytes_(bytes) {
  if (bytes == 0) return;
  const size_t alignment = bytes >= HUGE_PAGE ? HUGE_PAGE : LINE;
  data_ = std::aligned_alloc(alignment, roundUp(bytes, alignment));
  if (data_ == nullptr) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
  // Points are read in random order: small pages cost a walk through the page tables each time. Refusal does no harm.
  if (alignment == HUGE_PAGE) madvise(data_, roundUp(bytes, HUGE_PAGE), MADV_HUGEPAGE);
#endif
}

Buffer::~Buffer() { std::free(data_); }

Buffer::Buffer(Buffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

size_t Buffer::size() const { return bytes_; }

void Buffer::clear() {
  if (bytes_ != 0) std::memset(data_, 0, bytes_);
}
