#include "section-file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "native-error.hpp"

namespace {
constexpr u64 FILE_HEADER = 12;
constexpr u64 SECTION_HEADER = 12;
}  // namespace

void MemorySource::read(u64 offset, void* to, u64 bytes) const {
  if (offset > size_ || bytes > size_ - offset) {
    throw NativeError("WITNESS_INVALID", "the witness ends at byte " + std::to_string(size_) + ", within a value");
  }
  if (bytes > 0) std::memcpy(to, data_ + offset, bytes);
}

FileSource::FileSource(const std::string& path) : path_(path), file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (file_ < 0) throw NativeError("KEY_UNREADABLE", path + " cannot be opened: " + std::strerror(errno));
  struct stat status {};
  if (fstat(file_, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(file_);
    throw NativeError("KEY_UNREADABLE", path + " is not a file");
  }
  size_ = static_cast<u64>(status.st_size);
}

FileSource::~FileSource() { close(file_); }

void FileSource::read(u64 offset, void* to, u64 bytes) const {
  u8* at = static_cast<u8*>(to);
  while (bytes > 0) {
    const ssize_t got = pread(file_, at, bytes, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw NativeError("KEY_UNREADABLE", path_ + ": " + std::strerror(errno));
    if (got == 0) throw NativeError("KEY_INVALID", path_ + " ends at byte " + std::to_string(offset));
    at += got;
    offset += static_cast<u64>(got);
    bytes -= static_cast<u64>(got);
  }
}

SectionFile::SectionFile(const ByteSource& source, const char* magic, u32 maxVersion, std::string code)
    : code_(std::move(code)) {
  const u64 size = source.size();
  char found[4] = {};
  if (size < FILE_HEADER) fail("it has " + std::to_string(size) + " bytes, less than its header");
  source.read(0, found, sizeof found);
  if (std::memcmp(found, magic, sizeof found) != 0) fail(std::string("it does not begin with \"") + magic + "\"");
  const u32 version = readNumber<u32>(source, 4);
  if (version == 0 || version > maxVersion) fail("its version is " + std::to_string(version));
  const u32 count = readNumber<u32>(source, 8);
  u64 offset = FILE_HEADER;
  for (u32 i = 0; i < count; i++) {
    if (size - offset < SECTION_HEADER) fail("it ends before section " + std::to_string(i + 1) + " of " + std::to_string(count));
    const u32 id = readNumber<u32>(source, offset);
    const u64 length = readNumber<u64>(source, offset + 4);
    offset += SECTION_HEADER;
    if (length > size - offset) {
      fail("section " + std::to_string(id) + " says it has " + std::to_string(length) + " bytes, and " +
           std::to_string(size - offset) + " are there");
    }
    if (!sections_.insert({id, {offset, length}}).second) fail("section " + std::to_string(id) + " is there twice");
    offset += length;
  }
  if (offset != size) fail(std::to_string(size - offset) + " bytes follow its last section");
}

Section SectionFile::section(u32 id) const {
  const auto found = sections_.find(id);
  if (found == sections_.end()) fail("section " + std::to_string(id) + " is missing");
  return found->second;
}

Section SectionFile::section(u32 id, u64 length) const {
  const Section found = section(id);
  if (found.length != length) {
    fail("section " + std::to_string(id) + " has " + std::to_string(found.length) + " bytes, not " + std::to_string(length));
  }
  return found;
}

void SectionFile::fail(const std::string& reason) const {
  throw NativeError(code_, (code_[0] == 'K' ? "the key cannot be used: " : "the witness cannot be used: ") + reason);
}
