// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Eip4788} from "../src/Eip4788.sol";
import {BeaconRootsContract} from "./BeaconRootsContract.sol";

contract Eip4788Harness {
    function parentRootAt(uint64 timestamp) external view returns (bytes32) {
        return Eip4788.parentRootAt(timestamp);
    }
}

contract Eip4788Test is BeaconRootsContract {
    Eip4788Harness private roots = new Eip4788Harness();

    function testFuzz_parentRootAt_returnsWhatTheSystemCallStored(uint64 timestamp, bytes32 root) public {
        vm.assume(timestamp != 0 && root != 0);
        deployBeaconRoots();
        storeBeaconRoot(timestamp, root);
        assertEq(roots.parentRootAt(timestamp), root);
    }

    function test_parentRootAt_revert_unknownTimestamp() public {
        deployBeaconRoots();
        storeBeaconRoot(1000, "root");
        _expectUnknown(1001);
    }

    function test_parentRootAt_revert_overwrittenInTheRingBuffer() public {
        deployBeaconRoots();
        storeBeaconRoot(1000, "old");
        storeBeaconRoot(1000 + 8191, "new");
        _expectUnknown(1000);
    }

    function test_parentRootAt_revert_timestampZero() public {
        deployBeaconRoots();
        _expectUnknown(0);
    }

    /// @dev Anvil's case: a root of zero is no root.
    function test_parentRootAt_revert_rootZero() public {
        deployBeaconRoots();
        storeBeaconRoot(1000, 0);
        _expectUnknown(1000);
    }

    /// @dev A call to an address without code succeeds and returns nothing.
    function test_parentRootAt_revert_chainWithoutContract() public {
        vm.etch(Eip4788.BEACON_ROOTS, "");
        _expectUnknown(1000);
    }

    /// @dev A reason that is as long as a root is none.
    function test_parentRootAt_revert_reasonOfOneWord() public {
        vm.mockCallRevert(Eip4788.BEACON_ROOTS, "", abi.encode(bytes32("root")));
        _expectUnknown(1000);
    }

    function test_parentRootAt_revert_answerOfAnotherLength() public {
        vm.mockCall(Eip4788.BEACON_ROOTS, "", abi.encode(bytes32("root"), bytes32("more")));
        _expectUnknown(1000);
        vm.mockCall(Eip4788.BEACON_ROOTS, "", new bytes(31));
        _expectUnknown(1000);
    }

    function _expectUnknown(uint64 timestamp) private {
        vm.expectRevert(abi.encodeWithSelector(Eip4788.BeaconRootUnknown.selector, timestamp));
        roots.parentRootAt(timestamp);
    }
}
