#include "request-loop.hpp"

#include <unistd.h>

#include <cstdlib>
#include <new>

#include "native-error.hpp"

void answerError(const std::string& code, const std::string& message) {
  writeFrame(STDOUT_FILENO, "{\"type\":\"error\",\"code\":" + jsonString(code) + ",\"message\":" + jsonString(message) + "}");
}

int serveRequests(const RequestHandler& handle) {
  Frame frame;
  for (;;) {
    try {
      if (!readFrame(STDIN_FILENO, frame)) return EXIT_SUCCESS;
    } catch (const NativeError& error) {
      answerError(error.code(), error.what());
      return EXIT_FAILURE;
    } catch (const std::bad_alloc&) {
      answerError("OUT_OF_MEMORY", "there is no memory for a message");
      return EXIT_FAILURE;
    }
    try {
      handle(JsonHeader::parse(frame.header), frame.payload);
    } catch (const NativeError& error) {
      answerError(error.code(), error.what());
    } catch (const std::bad_alloc&) {
      answerError("OUT_OF_MEMORY", "there is not enough memory for the key and its proofs");
    }
  }
}
