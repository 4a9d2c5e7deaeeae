// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {PufferAmounts} from "../../src/puffer/IPufferAssets.sol";
import {Pair, PairPlacement, PairRecord} from "../../src/puffer/IPufferRegistry.sol";
import {EditedCalls} from "../EditedCalls.sol";
import {PufferFixture, Taken} from "./PufferFixture.sol";

/// @notice What is shown of the deployed protocol, with a word changed: what is taken is what the block holds, or less.
/// forge-config: default.fuzz.runs = 6
contract PufferEditedCallsTest is PufferFixture, EditedCalls {
    uint64 private constant FULL = 32_000_000_000;
    uint256 private constant WAITS = 4;
    uint256 private constant EXITED = 5;

    PufferAmounts private core;
    uint256[4] private sourcesWei;

    /// @dev Six pairs: validators 0 to 3, of which 2 and 3 are announced after the block; one that waits; one that exited before
    ///      the block and is not settled.
    function _take() private returns (Taken memory taken) {
        for (uint256 i = 0; i < 4; ++i) {
            provisionWith(i < 2 ? FIRST : SECOND, FULL);
        }
        provisionWaiting(SECOND);
        provisionWith(FIRST, 0);
        announce(some(0, 1));
        announce(some(WAITS, EXITED));
        exit(EXITED, 0);
        give(podOf(FIRST), 3 ether);
        give(moduleOf(SECOND), 5 ether);
        (sourcesWei[0], sourcesWei[3]) = (podOf(FIRST).balance, moduleOf(SECOND).balance);
        taken = take(1);
        announce(some(2, 3));
        open(1, taken);
        uint256 before = vm.snapshotState();
        proveCore(1, taken);
        PufferAmounts memory proved = assets.amountsOf(1);
        vm.revertToState(before);
        core = proved;
    }

    function testFuzz_proveCore(uint256 seed) public {
        Taken memory taken = _take();
        tryEdits(
            address(assets), abi.encodeCall(assets.proveCore, (1, stateProof(taken), coreProof(taken))), seed
        );
    }

    function testFuzz_showSources(uint256 seed) public {
        Taken memory taken = _take();
        proveCore(1, taken);
        uint64[] memory places = new uint64[](4);
        bytes[] memory paths = new bytes[](4);
        for (uint64 i = 0; i < 4; ++i) {
            (places[i], paths[i]) = (i, taken.state.accounts[taken.firstModule + i]);
        }
        bytes memory call = abi.encodeCall(assets.showSources, (1, stateProof(taken), places, paths));
        tryEdits(address(assets), call, seed);
    }

    function testFuzz_showLate(uint256 seed) public {
        Taken memory taken = _take();
        proveCore(1, taken);
        Pair[] memory late = new Pair[](6);
        bytes[] memory paths = new bytes[](6);
        for (uint256 i = 0; i < 6; ++i) {
            (late[i], paths[i]) = (pairs[i], statusPath(taken, i));
        }
        bytes memory call =
            abi.encodeCall(assets.showLate, (1, stateProof(taken), protocolProof(taken), late, paths));
        tryEdits(address(assets), call, seed);
    }

    function testFuzz_showWaiting(uint256 seed) public {
        Taken memory taken = _take();
        proveCore(1, taken);
        bytes memory call =
            abi.encodeCall(assets.showWaiting, (1, depositsTop(taken), waitingPairs(taken, WAITS)));
        tryEdits(address(assets), call, seed);
    }

    function testFuzz_register(uint256 seed) public {
        Taken memory taken = _take();
        bytes memory call = abi.encodeCall(
            registry.register,
            (taken.nextTimestamp, taken.header, validatorsTop(taken), registrations(taken, upTo(4)))
        );
        tryEdits(address(registry), call, seed);
        assertEq(registry.count(), 4);
    }

    function testFuzz_registerProved(uint256 seed) public {
        Taken memory taken = _take();
        exit(1, 0);
        uint256[] memory which = some(1, 2);
        bytes memory call = abi.encodeCall(
            registry.registerProved,
            (
                taken.nextTimestamp,
                taken.header,
                validatorsTop(taken),
                registrations(taken, which),
                pairsProof(taken, which)
            )
        );
        tryEdits(address(registry), call, seed);
        assertEq(registry.count(), 2);
    }

    function requireTruth() internal view override {
        PufferAmounts memory said = assets.amountsOf(1);
        if (said.timestamp != 0) {
            uint256 podsWei = core.podsWei;
            for (uint64 place = 0; place < 4; ++place) {
                if (assets.isShown(1, place)) podsWei += sourcesWei[place];
            }
            assertEq(said.podsWei, podsWei);
            assertTrue(said.lateIn <= 2 && said.lateOut <= 1 && said.lateOutUnplaced <= 1, "late");
            assertTrue(said.waiting <= 1 && said.waitingWei == said.waiting * 32 ether, "waiting");
            (said.podsWei, said.lateIn, said.lateOut, said.lateOutUnplaced) = (core.podsWei, 0, 0, 0);
            (said.waiting, said.waitingWei) = (0, 0);
            assertEq(keccak256(abi.encode(said)), keccak256(abi.encode(core)));
        }
        (uint64[] memory indices,) = registry.entries(0, registry.count());
        uint256 placed = 0;
        for (uint256 pair = 0; pair < 6; ++pair) {
            PairRecord memory record = registry.pairOf(pairs[pair].name, pairs[pair].index);
            if (record.placement == PairPlacement.Unknown) continue;
            assertTrue(record.placement == PairPlacement.Placed && pair != WAITS, "its own");
            ++placed;
            uint64 index = indexOf(pair);
            uint256 found = 0;
            for (uint256 i = 0; i < indices.length; ++i) {
                if (indices[i] == index) ++found;
            }
            assertEq(found, 1);
        }
        assertEq(placed, indices.length);
        assertTrue(registry.counts().announced == 6 && registry.counts().foreign == 0, "nobody else");
    }
}

/// forge-config: default.fuzz.runs = 24
contract DeepPufferEditedCallsTest is PufferEditedCallsTest {}
