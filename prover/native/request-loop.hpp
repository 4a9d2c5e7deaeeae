// Requests from standard input, one after another, answers to standard output: README.md describes both.
#pragma once
#include <functional>

#include "frames.hpp"
#include "json.hpp"

/// Answers one request by writeFrame; what it throws becomes an answer of type "error".
using RequestHandler = std::function<void(const JsonHeader& request, const Buffer& payload)>;

/// @returns the exit code, when the input ends.
int serveRequests(const RequestHandler& handle);
void answerError(const std::string& code, const std::string& message);
