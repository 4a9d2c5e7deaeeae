#include "request-loop.hpp"

#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <new>
#include <optional>
#include <thread>

#include "native-error.hpp"

void answerError(const std::string& code, const std::string& message) {
  writeFrame(STDOUT_FILENO, "{\"type\":\"error\",\"code\":" + jsonString(code) + ",\"message\":" + jsonString(message) + "}");
}

namespace {

/// One answer on its way from the thread that prepares it to the one that gives it.
class Handover {
 public:
  /// Returns when what was put is taken.
  void awaitRoom() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !answer_; });
  }
  void put(Answer answer) {
    {
      const std::lock_guard lock(mutex_);
      answer_ = std::move(answer);
    }
    changed_.notify_all();
  }
  void end() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    changed_.notify_all();
  }
  /// @returns nothing where none will follow.
  std::optional<Answer> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return answer_ || ended_; });
    if (!answer_) return std::nullopt;
    std::optional<Answer> taken(std::move(answer_));
    answer_ = nullptr;
    lock.unlock();
    changed_.notify_all();
    return taken;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  Answer answer_;
  bool ended_ = false;
};

/// What is thrown while one request is dealt with, as its answer.
template <class F>
Answer errorOf(F&& deal) {
  try {
    deal();
    return nullptr;
  } catch (const NativeError& error) {
    return [error] { answerError(error.code(), error.what()); };
  } catch (const std::bad_alloc&) {
    return [] { answerError("OUT_OF_MEMORY", "there is not enough memory for the key and its proofs"); };
  }
}

/// @returns the exit code.
int readRequests(const Preparation& prepare, Handover& handover) {
  Frame frame;
  for (;;) {
    bool isThere = false;
    const Answer unreadable = errorOf([&] { isThere = readFrame(STDIN_FILENO, frame); });
    handover.awaitRoom();
    if (unreadable) {
      handover.put(unreadable);
      return EXIT_FAILURE;
    }
    if (!isThere) return EXIT_SUCCESS;
    Answer answer;
    const Answer refusal = errorOf([&] { answer = prepare(JsonHeader::parse(frame.header), frame.payload); });
    handover.put(refusal ? refusal : answer);
  }
}

}  // namespace

int serveRequests(const Preparation& prepare) {
#ifdef __linux__
  // Whoever asks may be killed while this process is busy, or stopped: what it works at is nobody's then.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  Handover handover;
  int exitCode = EXIT_FAILURE;
  std::thread reader([&] {
    exitCode = readRequests(prepare, handover);
    handover.end();
  });
  while (const std::optional<Answer> answer = handover.take()) {
    if (const Answer error = errorOf(*answer)) error();
  }
  reader.join();
  return exitCode;
}
