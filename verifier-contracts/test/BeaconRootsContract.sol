// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Eip4788} from "../src/Eip4788.sol";
import {Test} from "./Test.sol";

/// @notice The real EIP-4788 contract, filled by the system call that a block starts with.
abstract contract BeaconRootsContract is Test {
    address private constant SYSTEM = 0xffffFFFfFFffffffffffffffFfFFFfffFFFfFFfE;

    /// @dev Runtime bytecode from https://eips.ethereum.org/EIPS/eip-4788#bytecode
    bytes private constant CODE =
        hex"3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500";

    function deployBeaconRoots() internal {
        vm.etch(Eip4788.BEACON_ROOTS, CODE);
    }

    function storeBeaconRoot(uint64 timestamp, bytes32 root) internal {
        vm.warp(timestamp);
        vm.prank(SYSTEM);
        (bool ok,) = Eip4788.BEACON_ROOTS.call(abi.encode(root));
        assertTrue(ok, "system call");
    }
}
