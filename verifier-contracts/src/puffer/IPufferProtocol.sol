// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @notice Where a validator of the protocol stands.
enum PairStatus {
    Uninitialized,
    Pending,
    Skipped,
    Active,
    Frozen
}

/// @notice A validator as the deployed protocol returns it.
struct PufferValidator {
    address node;
    uint96 bond;
    address module;
    PairStatus status;
    bytes pubKey;
}

/// @title  IPufferProtocol
/// @notice What is asked of the deployed protocol.
interface IPufferProtocol {
    /// @notice A validator of a module; all zero once it has exited.
    /// @param name  Name of the module.
    /// @param index Its number there.
    /// @return The validator.
    function getValidatorInfo(bytes32 name, uint256 index) external view returns (PufferValidator memory);

    /// @notice A module; zero if there is none of this name.
    /// @param name Its name.
    /// @return Its address.
    function getModuleAddress(bytes32 name) external view returns (address);
}

/// @title  IPufferModule
/// @notice What is asked of a module.
interface IPufferModule {
    /// @notice The pod that its validators pay out to.
    /// @return Its address.
    function getEigenPod() external view returns (address);
}
