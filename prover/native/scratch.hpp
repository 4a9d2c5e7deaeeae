// What one thread needs beside its input: grows to the largest job it has seen and stays.
#pragma once
#include "buffer.hpp"

struct Scratch {
  Buffer counts, sorted, runs, pairs, prefix, points, column;

  Scratch();
  ~Scratch();
};

/// At least `bytes`, contents unspecified. @throws std::bad_alloc
void ensure(Buffer& buffer, size_t bytes);
