// Memory without containers of the standard library: their templates would be compiled once for AVX-512 and once not, and
// the linker would keep either. (README.md: one binary, several instruction sets.)
#pragma once
#include <cstddef>

#include "u256.hpp"

/// Aligned to 64 bytes, large ones in huge pages where the system has them. Not set to zero.
class Buffer {
 public:
  Buffer() = default;
  /// @throws std::bad_alloc
  explicit Buffer(size_t bytes);
  ~Buffer();
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;

  size_t size() const;
  void clear();

  template <class T>
  NATIVE_INLINE T* as() const {
    return static_cast<T*>(data_);
  }

 private:
  void* data_ = nullptr;
  size_t bytes_ = 0;
};
