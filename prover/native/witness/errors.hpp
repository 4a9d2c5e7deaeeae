// Failures of the witness calculator. Each has a stable code, like those of the TypeScript side.
#pragma once

#include <stdexcept>
#include <string>

namespace pufeth::witness {

enum class ErrorCode {
  // The file is not there or cannot be read.
  programUnreadable,
  // The file is no witness program, of another version, cut, or damaged.
  programDamaged,
  // The program was made from other circuit sources than those asked for.
  programOfAnotherCircuit,
  // The input has another number of values than the circuit.
  inputLength,
  // An input is not below the field order.
  inputNotInField,
  // A constraint does not hold: no witness exists for this input.
  pageRefused,
  // The caller's memory does not have room for all wires.
  outputLength,
};

inline const char* codeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::programUnreadable: return "WITNESS_PROGRAM_UNREADABLE";
    case ErrorCode::programDamaged: return "WITNESS_PROGRAM_DAMAGED";
    case ErrorCode::programOfAnotherCircuit: return "WITNESS_PROGRAM_OF_ANOTHER_CIRCUIT";
    case ErrorCode::inputLength: return "WITNESS_INPUT_LENGTH";
    case ErrorCode::inputNotInField: return "WITNESS_INPUT_NOT_IN_FIELD";
    case ErrorCode::pageRefused: return "WITNESS_PAGE_REFUSED";
    case ErrorCode::outputLength: return "WITNESS_OUTPUT_LENGTH";
  }
  return "WITNESS_UNKNOWN";
}

class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ErrorCode code() const { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace pufeth::witness
