// Which kernels run: the best that the processor has, or the one that is asked for by name.
#pragma once
#include <string>
#include <vector>

#include "kernels.hpp"

/// In the order of preference, those that this processor can run.
std::vector<const Kernels*> usablePaths();
/// @param name  "auto", or that of a path. @throws NativeError PATH_UNAVAILABLE
const Kernels& choosePath(const std::string& name);
