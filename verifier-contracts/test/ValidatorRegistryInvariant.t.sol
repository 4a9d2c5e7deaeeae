// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {EntryChain} from "../src/EntryChain.sol";
import {IPoseidon3} from "../src/interfaces/IPoseidon3.sol";
import {Provision, ProvisionStatus, RegistryTotals} from "../src/interfaces/IValidatorRegistry.sol";
import {ValidatorRegistry} from "../src/ValidatorRegistry.sol";
import {RegistryHandler} from "./RegistryHandler.sol";
import {Test} from "./Test.sol";

/// @notice What holds after any sequence of calls by anyone. RegistryHandler makes the calls and asserts the laws about
///         two moments: settled provisions and prefixes of the chain never change, and calls without a role are refused.
/// forge-config: default.invariant.runs = 16
/// forge-config: default.invariant.depth = 64
/// forge-config: default.invariant.fail-on-revert = true
contract ValidatorRegistryInvariantTest is Test {
    RegistryHandler private handler;
    ValidatorRegistry private registry;

    function setUp() public {
        handler = new RegistryHandler();
        registry = handler.target();
    }

    /// @dev Read by forge: what to call.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_chainIsPoseidonOverTheEntries() public view {
        (uint64[] memory indices, uint64[] memory principals) = registry.entries(0, type(uint64).max);
        assertEq(indices.length, registry.count());
        IPoseidon3 poseidon = registry.poseidon();
        uint256 commitment;
        assertEq(registry.commitmentAt(0), 0);
        for (uint64 i = 0; i < indices.length; ++i) {
            commitment = poseidon.poseidon([commitment, indices[i], principals[i]]);
            try registry.commitmentAt(i + 1) returns (uint256 kept) {
                assertEq(kept, commitment);
                assertTrue(handler.isKept(i + 1), "nothing is kept in the middle of a call");
            } catch (bytes memory reason) {
                assertEq(
                    keccak256(reason),
                    keccak256(abi.encodeWithSelector(EntryChain.CommitmentNotKept.selector, i + 1))
                );
                assertTrue(!handler.isKept(i + 1), "kept where a call ended");
            }
        }
        assertEq(registry.commitment(), commitment);
    }

    /// @dev Indices are unique, and each belongs to the one registered provision that has it.
    function invariant_eachIndexIsThatOfOneRegisteredProvision() public view {
        (uint64[] memory indices,) = registry.entries(0, type(uint64).max);
        for (uint256 i = 0; i < indices.length; ++i) {
            for (uint256 k = 0; k < i; ++k) {
                assertTrue(indices[i] != indices[k], "unique");
            }
        }
        uint256 registered;
        for (uint64 number = 1; number <= registry.provisionCount(); ++number) {
            Provision memory given = registry.provisionOf(number);
            if (given.status != ProvisionStatus.Registered) continue;
            ++registered;
            uint256 found;
            for (uint256 i = 0; i < indices.length; ++i) {
                if (indices[i] == given.validatorIndex) ++found;
            }
            assertEq(found, 1);
        }
        assertEq(registered, indices.length);
    }

    function invariant_eachPublicKeyHasOneProvision() public view {
        for (uint64 number = 1; number <= registry.provisionCount(); ++number) {
            assertEq(registry.numberOf(registry.provisionOf(number).pubkeyRoot), number);
        }
    }

    function invariant_provisionsAndPodsAreThoseOfTheRoles() public view {
        assertEq(registry.provisionCount(), handler.provisionsMade());
        assertEq(registry.pods().length, handler.podsMade());
        assertEq(registry.podsBy(uint48(block.timestamp)), handler.podsMade());
    }

    /// @dev Added up from the provisions themselves.
    function invariant_totalsAreThoseOfTheProvisions() public view {
        RegistryTotals memory totals = registry.totalsBy(uint48(block.timestamp));
        assertEq(totals.provisioned, handler.provisionsMade());
        uint64 writtenOff;
        uint80 outstandingGwei;
        for (uint64 number = 1; number <= totals.provisioned; ++number) {
            Provision memory given = registry.provisionOf(number);
            if (given.status == ProvisionStatus.WrittenOff) ++writtenOff;
            if (given.settledAt == 0) outstandingGwei += given.principalGwei;
        }
        assertEq(totals.writtenOff, writtenOff);
        assertEq(totals.outstandingGwei, outstandingGwei);
    }

    function invariant_countsAtPastTimesNeverChange() public view {
        handler.checkPasts();
    }
}
