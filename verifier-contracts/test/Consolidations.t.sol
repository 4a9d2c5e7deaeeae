// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Consolidations} from "../src/Consolidations.sol";
import {CanonicalBlock, IBeaconRoots} from "../src/interfaces/IBeaconRoots.sol";
import {
    Consolidation,
    IConsolidations,
    MemberBalance,
    QueuedConsolidation,
    WithdrawableSource
} from "../src/interfaces/IConsolidations.sol";
import {ForkLayout} from "../src/interfaces/IForkLayouts.sol";
import {ListTop, ListTree} from "../src/ListTree.sol";
import {BeaconHeader, SSZ} from "../src/SSZ.sol";
import {BeaconRootsContract} from "./BeaconRootsContract.sol";
import {EditedCalls} from "./EditedCalls.sol";
import {OpenRegistry} from "./OpenRegistry.sol";
import {PoseidonDeployer} from "./PoseidonDeployer.sol";

struct MomentQueue {
    ListTop top;
    QueuedConsolidation[] entries;
}

struct MomentValidators {
    ListTop top;
    WithdrawableSource[] sources;
}

struct MomentBalances {
    ListTop top;
    MemberBalance[] members;
    uint64[] balancesGwei;
}

struct Moment {
    uint64 nextTimestamp;
    BeaconHeader header;
    MomentQueue queue;
    MomentValidators validators;
    MomentBalances balances;
}

