// A failure that goes to the caller as {code, message}. Codes are stable, messages name the value and the reason.
#pragma once
#include <stdexcept>
#include <string>

class NativeError : public std::runtime_error {
 public:
  NativeError(std::string code, const std::string& message) : std::runtime_error(message), code_(std::move(code)) {}

  const std::string& code() const { return code_; }

 private:
  std::string code_;
};
