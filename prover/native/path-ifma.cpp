// Compiled with AVX-512 IFMA switched on: nothing of this file may be called before path.cpp has asked the processor, and
// nothing of it may be visible to the linker but this table (README.md: one binary, several instruction sets).
#include "lanes.hpp"
#include "make-kernels.hpp"
#include "vector-ifma.hpp"

const Kernels ifmaKernels =
    MakeKernels<Lanes<IfmaVector, BaseModulus>, Lanes<IfmaVector, ScalarModulus>>::table("ifma", 260);
