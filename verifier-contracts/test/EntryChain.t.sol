// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ChainEnd, EntryChain} from "../src/EntryChain.sol";
import {IBeaconRoots} from "../src/interfaces/IBeaconRoots.sol";
import {IEntryChain} from "../src/interfaces/IEntryChain.sol";
import {IPoseidon3} from "../src/interfaces/IPoseidon3.sol";
import {PoseidonDeployer} from "./PoseidonDeployer.sol";
import {Vm} from "./Test.sol";

/// @dev The chain alone: entries without proofs, several a call.
contract BareChain is EntryChain {
    constructor(IPoseidon3 poseidon) EntryChain(poseidon, IBeaconRoots(address(0))) {}

    function start(uint64 entries_, uint256 commitment_) external {
        _startChain(entries_, commitment_);
    }

    /// @dev The principal of entry i is its index and one, its label the index from behind.
    function extend(uint64[] calldata indices) external {
        ChainEnd memory end = _chainEnd();
        for (uint256 i = 0; i < indices.length; ++i) {
            _extend(end, indices[i], indices[i] + 1, type(uint40).max - uint40(indices[i]));
        }
        _keepEnd(end);
    }

    function labelOf(uint64 position) external view returns (uint40) {
        return _labelOf(position);
    }

    function entries(uint64, uint64) external pure returns (uint64[] memory, uint64[] memory) {
        revert("not asked");
    }
}

/// @notice Where the chain is kept, however the entries are divided among calls, and wherever it began.
/// forge-config: default.fuzz.runs = 24
contract EntryChainTest is PoseidonDeployer {
    IPoseidon3 private poseidon;
    BareChain private chain;

    /// @dev What must be: chain and index of each entry from the start on, and where calls ended.
    uint256[] private commitments;
    uint64[] private indices;
    mapping(uint64 count => bool) private ended;
    uint64 private first;

    function setUp() public {
        poseidon = deployPoseidon();
    }

    function testFuzz_isKeptWhereCallsEndAndAfterEachMultiple(uint64 start, uint256 seed) public {
        _begin(start % 200);
        for (uint256 call = 0; call < 6; ++call) {
            seed = uint256(keccak256(abi.encode(seed)));
            _extend(_drawn(seed % (call == 3 ? 150 : 40), seed));
            _check();
        }
    }

    /// @dev At the borders of slots and of multiples, where a count off by one would show.
    function test_isKept_aroundTheMultiples() public {
        _begin(0);
        uint8[7] memory lengths = [63, 1, 1, 62, 65, 0, 128];
        for (uint256 i = 0; i < lengths.length; ++i) {
            _extend(_drawn(lengths[i], i));
            _check();
        }
        assertEq(chain.count(), 320);
    }

    /// @dev One event for each count that is newly kept, with the chain there, in order; none where nothing was added.
    function test_extended_onceForEachKeptCount() public {
        _begin(0);
        vm.recordLogs();
        _extend(_drawn(150, 1));
        _extend(_drawn(0, 2));
        _extend(_drawn(42, 3));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint64[4] memory kept = [uint64(64), 128, 150, 192];
        assertEq(logs.length, 4);
        for (uint256 i = 0; i < 4; ++i) {
            assertEq(logs[i].topics[0], IEntryChain.Extended.selector);
            assertEq(uint256(logs[i].topics[1]), kept[i]);
            assertEq(abi.decode(logs[i].data, (uint256)), commitments[kept[i]]);
        }
    }

    function _begin(uint64 start) private {
        chain = new BareChain(poseidon);
        first = start;
        uint256 commitment = start == 0 ? 0 : uint256(keccak256("an earlier chain")) >> 8;
        if (start != 0) chain.start(start, commitment);
        commitments.push(commitment);
        ended[start] = true;
    }

    function _extend(uint64[] memory added) private {
        chain.extend(added);
        for (uint256 i = 0; i < added.length; ++i) {
            indices.push(added[i]);
            commitments.push(
                poseidon.poseidon([commitments[commitments.length - 1], added[i], added[i] + 1])
            );
        }
        ended[first + uint64(indices.length)] = true;
    }

    function _drawn(uint256 length, uint256 seed) private pure returns (uint64[] memory drawn) {
        drawn = new uint64[](length);
        for (uint256 i = 0; i < length; ++i) {
            drawn[i] = uint64(uint256(keccak256(abi.encode(seed, i)))) % 2 ** 40;
        }
    }

    function _check() private {
        uint64 count = first + uint64(indices.length);
        assertEq(chain.count(), count);
        assertEq(chain.commitment(), commitments[indices.length]);
        for (uint64 i = 0; i <= indices.length; ++i) {
            uint64 entries = first + i;
            if (ended[entries] || entries % 64 == 0) {
                assertEq(chain.commitmentAt(entries), commitments[i]);
            } else {
                vm.expectRevert(abi.encodeWithSelector(EntryChain.CommitmentNotKept.selector, entries));
                chain.commitmentAt(entries);
            }
        }
        for (uint64 i = 0; i < indices.length; ++i) {
            assertEq(chain.labelOf(first + i), type(uint40).max - indices[i]);
            assertTrue(chain.isIndexRegistered(indices[i]), "taken");
        }
        vm.expectRevert(abi.encodeWithSelector(EntryChain.EntriesOutOfRange.selector, count + 1, count));
        chain.commitmentAt(count + 1);
    }
}
