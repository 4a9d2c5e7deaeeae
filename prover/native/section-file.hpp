// iden3's binary container, of keys ("zkey") and witnesses ("wtns"): magic, version, number of sections, then sections of
// (id uint32, length uint64, bytes), all little-endian. Nothing is believed before it was compared with the size.
#pragma once
#include <map>
#include <string>

#include "u256.hpp"

/// Bytes that are read by offset.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual u64 size() const = 0;
  /// @throws NativeError where not all of them are there
  virtual void read(u64 offset, void* to, u64 bytes) const = 0;
};

class MemorySource : public ByteSource {
 public:
  MemorySource(const u8* data, u64 size) : data_(data), size_(size) {}
  u64 size() const override { return size_; }
  void read(u64 offset, void* to, u64 bytes) const override;

 private:
  const u8* data_;
  u64 size_;
};

/// Read by pread and not mapped: a file that shrinks while it is read gives an error, where a mapping would kill the
/// process; and what is kept of a key is converted anyway.
class FileSource : public ByteSource {
 public:
  explicit FileSource(const std::string& path);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  u64 size() const override { return size_; }
  void read(u64 offset, void* to, u64 bytes) const override;

 private:
  std::string path_;
  int file_;
  u64 size_;
};

struct Section {
  u64 offset, length;
};

class SectionFile {
 public:
  /// @param code  of the errors: KEY_INVALID, WITNESS_INVALID
  SectionFile(const ByteSource& source, const char* magic, u32 maxVersion, std::string code);

  /// @throws NativeError where it is missing or its length is another
  Section section(u32 id, u64 length) const;
  Section section(u32 id) const;
  [[noreturn]] void fail(const std::string& reason) const;

 private:
  std::string code_;
  std::map<u32, Section> sections_;
};

/// Little-endian.
template <class T>
T readNumber(const ByteSource& source, u64 offset) {
  u8 bytes[sizeof(T)];
  source.read(offset, bytes, sizeof bytes);
  T value = 0;
  for (size_t i = sizeof bytes; i-- > 0;) value = static_cast<T>(value << 8 | bytes[i]);
  return value;
}
