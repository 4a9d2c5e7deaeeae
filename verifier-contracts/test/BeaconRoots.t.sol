// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BeaconRoots} from "../src/BeaconRoots.sol";
import {Eip4788} from "../src/Eip4788.sol";
import {ForkLayouts} from "../src/ForkLayouts.sol";
import {GrowthSpurts} from "../src/GrowthSpurts.sol";
import {CanonicalBlock, IBeaconRoots} from "../src/interfaces/IBeaconRoots.sol";
import {ForkLayout} from "../src/interfaces/IForkLayouts.sol";
import {IGrowthSpurts} from "../src/interfaces/IGrowthSpurts.sol";
import {BeaconHeader, SSZ} from "../src/SSZ.sol";
import {BeaconRootsContract} from "./BeaconRootsContract.sol";

/// @notice `store`, on a chain of made headers whose roots the real EIP-4788 contract holds.
contract BeaconRootsTest is BeaconRootsContract {
    uint64 private constant GENESIS = 1_700_000_000;
    uint64 private constant WEEK = 7 * 24 * 3600;
    /// @dev Spurts end between two slots: 7 s after the last one.
    uint64 private constant START = GENESIS + 67;
    uint64 private constant END = START + WEEK;
    /// @dev Last slot of spurt 1.
    uint64 private constant LAST_SLOT = (END - GENESIS) / 12;
    uint64 private constant RING_SLOTS = 8191;

    /// @dev `probe` ends so when the contract has accepted.
    error Accepted();

    GrowthSpurts private spurts = new GrowthSpurts(address(this), START, 0, 0);
    BeaconRoots private roots = new BeaconRoots(spurts, 3, GENESIS, 12, _layouts());
    /// @dev The chain, oldest block first.
    BeaconHeader[] private chain;

    function setUp() public {
        deployBeaconRoots();
    }

    function test_constructor_keepsWhatItIsGiven() public view {
        assertEq(address(roots.growthSpurts()), address(spurts));
        assertEq(roots.firstSummaryPeriod(), 3);
        assertEq(roots.genesisTime(), GENESIS);
        assertEq(roots.secondsPerSlot(), 12);
        assertEq(roots.layoutAt(LAST_SLOT).blockRoots, 69);
    }

    function test_store_keepsTheLastBlockOfTheSpurt() public {
        _grow(LAST_SLOT - 1);
        _grow(LAST_SLOT);
        _grow(LAST_SLOT + 1);
        bytes32 root = SSZ.hashTreeRoot(chain[1]);
        assertTrue(!roots.isStored(1), "nothing yet");
        vm.expectEmit(true, true, true, true, address(roots));
        emit IBeaconRoots.BlockStored(1, root, LAST_SLOT, false);
        roots.store(1, _timeOf(LAST_SLOT + 1), chain[1]);
        assertTrue(roots.isStored(1), "stored");
        CanonicalBlock memory stored = roots.blockOf(1);
        assertEq(stored.root, root);
        assertEq(stored.stateRoot, chain[1].stateRoot);
        assertEq(stored.slot, LAST_SLOT);
        assertEq(stored.timestamp, _timeOf(LAST_SLOT));
        assertTrue(!roots.isStored(2), "no other spurt");
    }

    /// @dev A block exactly at the end belongs to the spurt.
    function test_store_endAtASlot() public {
        spurts = new GrowthSpurts(address(this), _timeOf(LAST_SLOT) - WEEK, 0, 0);
        roots = new BeaconRoots(spurts, 3, GENESIS, 12, _layouts());
        _grow(LAST_SLOT - 1);
        _grow(LAST_SLOT);
        _grow(LAST_SLOT + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBeaconRoots.NextBlockNotAfterEnd.selector, _timeOf(LAST_SLOT), _timeOf(LAST_SLOT)
            )
        );
        roots.store(1, _timeOf(LAST_SLOT), chain[0]);
        roots.store(1, _timeOf(LAST_SLOT + 1), chain[1]);
        assertEq(roots.blockOf(1).slot, LAST_SLOT);
    }

    /// @dev Everybody may send, and whatever comes after the first is left alone: even what would be refused.
    function testFuzz_store_leavesAStoredSpurtAlone(
        address sender,
        uint64 timestamp,
        BeaconHeader memory other
    ) public {
        _grow(LAST_SLOT);
        _grow(LAST_SLOT + 1);
        vm.prank(sender);
        roots.store(1, _timeOf(LAST_SLOT + 1), chain[0]);
        bytes32 before = keccak256(abi.encode(roots.blockOf(1)));
        roots.store(1, timestamp, other);
        roots.storeFromNewer(1, timestamp, other, other, new bytes32[](0));
        assertEq(keccak256(abi.encode(roots.blockOf(1))), before);
    }

    /// @dev Of a chain with any missed slots, whatever header and whatever timestamp is named: only the last block
    ///      at or before the end is accepted, and only by the timestamp of the block after it.
    /// forge-config: default.fuzz.runs = 48
    function testFuzz_store_acceptsOneBlockOfAnyChain(uint32 present, uint16 delay) public {
        uint64 first = LAST_SLOT - 15;
        // The chain has blocks before and after the window.
        _grow(first - 1);
        for (uint64 i = 0; i < 32; ++i) {
            if ((present >> i) & 1 == 1) _grow(first + i);
        }
        _grow(first + 32);
        vm.warp(block.timestamp + delay);
        uint256 canonical = 0;
        while (_timeOf(chain[canonical + 1].slot) <= END) ++canonical;
        uint256 accepted = 0;
        for (uint256 i = 0; i < chain.length; ++i) {
            for (uint64 slot = first; slot <= first + 32; ++slot) {
                if (!_isAccepted(_timeOf(slot), chain[i])) continue;
                ++accepted;
                assertEq(i, canonical);
                assertEq(slot, chain[canonical + 1].slot);
            }
        }
        assertEq(accepted, 1);
    }

    /// @dev Timestamps that no slot has, and headers that no chain has.
    function testFuzz_store_revert_anythingElse(uint64 timestamp, BeaconHeader memory other) public {
        _grow(LAST_SLOT);
        _grow(LAST_SLOT + 3);
        if (timestamp != _timeOf(LAST_SLOT + 3)) assertTrue(!_isAccepted(timestamp, chain[0]), "timestamp");
        assertTrue(!_isAccepted(_timeOf(LAST_SLOT + 3), other), "header");
    }

    /// @dev 27 hours later the ring buffer has forgotten the block after the end. Its slot looks as missing as a
    ///      missed one, and still no later block can pose as the canonical one.
    function test_store_exactWhenTheRingIsOverwritten() public {
        _grow(LAST_SLOT - 2);
        for (uint64 i = 1; i <= 4; ++i) {
            _grow(LAST_SLOT + i);
        }
        _fillRing(LAST_SLOT + 5, LAST_SLOT + 1 + RING_SLOTS);
        vm.expectRevert(abi.encodeWithSelector(Eip4788.BeaconRootUnknown.selector, _timeOf(LAST_SLOT + 1)));
        roots.store(1, _timeOf(LAST_SLOT + 1), chain[0]);
        // The oldest that is remembered: the second block after the end, whose parent is the first.
        uint64 oldest = _timeOf(LAST_SLOT + 2);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBeaconRoots.BlockAfterEnd.selector, LAST_SLOT + 1, _timeOf(LAST_SLOT + 1), END
            )
        );
        roots.store(1, oldest, chain[1]);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBeaconRoots.BlockRootMismatch.selector,
                SSZ.hashTreeRoot(chain[1]),
                SSZ.hashTreeRoot(chain[0])
            )
        );
        roots.store(1, oldest, chain[0]);
        for (uint256 i = 0; i < chain.length; ++i) {
            for (uint64 slot = LAST_SLOT - 2; slot <= LAST_SLOT + 9; ++slot) {
                assertTrue(!_isAccepted(_timeOf(slot), chain[i]), "accepted");
            }
        }
    }

    /// @dev The last moment: the block after the end is the oldest that EIP-4788 has.
    function test_store_inTheLastSlotOfTheRing() public {
        _grow(LAST_SLOT - 2);
        _grow(LAST_SLOT + 1);
        _fillRing(LAST_SLOT + 2, LAST_SLOT + RING_SLOTS);
        roots.store(1, _timeOf(LAST_SLOT + 1), chain[0]);
        assertEq(roots.blockOf(1).slot, LAST_SLOT - 2);
    }

    /// @dev The chain stood still for more than a week: one block is the canonical one of two spurts.
    function test_store_oneBlockForAnEmptySpurt() public {
        _grow(LAST_SLOT - 2);
        uint64 next = LAST_SLOT + WEEK / 12 + 5;
        _grow(next);
        roots.store(2, _timeOf(next), chain[0]);
        roots.store(1, _timeOf(next), chain[0]);
        assertEq(roots.blockOf(1).root, roots.blockOf(2).root);
        vm.expectPartialRevert(IBeaconRoots.SpurtNotEnded.selector);
        roots.store(3, _timeOf(next), chain[0]);
    }

    function test_store_revert_spurtNotEnded() public {
        _grow(LAST_SLOT);
        vm.warp(END);
        vm.expectRevert(abi.encodeWithSelector(IBeaconRoots.SpurtNotEnded.selector, 1, END));
        roots.store(1, _timeOf(LAST_SLOT + 1), chain[0]);
        vm.expectRevert(abi.encodeWithSelector(IBeaconRoots.SpurtNotEnded.selector, 1, END));
        roots.storeFromNewer(1, _timeOf(LAST_SLOT + 1), chain[0], chain[0], new bytes32[](0));
        // One second later the next check speaks.
        vm.warp(END + 1);
        vm.expectPartialRevert(Eip4788.BeaconRootUnknown.selector);
        roots.store(1, _timeOf(LAST_SLOT + 1), chain[0]);
    }

    function test_store_revert_nextBlockNotAfterEnd() public {
        _grow(LAST_SLOT - 1);
        _grow(LAST_SLOT);
        _grow(LAST_SLOT + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IBeaconRoots.NextBlockNotAfterEnd.selector, _timeOf(LAST_SLOT), END)
        );
        roots.store(1, _timeOf(LAST_SLOT), chain[0]);
    }

    function test_store_revert_blockAfterEnd() public {
        _grow(LAST_SLOT);
        _grow(LAST_SLOT + 1);
        _grow(LAST_SLOT + 2);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBeaconRoots.BlockAfterEnd.selector, LAST_SLOT + 1, _timeOf(LAST_SLOT + 1), END
            )
        );
        roots.store(1, _timeOf(LAST_SLOT + 2), chain[1]);
    }

    function test_store_revert_blockRootMismatch() public {
        _grow(LAST_SLOT - 1);
        _grow(LAST_SLOT);
        _grow(LAST_SLOT + 1);
        bytes32 expected = SSZ.hashTreeRoot(chain[1]);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBeaconRoots.BlockRootMismatch.selector, expected, SSZ.hashTreeRoot(chain[0])
            )
        );
        roots.store(1, _timeOf(LAST_SLOT + 1), chain[0]);
    }

    function test_store_revert_beaconRootUnknown() public {
        _grow(LAST_SLOT);
        _grow(LAST_SLOT + 2);
        vm.expectRevert(abi.encodeWithSelector(Eip4788.BeaconRootUnknown.selector, _timeOf(LAST_SLOT + 1)));
        roots.store(1, _timeOf(LAST_SLOT + 1), chain[0]);
    }

    /// @dev The genesis block alone is a chain.
    function test_store_endAtGenesis() public {
        spurts = new GrowthSpurts(address(this), GENESIS - WEEK, 0, 0);
        roots = new BeaconRoots(spurts, 3, GENESIS, 12, _layouts());
        _grow(0);
        _grow(1);
        roots.store(1, _timeOf(1), chain[0]);
        assertEq(roots.blockOf(1).root, SSZ.hashTreeRoot(chain[0]));
        assertEq(roots.blockOf(1).timestamp, GENESIS);
    }

    function test_store_revert_spurtBeforeGenesis() public {
        uint64 start = GENESIS - 2 * WEEK + 3;
        roots = new BeaconRoots(new GrowthSpurts(address(this), start, 0, 0), 3, GENESIS, 12, _layouts());
        _grow(0);
        _grow(1);
        bytes memory reason =
            abi.encodeWithSelector(IBeaconRoots.SpurtBeforeGenesis.selector, 1, start + WEEK, GENESIS);
        vm.expectRevert(reason);
        roots.store(1, _timeOf(1), chain[0]);
        vm.expectRevert(reason);
        roots.storeFromNewer(1, _timeOf(1), chain[0], chain[0], new bytes32[](0));
        // The next one ends 3 s after genesis.
        roots.store(2, _timeOf(1), chain[0]);
        assertEq(roots.blockOf(2).slot, 0);
        assertEq(roots.blockOf(2).timestamp, GENESIS);
    }

    function test_store_revert_spurtZero() public {
        vm.expectRevert(abi.encodeWithSelector(IGrowthSpurts.SpurtZero.selector));
        roots.store(0, 0, BeaconHeader(0, 0, 0, 0, 0));
    }

    function testFuzz_blockOf_revert_blockNotStored(uint64 spurt) public {
        assertTrue(!roots.isStored(spurt), "stored");
        vm.expectRevert(abi.encodeWithSelector(IBeaconRoots.BlockNotStored.selector, spurt));
        roots.blockOf(spurt);
    }

    /// @dev Storing needs no layout, using the block does.
    function test_layoutAt_revert_unknownFork() public {
        ForkLayout[] memory list = new ForkLayout[](2);
        list[0] = _layouts()[0];
        list[1].activationTimestamp = _timeOf(LAST_SLOT);
        roots = new BeaconRoots(spurts, 3, GENESIS, 12, list);
        _grow(LAST_SLOT);
        _grow(LAST_SLOT + 1);
        roots.store(1, _timeOf(LAST_SLOT + 1), chain[0]);
        vm.expectRevert(
            abi.encodeWithSelector(ForkLayouts.LayoutUnknown.selector, LAST_SLOT, _timeOf(LAST_SLOT))
        );
        roots.layoutAt(LAST_SLOT);
    }

    /// @dev Stores, says whether that was accepted, and takes it back.
    function probe(uint64 nextTimestamp, BeaconHeader memory header) external {
        roots.store(1, nextTimestamp, header);
        revert Accepted();
    }

    function _isAccepted(uint64 nextTimestamp, BeaconHeader memory header) private returns (bool) {
        try this.probe(nextTimestamp, header) {
            return true;
        } catch (bytes memory reason) {
            return bytes4(reason) == Accepted.selector;
        }
    }

    /// @dev A block at `slot`, after all others; its system call tells EIP-4788 which one came before it.
    function _grow(uint64 slot) private {
        bytes32 parentRoot = chain.length == 0 ? bytes32(0) : SSZ.hashTreeRoot(chain[chain.length - 1]);
        storeBeaconRoot(_timeOf(slot), parentRoot);
        bytes32 stateRoot = keccak256(abi.encode("state", slot));
        chain.push(BeaconHeader(slot, slot % 999, parentRoot, stateRoot, keccak256(abi.encode("body", slot))));
    }

    /// @dev A block in every slot from `first` to `last`, of which only EIP-4788 knows.
    function _fillRing(uint64 first, uint64 last) private {
        for (uint64 slot = first; slot <= last; ++slot) {
            storeBeaconRoot(_timeOf(slot), keccak256(abi.encode("parent", slot)));
        }
    }

    function _timeOf(uint64 slot) private pure returns (uint64) {
        return GENESIS + slot * 12;
    }

    function _layouts() private pure returns (ForkLayout[] memory list) {
        list = new ForkLayout[](1);
        list[0] = ForkLayout(GENESIS, 76, 75, 98, 100, 69, 91, 2818, 0, 0, false);
    }
}
