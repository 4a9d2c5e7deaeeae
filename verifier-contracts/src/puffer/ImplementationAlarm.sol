// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {CanonicalBlock, IBeaconRoots} from "../interfaces/IBeaconRoots.sol";
import {IPufferAssets, VaultLayout} from "./IPufferAssets.sol";
import {AccountProof, OpenState, PufferState, StateProof} from "./PufferState.sol";

/// @title  ImplementationAlarm
/// @notice Says that vault or depositor ran code at a spurt's block that no layout knows, so that there can be no report of it.
/// @dev    Verified here: both implementation slots at the block; that no layout has this vault with this depositor.
///         Trusted, not verified: the layouts of `assets`.
contract ImplementationAlarm {
    using PufferState for StateProof;
    using PufferState for OpenState;

    /// @notice Whose layouts.
    IPufferAssets public immutable assets;

    /// @notice No layout knows this code: nothing can be proved of the spurt.
    /// @param spurt                   Its number.
    /// @param vaultImplementation     At its block.
    /// @param depositor               Read by the layout named.
    /// @param depositorImplementation At its block.
    event UnknownImplementation(
        uint64 indexed spurt, address vaultImplementation, address depositor, address depositorImplementation
    );

    /// @notice A layout has this vault with this depositor, or this vault reads another depositor.
    /// @param position Of a layout with this vault.
    error ImplementationKnown(uint256 position);

    /// @param assets_ Whose layouts.
    constructor(IPufferAssets assets_) {
        assets = assets_;
    }

    /// @notice Raises the alarm. Anyone may call.
    /// @param spurt          Its number.
    /// @param state          Execution state of its block.
    /// @param depositor      Any where the vault is not known; else the one that a layout of the vault names.
    /// @param vaultProof     Its implementation.
    /// @param depositorProof Its implementation.
    function raise(
        uint64 spurt,
        StateProof calldata state,
        address depositor,
        AccountProof calldata vaultProof,
        AccountProof calldata depositorProof
    ) external {
        OpenState memory opened = _open(spurt, state);
        address first = _implementationOf(opened, assets.vault(), vaultProof);
        address second = _implementationOf(opened, depositor, depositorProof);
        _requireUnknown(first, depositor, second);
        emit UnknownImplementation(spurt, first, depositor, second);
    }

    function _open(uint64 spurt, StateProof calldata state) private view returns (OpenState memory opened) {
        IBeaconRoots roots = assets.beaconRoots();
        CanonicalBlock memory canonical = roots.blockOf(spurt);
        (, opened) = state.open(roots.layoutAt(canonical.slot), canonical.stateRoot, canonical.timestamp);
    }

    function _implementationOf(OpenState memory state, address account, AccountProof calldata proof)
        private
        pure
        returns (address)
    {
        uint256[] memory slots = new uint256[](1);
        slots[0] = PufferState.IMPLEMENTATION_SLOT;
        (, uint256[] memory values) = state.read(account, proof, slots);
        return address(uint160(values[0]));
    }

    function _requireUnknown(address first, address depositor, address second) private view {
        VaultLayout[] memory known = assets.layouts();
        for (uint256 i = 0; i < known.length; ++i) {
            if (known[i].vaultImplementation != first) continue;
            bool isOther = known[i].depositor == depositor && known[i].depositorImplementation != second;
            if (!isOther) revert ImplementationKnown(i);
        }
    }
}
