// Requests from standard input, answers to standard output in the same order: README.md describes both. A request is
// prepared beside the answer to the one before it.
#pragma once
#include <functional>

#include "frames.hpp"
#include "json.hpp"

/// Answers by writeFrame; what it throws becomes an answer of type "error".
using Answer = std::function<void()>;
/// Called on a thread of its own while the answer to the last request but one has ended and that to the last one may still
/// run. What it throws is answered when the request's turn comes. It may take the payload for itself.
using Preparation = std::function<Answer(const JsonHeader& request, Buffer& payload)>;

/// @returns the exit code, when the input ends.
int serveRequests(const Preparation& prepare);
void answerError(const std::string& code, const std::string& message);
