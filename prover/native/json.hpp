// As much JSON as the pipe protocol needs: flat objects of strings, numbers and booleans in, text out.
#pragma once
#include <map>
#include <string>

#include "u256.hpp"

class JsonHeader {
 public:
  /// @throws NativeError REQUEST_INVALID
  static JsonHeader parse(const std::string& text);

  bool has(const std::string& name) const { return values_.count(name) != 0; }
  /// The string, or the digits of a number. @throws NativeError REQUEST_INVALID where it is missing
  const std::string& text(const std::string& name) const;
  const std::string& text(const std::string& name, const std::string& otherwise) const;

 private:
  std::map<std::string, std::string> values_;
};

/// With its quotes.
std::string jsonString(const std::string& text);

/// Decimal.
std::string toDecimal(U256 value);
/// @throws NativeError REQUEST_INVALID where it is no decimal number below 2^256
U256 fromDecimal(const std::string& digits);
