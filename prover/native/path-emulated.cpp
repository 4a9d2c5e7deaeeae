#include "lanes.hpp"
#include "make-kernels.hpp"
#include "vector-emulated.hpp"

const Kernels emulatedKernels =
    MakeKernels<Lanes<EmulatedVector, BaseModulus>, Lanes<EmulatedVector, ScalarModulus>>::table("emulated", 260);