/// @notice Consolidations that Lodestar's state transition carried out (test/contract-fixtures/consolidations.ts has who
///         goes where). Provisions are numbered in the order of the indices of those that are registered:
///
///             provision  1  2  3  4  5  6  7
///             index      0  1  2  3  5  7  8
contract ConsolidationsTest is BeaconRootsContract, PoseidonDeployer, EditedCalls {
    uint64 private constant PRINCIPAL = 32e9;
    uint64 private constant SPURT = 3;
    uint256 private constant MEMBERS = 7;

    string private json;
    uint64 private genesisTime;
    IBeaconRoots private beaconRoots;
    OpenRegistry private registry;
    Consolidations private consolidations;

    /// @dev What `requireTruth` asks for: where each source went and since when, and the credit of all members.
    mapping(uint64 sourceIndex => uint64 targetIndex) private targetOf;
    mapping(uint64 sourceIndex => uint64 epoch) private withdrawableFrom;
    uint256 private wholeCreditGwei;

    function setUp() public {
        json = readOrSkip(string.concat(FIXTURES, "consolidations.json"));
        genesisTime = uint64(vm.parseJsonUint(json, ".genesisTime"));
        deployBeaconRoots();
        // The schedule is not read.
        _deploy(ForkLayout(1, 76, 75, 98, 100, 69, 91, 2818, 0, 0, false));
    }

    /// @dev 32 ETH of 0 and 31 of 2 are in 1 now, with the rewards of 1 and the balance of 4.
    function test_count_principalFollowsTheBalance() public {
        Moment memory done = _play("done");
        uint64[] memory held = done.balances.balancesGwei;
        assertTrue(held[0] < 0.5e9 && held[2] < 0.01e9 && held[1] > 120e9, "moved");
        _countAll(done);
        // What pages count of the three: the rests of 0 and 2, and 32 ETH of 1.
        uint256 pagesGwei = held[0] + held[2] + PRINCIPAL;
        assertEq(consolidations.creditedGwei(SPURT), 3 * PRINCIPAL - pagesGwei);
        for (uint64 number = 1; number <= MEMBERS; ++number) {
            assertTrue(consolidations.isCounted(SPURT, number), "counted");
        }
    }

    /// @dev Every order of the calls, by one at a time and with repetitions, ends with the same sum, and it only rises.
    function testFuzz_count_anyOrderEndsTheSame(uint256 draws) public {
        Moment memory done = _play("done");
        uint256 before = 0;
        for (uint256 i = 0; i < 40; ++i) {
            uint256 member = i < 20 ? (draws >> (8 * i)) % MEMBERS : i % MEMBERS;
            _count(done, _one(member));
            uint256 now_ = consolidations.creditedGwei(SPURT);
            assertTrue(now_ >= before, "rises");
            before = now_;
        }
        uint64[] memory held = done.balances.balancesGwei;
        assertEq(before, 2 * PRINCIPAL - held[0] - held[2]);
    }

    /// @dev Shown by a griefer before anybody completed the consolidations: they follow once these are known.
    function test_count_beforeCompleteIsNotForGood() public {
        _record(_enter("queued"));
        Moment memory done = _enter("done");
        _spurtAt(done);
        _countAll(done);
        assertEq(consolidations.creditedGwei(SPURT), 0);
        assertTrue(consolidations.isCounted(SPURT, 1), "where it is known to be");
        _complete(done, 0);
        assertTrue(!consolidations.isCounted(SPURT, 1), "it went on");
        _complete(done, 2);
        _countAll(done);
        uint64[] memory held = done.balances.balancesGwei;
        assertEq(consolidations.creditedGwei(SPURT), 2 * PRINCIPAL - held[0] - held[2]);
        assertTrue(consolidations.isCounted(SPURT, 1) && consolidations.isCounted(SPURT, 3), "counted");
    }

    /// @dev A whole group goes on with its root.
    function test_count_groupBeforeItsRootWentOn() public {
        _play("done");
        _record(_enter("onward"));
        Moment memory chained = _enter("chained");
        _spurtAt(chained);
        _countAll(chained);
        uint256 before = consolidations.creditedGwei(SPURT);
        _complete(chained, 1);
        // Any member of it takes all along.
        _count(chained, _one(2));
        uint64[] memory held = chained.balances.balancesGwei;
        uint256 restsGwei = held[0] + Math.min(held[1], PRINCIPAL) + held[2];
        uint256 heldGwei = Math.min(held[3] + restsGwei, 4 * PRINCIPAL);
        assertEq(consolidations.creditedGwei(SPURT), heldGwei - restsGwei - PRINCIPAL);
        assertTrue(consolidations.creditedGwei(SPURT) > before, "rises");
        for (uint64 number = 1; number <= 4; ++number) {
            assertTrue(consolidations.isCounted(SPURT, number), "counted");
        }
    }

    /// @dev No real state: 1 still has what it went on with. Going along would lower the sum, so it stays where it was.
    function test_count_neverLowers() public {
        Moment memory done = _play("done");
        _record(_enter("onward"));
        Moment memory chained = _enter("chained");
        done.header.slot = chained.header.slot;
        _spurtAt(done);
        _countAll(done);
        uint256 before = consolidations.creditedGwei(SPURT);
        assertTrue(before > 63e9, "credited");
        _complete(chained, 1);
        _countAll(done);
        assertEq(consolidations.creditedGwei(SPURT), before);
        assertTrue(!consolidations.isCounted(SPURT, 1), "not where it is known to be");
    }

    /// @dev Shows and completions in any order: the sum only rises, and who then shows all ends with the same.
    function testFuzz_count_anyOrderOfCompletionsEndsTheSame(uint256 draws) public {
        _record(_enter("queued"));
        Moment memory done = _enter("done");
        _spurtAt(done);
        uint256 before = 0;
        for (uint256 i = 0; i < 16; ++i) {
            uint256 draw = (draws >> (8 * i)) & 255;
            if (draw % 4 == 0) _complete(done, draw % 8 == 0 ? 0 : 2);
            else _count(done, _one(draw / 4 % MEMBERS));
            uint256 now_ = consolidations.creditedGwei(SPURT);
            assertTrue(now_ >= before, "rises");
            before = now_;
        }
        _complete(done, 0);
        _complete(done, 2);
        _countAll(done);
        uint64[] memory held = done.balances.balancesGwei;
        assertEq(consolidations.creditedGwei(SPURT), 2 * PRINCIPAL - held[0] - held[2]);
    }

    /// @dev Only what is shown counts: without 2 its principal is missing, without 1 everything is.
    function test_count_whatIsNotShownIsNotAdded() public {
        Moment memory done = _play("done");
        _count(done, _one(0));
        _count(done, _one(2));
        assertEq(consolidations.creditedGwei(SPURT), 0);
        _count(done, _one(1));
        uint64[] memory held = done.balances.balancesGwei;
        assertEq(consolidations.creditedGwei(SPURT), 2 * PRINCIPAL - held[0] - held[2]);
    }

    /// @dev Slashed before its time: the entry left the queue, and its balance stayed.
    function test_complete_revert_slashedSource() public {
        _record(_enter("queued"));
        Moment memory chained = _enter("chained");
        assertTrue(chained.balances.balancesGwei[7] > 29e9, "nothing moved");
        uint64 epoch = chained.header.slot / 32;
        vm.expectPartialRevert(IConsolidations.NotWithdrawableYet.selector);
        _complete(chained, 7);
        chained.validators.sources[7].withdrawableEpoch = epoch;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _complete(chained, 7);
        // When 36 days are over, it is withdrawable too.
        Moment memory later = _enter("longAfter");
        assertTrue(later.validators.sources[7].withdrawableEpoch <= later.header.slot / 32, "withdrawable");
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _complete(later, 7);
        _complete(later, 0);
    }

    /// @dev Foreign targets: the ETH of 5 is gone.
    function test_count_foreignTargetIsNoMember() public {
        Moment memory done = _play("done");
        assertEq(consolidations.rootAt(5, done.header.slot), 6);
        _count(done, _one(4));
        assertEq(consolidations.creditedGwei(SPURT), 0);
        assertEq(done.balances.balancesGwei[5], 0);
    }

    /// @dev Foreign sources: 1 holds 32 ETH of 4, and no principal of it. Without 0 and 2 nothing is credited.
    function test_count_foreignSourceAddsNothing() public {
        Moment memory done = _play("done");
        _count(done, _one(1));
        assertEq(consolidations.creditedGwei(SPURT), 0);
        assertTrue(done.balances.balancesGwei[1] > 120e9, "has it");
    }

    /// @dev The switch to 0x02 takes what is above 32 ETH into the queue of deposits: rewards, no principal is missing.
    function test_count_switchToCompoundingChangesNothing() public {
        Moment memory queued = _play("queued");
        assertEq(queued.balances.balancesGwei[8], PRINCIPAL);
        uint256[] memory deposits = vm.parseJsonUintArray(json, ".queued.queuedDepositsGwei");
        assertEq(deposits.length, 1);
        assertEq(deposits[0], 1.5e9);
        assertEq(consolidations.rootAt(8, queued.header.slot), 8);
        _count(queued, _one(6));
        assertEq(consolidations.creditedGwei(SPURT), 0);
    }

    /// @dev At a block before it was carried out a consolidation adds nothing, even if it is known by then.
    function test_count_blockBeforeTheConsolidation() public {
        _play("done");
        Moment memory before = _enter("before");
        _spurtAt(before);
        _countAll(before);
        assertEq(consolidations.creditedGwei(SPURT), 0);
        assertEq(consolidations.rootAt(0, before.header.slot), 0);
    }

    /// @dev 1 went on into 3, with everything: 0, 1, 2 and 3 are one group.
    function test_count_consolidationOfATarget() public {
        _play("done");
        _record(_enter("onward"));
        Moment memory chained = _enter("chained");
        _complete(chained, 1);
        _spurtAt(chained);
        assertEq(consolidations.rootAt(0, chained.header.slot), 3);
        uint64[] memory held = chained.balances.balancesGwei;
        _countAll(chained);
        uint256 restsGwei = held[0] + Math.min(held[1], PRINCIPAL) + held[2];
        uint256 heldGwei = Math.min(held[3] + restsGwei, 4 * PRINCIPAL);
        assertEq(consolidations.creditedGwei(SPURT), heldGwei - restsGwei - PRINCIPAL);
        assertTrue(consolidations.creditedGwei(SPURT) > 62e9, "principals of three in the fourth");
    }

    /// @dev Principal that is in the pool again is not out: it is not credited, from the block of that time on.
    function test_count_returnedPrincipalIsNotOut() public {
        Moment memory done = _play("done");
        uint48 blockTime = uint48(beaconRoots.blockOf(SPURT).timestamp);
        vm.warp(blockTime);
        registry.returnPrincipal(1);
        vm.warp(blockTime + 1);
        registry.returnPrincipal(3);
        _countAll(done);
        assertTrue(!consolidations.isCounted(SPURT, 1), "passed over");
        assertTrue(consolidations.isCounted(SPURT, 3), "was out at the block");
        assertEq(consolidations.creditedGwei(SPURT), PRINCIPAL - done.balances.balancesGwei[2]);
    }

    /// @dev The root's principal came back, e.g. by a partial withdrawal: what it holds is that of its sources.
    function test_count_returnedPrincipalOfTheRoot() public {
        Moment memory done = _play("done");
        vm.warp(beaconRoots.blockOf(SPURT).timestamp);
        registry.returnPrincipal(2);
        _countAll(done);
        uint64[] memory held = done.balances.balancesGwei;
        assertEq(consolidations.creditedGwei(SPURT), PRINCIPAL - held[0] - held[2]);
    }

    /// @dev Announced at the very time of the block: out.
    function test_count_provisionedAtTheBlock() public {
        Moment memory done = _play("done");
        CanonicalBlock memory canonical =
            CanonicalBlock("root", done.header.stateRoot, done.header.slot, genesisTime);
        vm.mockCall(
            address(beaconRoots), abi.encodeCall(IBeaconRoots.blockOf, (SPURT)), abi.encode(canonical)
        );
        _countAll(done);
        uint64[] memory held = done.balances.balancesGwei;
        assertEq(consolidations.creditedGwei(SPURT), 2 * PRINCIPAL - held[0] - held[2]);
    }

    function test_count_revert_notRegistered() public {
        Moment memory done = _play("done");
        registry.provision(new bytes(48), PRINCIPAL);
        done.balances.members[0].provision = uint64(MEMBERS) + 1;
        vm.expectRevert(abi.encodeWithSelector(IConsolidations.ProvisionNotRegistered.selector, MEMBERS + 1));
        _count(done, _one(0));
    }

    function test_count_revert_notInTheState() public {
        Moment memory done = _play("done");
        bytes memory pubkey = new bytes(48);
        registry.provision(pubkey, PRINCIPAL);
        registry.append(uint64(MEMBERS) + 1, 12);
        done.balances.members[0].provision = uint64(MEMBERS) + 1;
        vm.expectRevert(abi.encodeWithSelector(ListTree.PositionOutOfRange.selector, 12, 12));
        _count(done, _one(0));
    }

    /// @dev Another chunk, another state, another list: each is refused.
    function test_count_revert_editedProofs() public {
        Moment memory done = _play("done");
        MemberBalance[] memory members = done.balances.members;
        members[1].chunk = bytes32(uint256(members[1].chunk) ^ 1);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _count(done, _one(1));
        // The chunk of others, as that of validator 8.
        (members[6].chunk, members[6].branch) = (members[2].chunk, members[2].branch);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _count(done, _one(6));
        done = _moment("before");
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _count(done, _one(0));
    }

    function test_record_revert_anotherTarget() public {
        Moment memory queued = _enter("queued");
        queued.queue.entries[3].targetIndex = 3;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _record(queued);
    }

    function test_record_revert_blockThatNobodyKnows() public {
        Moment memory queued = _enter("queued");
        queued.header.stateRoot = bytes32(uint256(1));
        vm.expectPartialRevert(IBeaconRoots.BlockRootMismatch.selector);
        _record(queued);
    }

    function test_record_revert_beforeElectra() public {
        Moment memory queued = _enter("queued");
        _deploy(ForkLayout(1, 44, 43, 0, 0, 37, 59, 1794, 0, 0, false));
        vm.expectRevert(
            abi.encodeWithSelector(IConsolidations.NoConsolidationQueue.selector, queued.header.slot)
        );
        _record(queued);
    }

    /// @dev Repeated, in whole or in part, it changes nothing.
    function test_record_knownOnesArePassedOver() public {
        Moment memory done = _play("done");
        _record(_moment("queued"));
        _complete(done, 0);
        assertEq(consolidations.consolidationOf(0).doneEpoch, done.header.slot / 32);
        assertEq(consolidations.consolidationOf(0).targetIndex, 1);
    }

    function test_complete_revert_unknown() public {
        Moment memory done = _enter("done");
        vm.expectRevert(abi.encodeWithSelector(IConsolidations.ConsolidationUnknown.selector, 0));
        _complete(done, 0);
    }

    /// @dev One slot before the epoch the balances are where they were.
    function test_complete_revert_tooEarly() public {
        _record(_enter("queued"));
        Moment memory before = _enter("before");
        uint64 epoch = before.header.slot / 32;
        assertTrue(before.balances.balancesGwei[0] > 32e9, "still there");
        vm.expectRevert(
            abi.encodeWithSelector(IConsolidations.NotWithdrawableYet.selector, 0, epoch + 1, epoch)
        );
        _complete(before, 0);
        // A false epoch is not the state's.
        before.validators.sources[0].withdrawableEpoch = epoch;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _complete(before, 0);
    }

    /// @dev From Gloas on the three lists are progressive.
    function test_gloas_sameCredit() public {
        uint256 electraGwei = _creditOf("queued", "done");
        _deploy(ForkLayout(1, 359, 358, 2957, 2959, 1, 1, 0, 2947, 2967, true));
        assertEq(_creditOf("gloasQueued", "gloasDone"), electraGwei);
        assertTrue(electraGwei > 63e9, "not empty");
    }

    /// @dev A contract of a later fork's registry knows what the earlier one was shown: the queue is empty by then.
    function test_earlier_knowsWhatItWasShown() public {
        _record(_enter("queued"));
        IConsolidations first = consolidations;
        consolidations = new Consolidations(registry, first);
        assertEq(address(consolidations.earlier()), address(first));
        assertEq(address(consolidations.registry()), address(registry));
        assertEq(address(consolidations.beaconRoots()), address(beaconRoots));
        // Recorded there, completed here; and there too, later.
        Moment memory done = _enter("done");
        assertTrue(consolidations.consolidationOf(0).isRecorded, "taken over");
        _complete(done, 0);
        _spurtAt(done);
        _count(done, _one(0));
        _count(done, _one(1));
        uint256 credit = consolidations.creditedGwei(SPURT);
        assertEq(credit, PRINCIPAL - done.balances.balancesGwei[0]);
        WithdrawableSource[] memory sources = new WithdrawableSource[](1);
        sources[0] = done.validators.sources[2];
        first.complete(done.nextTimestamp, done.header, done.validators.top, sources);
        assertEq(consolidations.rootAt(2, done.header.slot), 1);
        assertEq(first.rootAt(0, done.header.slot), 0);
    }

    /// forge-config: default.fuzz.runs = 8
    function testFuzz_record_edited(uint256 seed) public {
        _keepTruth();
        Moment memory m = _enter("queued");
        bytes memory call =
            abi.encodeCall(consolidations.record, (m.nextTimestamp, m.header, m.queue.top, m.queue.entries));
        tryEdits(address(consolidations), call, seed);
    }

    /// forge-config: default.fuzz.runs = 8
    function testFuzz_complete_edited(uint256 seed) public {
        _keepTruth();
        _record(_enter("queued"));
        Moment memory m = _enter("done");
        WithdrawableSource[] memory sources = new WithdrawableSource[](2);
        (sources[0], sources[1]) = (m.validators.sources[0], m.validators.sources[2]);
        bytes memory call =
            abi.encodeCall(consolidations.complete, (m.nextTimestamp, m.header, m.validators.top, sources));
        tryEdits(address(consolidations), call, seed);
    }

    /// forge-config: default.fuzz.runs = 8
    function testFuzz_count_edited(uint256 seed) public {
        _keepTruth();
        Moment memory done = _play("done");
        bytes memory call =
            abi.encodeCall(consolidations.count, (SPURT, done.balances.top, done.balances.members));
        tryEdits(address(consolidations), call, seed);
        assertEq(consolidations.creditedGwei(SPURT), wholeCreditGwei);
    }

    function _keepTruth() private {
        QueuedConsolidation[] memory entries = _moment("queued").queue.entries;
        Moment memory done = _moment("done");
        for (uint256 i = 0; i < entries.length; ++i) {
            targetOf[entries[i].sourceIndex] = entries[i].targetIndex;
        }
        WithdrawableSource[] memory sources = done.validators.sources;
        for (uint256 i = 0; i < sources.length; ++i) {
            withdrawableFrom[sources[i].validatorIndex] = sources[i].withdrawableEpoch;
        }
        uint64[] memory held = done.balances.balancesGwei;
        wholeCreditGwei = 2 * PRINCIPAL - held[0] - held[2];
    }

    function requireTruth() internal view override {
        for (uint64 index = 0; index < 12; ++index) {
            Consolidation memory known = consolidations.consolidationOf(index);
            if (!known.isRecorded) continue;
            assertEq(known.targetIndex, targetOf[index]);
            if (known.doneEpoch != 0) assertEq(known.doneEpoch, withdrawableFrom[index]);
        }
        assertTrue(consolidations.creditedGwei(SPURT) <= wholeCreditGwei, "never above");
    }

    function _creditOf(string memory queued, string memory done) private returns (uint256) {
        _record(_enter(queued));
        Moment memory m = _enter(done);
        _complete(m, 0);
        _complete(m, 2);
        _spurtAt(m);
        _countAll(m);
        return consolidations.creditedGwei(SPURT);
    }

    /// @dev Everything recorded and carried out by `done`, and the spurt's block is the moment named.
    function _play(string memory spurtBlock) private returns (Moment memory m) {
        _record(_enter("queued"));
        Moment memory done = _enter("done");
        _complete(done, 0);
        _complete(done, 4);
        _complete(done, 2);
        _complete(done, 5);
        m = _enter(spurtBlock);
        _spurtAt(m);
    }

    function _deploy(ForkLayout memory forkLayout) private {
        ForkLayout[] memory layouts = new ForkLayout[](1);
        layouts[0] = forkLayout;
        beaconRoots = IBeaconRoots(
            deploy("BeaconRoots.sol:BeaconRoots", abi.encode(address(0), 0, genesisTime, 12, layouts))
        );
        registry = new OpenRegistry(address(this), address(this), deployPoseidon(), beaconRoots);
        bytes[] memory pubkeys = vm.parseJsonBytesArray(json, ".pubkeys");
        uint256[] memory indices = vm.parseJsonUintArray(json, ".indices");
        vm.warp(genesisTime);
        for (uint256 i = 0; i < pubkeys.length; ++i) {
            registry.append(registry.provision(pubkeys[i], PRINCIPAL), uint64(indices[i]));
        }
        consolidations = new Consolidations(registry, IConsolidations(address(0)));
    }

    function _moment(string memory name) private view returns (Moment memory) {
        bytes memory encoded = vm.parseJsonBytes(json, string.concat(".", name, ".moment"));
        // Five arguments, not one struct: the same behind one offset.
        return abi.decode(abi.encodePacked(uint256(32), encoded), (Moment));
    }

    /// @dev EIP-4788 knows its block from then on.
    function _enter(string memory name) private returns (Moment memory m) {
        m = _moment(name);
        if (block.timestamp < m.nextTimestamp) vm.warp(m.nextTimestamp);
        storeBeaconRoot(m.nextTimestamp, vm.parseJsonBytes32(json, string.concat(".", name, ".blockRoot")));
    }

    function _spurtAt(Moment memory m) private {
        CanonicalBlock memory canonical =
            CanonicalBlock("root", m.header.stateRoot, m.header.slot, genesisTime + 12 * m.header.slot);
        vm.mockCall(
            address(beaconRoots), abi.encodeCall(IBeaconRoots.blockOf, (SPURT)), abi.encode(canonical)
        );
    }

    function _record(Moment memory m) private {
        consolidations.record(m.nextTimestamp, m.header, m.queue.top, m.queue.entries);
    }

    function _complete(Moment memory m, uint256 index) private {
        WithdrawableSource[] memory sources = new WithdrawableSource[](1);
        sources[0] = m.validators.sources[index];
        consolidations.complete(m.nextTimestamp, m.header, m.validators.top, sources);
    }

    function _countAll(Moment memory m) private {
        consolidations.count(SPURT, m.balances.top, m.balances.members);
    }

    function _count(Moment memory m, uint256[] memory positions) private {
        MemberBalance[] memory members = new MemberBalance[](positions.length);
        for (uint256 i = 0; i < positions.length; ++i) {
            members[i] = m.balances.members[positions[i]];
        }
        consolidations.count(SPURT, m.balances.top, members);
    }

    function _one(uint256 position) private pure returns (uint256[] memory positions) {
        positions = new uint256[](1);
        positions[0] = position;
    }
}
