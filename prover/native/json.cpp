#include "json.hpp"

#include <algorithm>
#include <cstdio>

#include "native-error.hpp"

namespace {

[[noreturn]] void fail(const std::string& reason) {
  throw NativeError("REQUEST_INVALID", "the request cannot be read: " + reason);
}

class Parser {
 public:
  explicit Parser(const std::string& text) : text_(text) {}

  std::map<std::string, std::string> object() {
    std::map<std::string, std::string> values;
    expect('{');
    if (!accept('}')) {
      do {
        const std::string name = string();
        expect(':');
        if (!values.insert({name, value()}).second) fail("\"" + name + "\" is there twice");
      } while (accept(','));
      expect('}');
    }
    skipSpace();
    if (at_ != text_.size()) fail("something follows its header");
    return values;
  }

 private:
  char peek() {
    skipSpace();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  void skipSpace() {
    while (at_ < text_.size() && std::string(" \t\r\n").find(text_[at_]) != std::string::npos) at_++;
  }
  bool accept(char wanted) {
    if (peek() != wanted) return false;
    at_++;
    return true;
  }
  void expect(char wanted) {
    if (!accept(wanted)) fail(std::string("there is no '") + wanted + "' at byte " + std::to_string(at_));
  }

  std::string value() {
    if (peek() == '"') return string();
    std::string word;
    while (at_ < text_.size() && std::string(",} \t\r\n").find(text_[at_]) == std::string::npos) word += text_[at_++];
    const bool isNumber = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!isNumber && word != "true" && word != "false") fail("\"" + word + "\" is no value that is taken here");
    return word;
  }

  std::string string() {
    expect('"');
    std::string result;
    for (;;) {
      if (at_ >= text_.size()) fail("a string does not end");
      const char c = text_[at_++];
      if (c == '"') return result;
      if (static_cast<u8>(c) < 0x20) fail("a control character stands in a string");
      if (c != '\\') {
        result += c;
        continue;
      }
      if (at_ >= text_.size()) fail("a string does not end");
      result += escaped(text_[at_++]);
    }
  }

  std::string escaped(char c) {
    static const std::string names = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    const size_t index = names.find(c);
    if (index != std::string::npos) return {meanings[index]};
    if (c != 'u') fail("an escape in a string is unknown");
    return utf8(hex());
  }

  u32 hex() {
    if (text_.size() - at_ < 4) fail("a string does not end");
    u32 code = 0;
    for (int i = 0; i < 4; i++) {
      const size_t digit = std::string("0123456789abcdef").find(static_cast<char>(text_[at_++] | 0x20));
      if (digit == std::string::npos) fail("an escape in a string is no number");
      code = code * 16 + static_cast<u32>(digit);
    }
    return code;
  }

  static std::string utf8(u32 code) {
    // JSON.stringify escapes control characters and lone surrogates only; none is in a path that can be opened.
    if (code >= 0x80) fail("an escape in a string is no ASCII");
    return {static_cast<char>(code)};
  }

  const std::string& text_;
  size_t at_ = 0;
};

}  // namespace

JsonHeader JsonHeader::parse(const std::string& text) {
  JsonHeader header;
  header.values_ = Parser(text).object();
  return header;
}

const std::string& JsonHeader::text(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) fail("\"" + name + "\" is missing");
  return found->second;
}

const std::string& JsonHeader::text(const std::string& name, const std::string& otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? otherwise : found->second;
}

std::string jsonString(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<u8>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      result += escape;
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string toDecimal(U256 value) {
  std::string digits;
  do {
    u64 remainder = 0;
    for (int i = 3; i >= 0; i--) {
      const u128 part = static_cast<u128>(remainder) << 64 | value.word[i];
      value.word[i] = static_cast<u64>(part / 10);
      remainder = static_cast<u64>(part % 10);
    }
    digits += static_cast<char>('0' + remainder);
  } while (!isZero(value));
  std::reverse(digits.begin(), digits.end());
  return digits;
}

U256 fromDecimal(const std::string& digits) {
  U256 value{};
  if (digits.empty()) fail("a number is empty");
  for (const char c : digits) {
    if (c < '0' || c > '9') fail("\"" + digits + "\" is no decimal number");
    u128 carry = static_cast<u128>(c - '0');
    for (u64& word : value.word) {
      carry += static_cast<u128>(word) * 10;
      word = static_cast<u64>(carry);
      carry >>= 64;
    }
    if (carry != 0) fail("\"" + digits + "\" is too large");
  }
  return value;
}
