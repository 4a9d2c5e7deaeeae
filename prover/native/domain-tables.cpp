#include "kernels.hpp"

DomainTables::DomainTables() = default;
DomainTables::~DomainTables() = default;
