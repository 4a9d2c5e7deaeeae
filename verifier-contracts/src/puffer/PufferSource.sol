// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {SSZ} from "../SSZ.sol";
import {IPufferProtocol, PairStatus, PufferValidator} from "./IPufferProtocol.sol";

/// @notice One implementation of the protocol, and where its storage keeps `validators[name][index]`.
struct ProtocolLayout {
    address implementation;
    /// Slot of the outer mapping.
    uint256 validatorsSlot;
}

/// @title  PufferSource
/// @notice How the deployed protocol is read: by its getter now, and by its storage at a block. A contract of its own, so that
///         another version of either needs no other registry code.
/// @dev    v = keccak(index ‖ keccak(name ‖ validatorsSlot)):
///
///             v + 1            module (bytes 0-19) | status (byte 20)
///             keccak(v + 2)    first 32 bytes of the public key
///             ... + 1          last 16 bytes, then zeros
///
///         These two words are the two chunks of the key's hash tree root.
///
///         Trusted, not verified: the protocol's getter, and that the places are those of the implementations listed.
contract PufferSource {
    uint256 private constant PUBKEY_BYTES = 48;

    /// @notice The deployed protocol.
    IPufferProtocol public immutable protocol;

    ProtocolLayout[] private _layouts;

    /// @notice What was asked for cannot be a key.
    /// @param name   Name of the module.
    /// @param index  Number of the validator there.
    /// @param length Bytes of the key.
    error PubkeyLength(bytes32 name, uint64 index, uint256 length);

    /// @notice The protocol had an implementation whose places in storage are not known.
    /// @param implementation The implementation.
    error ProtocolImplementationUnknown(address implementation);

    /// @param protocol_ The deployed protocol.
    /// @param layouts_  Implementations that are known.
    constructor(IPufferProtocol protocol_, ProtocolLayout[] memory layouts_) {
        protocol = protocol_;
        for (uint256 i = 0; i < layouts_.length; ++i) {
            _layouts.push(layouts_[i]);
        }
    }

    /// @notice A validator of the protocol as it is now.
    /// @param name        Name of its module.
    /// @param index       Its number there.
    /// @return isActive   Whether the protocol counts it.
    /// @return module     Its module.
    /// @return pubkeyRoot hash_tree_root of its public key; zero unless it is active.
    /// @return pubkey     The key.
    function validatorOf(bytes32 name, uint64 index)
        external
        view
        returns (bool isActive, address module, bytes32 pubkeyRoot, bytes memory pubkey)
    {
        PufferValidator memory validator = protocol.getValidatorInfo(name, index);
        if (validator.status != PairStatus.Active) return (false, address(0), 0, "");
        pubkey = validator.pubKey;
        if (pubkey.length != PUBKEY_BYTES) revert PubkeyLength(name, index, pubkey.length);
        bytes32 first;
        bytes32 last;
        // 48 bytes are there: the length is checked. What stands behind them in memory is cut off.
        assembly ("memory-safe") {
            first := mload(add(pubkey, 32))
            last := shl(128, shr(128, mload(add(pubkey, 64))))
        }
        return (true, validator.module, SSZ.hashPair(first, last), pubkey);
    }

    /// @notice Slot of the word that holds module and status of a validator. Reverts for an implementation that is not known.
    /// @param implementation Implementation of the protocol at the block.
    /// @param name           Name of the module.
    /// @param index          Number of the validator there.
    /// @return The slot.
    function statusSlot(address implementation, bytes32 name, uint64 index) external view returns (uint256) {
        for (uint256 i = 0; i < _layouts.length; ++i) {
            if (_layouts[i].implementation == implementation) {
                bytes32 inner = keccak256(abi.encode(name, _layouts[i].validatorsSlot));
                return uint256(keccak256(abi.encode(uint256(index), inner))) + 1;
            }
        }
        revert ProtocolImplementationUnknown(implementation);
    }

    /// @notice Implementations that are known.
    /// @return As given at deployment.
    function layouts() external view returns (ProtocolLayout[] memory) {
        return _layouts;
    }
}
