// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {EntryChain} from "../../src/EntryChain.sol";
import {ExpectedWithdrawal} from "../../src/ExpectedWithdrawals.sol";
import {ForkLayout} from "../../src/interfaces/IForkLayouts.sol";
import {ListTop} from "../../src/ListTree.sol";
import {NeighbourBranch} from "../../src/NeighbourBranch.sol";
import {ImplementationAlarm} from "../../src/puffer/ImplementationAlarm.sol";
import {CoreProof, IPufferAssets, VaultLayout, WaitingPair} from "../../src/puffer/IPufferAssets.sol";
import {
    IPufferRegistry,
    Pair,
    PairCounts,
    PairPlacement,
    PairRecord,
    PairRegistration,
    PairsProof
} from "../../src/puffer/IPufferRegistry.sol";
import {Alarm} from "../../src/puffer/IPufferSecondOpinion.sol";
import {PufferSource} from "../../src/puffer/PufferSource.sol";
import {AccountProof, PufferState, StateProof} from "../../src/puffer/PufferState.sol";
import {StakedEth} from "../../src/puffer/StakedEth.sol";
import {VaultOracleAdapter} from "../../src/puffer/VaultOracleAdapter.sol";
import {SSZ} from "../../src/SSZ.sol";
import {TrieReader} from "../../src/TrieReader.sol";
import {Vm} from "../Test.sol";
import {BeaconValidator, PufferFixture, Taken} from "./PufferFixture.sol";
import {TrieBuilder} from "./TrieBuilder.sol";

/// @notice Registry, assets, alarm and adapter, each with what it refuses; and random sequences of everything.
contract PufferPartsTest is PufferFixture {
    uint64 private constant FULL = 32_000_000_000;
    /// @dev From then on the state names an execution block of an earlier slot.
    uint64 private constant LATER_FORK = START + 5 * WEEK;
    uint64 private constant UNDER_WAY_GWEI = 3_000_000_000;
    /// @dev Where the registry keeps its counts by time.
    uint256 private constant COUNTS_SLOT = 8;

    function forkLayouts() internal pure override returns (ForkLayout[] memory layouts) {
        ForkLayout memory first = super.forkLayouts()[0];
        layouts = new ForkLayout[](3);
        (layouts[0], layouts[1]) = (first, super.forkLayouts()[0]);
        layouts[0].activationTimestamp = START - 1;
        // A week without a queue, as before Electra.
        (layouts[0].pendingDeposits, layouts[0].pendingConsolidations) = (0, 0);
        layouts[1].activationTimestamp = START + WEEK / 2;
        layouts[2] = super.forkLayouts()[0];
        layouts[2].activationTimestamp = LATER_FORK;
        layouts[2].executionStateRoot = 0;
        layouts[2].executionBlockHash = uint64(16 + BLOCK_HASH);
        layouts[2].expectedWithdrawals = uint64(16 + WITHDRAWALS);
    }

    /// @dev From the later fork on: header of the execution block, and one withdrawal on its way to the first pod.
    function finishLeaves(Taken memory taken, bytes32[16] memory leaves) internal view override {
        if (block.timestamp < LATER_FORK) return;
        bytes memory word = TrieBuilder.hashItem(keccak256("word"));
        bytes memory fields = abi.encodePacked(
            word,
            word,
            TrieBuilder.string_(abi.encodePacked(address(1))),
            TrieBuilder.hashItem(taken.state.root)
        );
        fields =
            abi.encodePacked(fields, word, word, TrieBuilder.string_(new bytes(256)), TrieBuilder.number(0));
        fields = abi.encodePacked(fields, TrieBuilder.number(5), TrieBuilder.number(6), TrieBuilder.number(7));
        fields =
            abi.encodePacked(fields, TrieBuilder.number(block.timestamp - 12), TrieBuilder.string_("extra"));
        taken.executionHeader = TrieBuilder.list(fields);
        leaves[EXECUTION] = 0;
        leaves[BLOCK_HASH] = keccak256(taken.executionHeader);
        ExpectedWithdrawal memory entry = _underWay();
        bytes32 root = SSZ.hashPair(
            SSZ.hashPair(SSZ.toChunk(entry.index), SSZ.toChunk(entry.validatorIndex)),
            SSZ.hashPair(bytes32(bytes20(entry.recipient)), SSZ.toChunk(entry.amountGwei))
        );
        leaves[WITHDRAWALS] = SSZ.hashPair(SSZ.hashPair(root, 0), SSZ.toChunk(1));
    }

    function _underWay() private view returns (ExpectedWithdrawal memory) {
        return ExpectedWithdrawal(1, 2, podOf(FIRST), UNDER_WAY_GWEI);
    }

    function _three() private returns (Taken memory taken) {
        for (uint256 i = 0; i < 3; ++i) {
            provisionWith(i < 2 ? FIRST : SECOND, FULL);
        }
        taken = take(1);
    }

    // ---- Registry

    function test_addModule_refusesWhatIsNoneOrKnown() public {
        vm.expectRevert(abi.encodeWithSelector(IPufferRegistry.ModuleKnown.selector, FIRST));
        registry.addModule(FIRST);
        vm.expectRevert(abi.encodeWithSelector(IPufferRegistry.ModuleUnknown.selector, bytes32("NONE")));
        registry.addModule("NONE");
        protocol.createPufferModule("THIRD");
        address module = moduleOf("THIRD");
        address pod = registry.podOf(module);
        vm.mockCall(module, abi.encodeWithSignature("getEigenPod()"), abi.encode(address(5)));
        vm.expectRevert(
            abi.encodeWithSelector(IPufferRegistry.PodMismatch.selector, bytes32("THIRD"), pod, address(5))
        );
        registry.addModule("THIRD");
        vm.mockCall(module, abi.encodeWithSignature("getEigenPod()"), abi.encode(pod));
        registry.addModule("THIRD");
        assertEq(registry.moduleAt(2), module);
        assertTrue(registry.isPod(pod) && !registry.isPod(module), "pod");
    }

    function test_register_announcesAndPlacesOnce() public {
        Taken memory taken = _three();
        register(taken, some(0, 2));
        assertEq(registry.count(), 2);
        PairRecord memory record = registry.pairOf(pairs[2].name, pairs[2].index);
        assertTrue(record.number == 2 && record.placement == PairPlacement.Placed, "placed");
        uint256 chain = registry.commitment();
        register(taken, some(0, 2));
        announce(some(0, 2));
        assertEq(registry.commitment(), chain);
        register(taken, some(1));
        (uint64[] memory indices, uint64[] memory principals) = registry.entries(1, 9);
        assertTrue(indices.length == 2 && indices[0] == 2 && indices[1] == 1, "in the order of registration");
        assertTrue(principals[0] == FULL, "32 ETH each");
        (indices,) = registry.entries(3, 2);
        assertEq(indices.length, 0);
        // The chain is kept where calls ended.
        assertEq(registry.commitmentAt(2), chain);
        assertEq(registry.commitmentAt(0), 0);
        vm.expectRevert(abi.encodeWithSelector(EntryChain.CommitmentNotKept.selector, 1));
        registry.commitmentAt(1);
        vm.expectRevert(abi.encodeWithSelector(EntryChain.EntriesOutOfRange.selector, 4, 3));
        registry.commitmentAt(4);
    }

    /// @dev Validators 0, 1 and 2: the second is the first one's sibling, the third's way meets theirs one level up.
    function test_register_takesBranchesWithoutWhatNeighboursShare() public {
        Taken memory taken = _three();
        PairRegistration[] memory given = registrations(taken, upTo(3));
        _cut(given[1].branch, 2);
        _cut(given[2].branch, 2);
        ListTop memory top = validatorsTop(taken);
        vm.expectPartialRevert(NeighbourBranch.BranchEndsElsewhere.selector);
        registry.register(taken.nextTimestamp, taken.header, top, given);
        given = registrations(taken, upTo(3));
        shorten(given);
        assertTrue(given[1].branch.length == 2 && given[2].branch.length == 3, "as the prover does");
        registry.register(taken.nextTimestamp, taken.header, top, given);
        (uint64[] memory indices,) = registry.entries(0, 3);
        assertTrue(indices.length == 3 && indices[1] == 1 && indices[2] == 2, "registered");
    }

    function _cut(bytes32[] memory branch, uint256 length) private pure {
        assertTrue(branch.length > length, "shorter");
        assembly ("memory-safe") {
            mstore(branch, length)
        }
    }

    function test_register_passesOverASecondPairWithTheSameKey() public {
        uint256 one = provisionWith(FIRST, FULL);
        uint256 other = provisionAgain(FIRST, one);
        provisionWith(FIRST, FULL);
        announce(upTo(3));
        Taken memory taken = take(1);
        register(taken, upTo(3));
        registerProved(taken, upTo(3));
        assertEq(registry.count(), 2);
        PairRecord memory record = registry.pairOf(FIRST, pairs[other].index);
        assertTrue(record.number == 2 && record.placement == PairPlacement.Unknown, "announced");
        finish(1, taken);
        assertTrue(opinion.reportOf(1).missing == 1 && opinion.reportOf(1).unannounced == 0, "it shows");
        assertEq(opinion.reportOf(1).shortfallWei, 32 ether);
        // Settled without a validator of its own, whoever shows that of the other one.
        exit(other, 0);
        settle(some(other));
        registerProved(taken, some(other));
        assertEq(registry.counts().settledUnplaced, 1);
    }

    function test_register_refusesWhatTheProtocolDoesNotCount() public {
        Taken memory taken = _three();
        uint256 pending = enlist(FIRST);
        vm.expectRevert(abi.encodeWithSelector(IPufferRegistry.PairNotActive.selector, FIRST, 2));
        this.announceOne(pending);
        join(pending, credentialsOf(podOf(FIRST)), FULL);
        protocol.skip(FIRST);
        taken = take(2);
        vm.expectRevert(abi.encodeWithSelector(IPufferRegistry.PairNotActive.selector, FIRST, 2));
        this.registerOne(taken, pending);
        // Another key at the index.
        beacon[0].pubkeyRoot = rootOf(keys[1]);
        beacon[1].pubkeyRoot = rootOf(keys[0]);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        this.registerOne(taken, 0);
    }

    function announceOne(uint256 pair) external {
        announce(some(pair));
    }

    function registerOne(Taken memory taken, uint256 pair) external {
        register(taken, some(pair));
    }

    function test_source_refusesAKeyOfAnotherLength() public {
        protocol.enlist(FIRST, NODE, 1, hex"1234");
        vault.depositETH{value: 32 ether}(address(this));
        protocol.provision(FIRST);
        vm.expectRevert(abi.encodeWithSelector(PufferSource.PubkeyLength.selector, FIRST, 0, 2));
        source.validatorOf(FIRST, 0);
        assertEq(source.layouts().length, 1);
    }

    function test_settle_onlyWhatExited() public {
        _three();
        vm.expectRevert(abi.encodeWithSelector(IPufferRegistry.PairNotExited.selector, FIRST, 0, 0));
        this.settleOne(0);
        announce(some(0));
        vm.expectRevert(abi.encodeWithSelector(IPufferRegistry.PairNotExited.selector, FIRST, 0, 1));
        this.settleOne(0);
        uint48 before = uint48(block.timestamp);
        vm.warp(before + 1);
        exit(0, 0);
        settle(some(0, 0));
        PairCounts memory counts = registry.counts();
        assertTrue(counts.settled == 1 && counts.settledUnplaced == 1, "once");
        assertEq(registry.countsBy(before).settled, 0);
        vm.expectRevert(abi.encodeWithSelector(EntryChain.TimeInFuture.selector, before + 2, before + 1));
        registry.countsBy(before + 2);
    }

    function settleOne(uint256 pair) external {
        settle(some(pair));
    }

    /// @dev The 22,100 gas of a new slot are most of what a pair would cost.
    function test_announce_fourPairsShareASlot() public {
        for (uint256 i = 0; i < 9; ++i) {
            provision(FIRST);
        }
        announce(some(0));
        assertEq(_newSlotsOf(some(1, 2)), 0);
        // The next slot begins with the fifth.
        assertEq(_newSlotsOf(some(3, 4)), 1);
        assertEq(_newSlotsOf(some(5, 6)), 0);
        assertEq(_newSlotsOf(some(7, 8)), 1);
    }

    /// @dev Slots of the registry that announcing writes and that held nothing.
    function _newSlotsOf(uint256[] memory which) private returns (uint256 count) {
        vm.startStateDiffRecording();
        announce(which);
        Vm.AccountAccess[] memory accesses = vm.stopAndReturnStateDiff();
        for (uint256 i = 0; i < accesses.length; ++i) {
            for (uint256 k = 0; k < accesses[i].storageAccesses.length; ++k) {
                Vm.StorageAccess memory access = accesses[i].storageAccesses[k];
                if (access.account != address(registry) || !access.isWrite) continue;
                if (access.previousValue == 0 && access.newValue != 0) ++count;
            }
        }
    }

    /// @dev Numbers at the ends of their types, in the middle of a slot: nothing reaches the pairs beside.
    function test_pairs_largestNumbersLeaveTheirNeighboursAlone() public {
        for (uint256 i = 0; i < 4; ++i) {
            provision(FIRST);
        }
        announce(some(0, 2));
        _setCounts(type(uint32).max - 1, type(uint24).max - 1);
        announce(some(1));
        exit(1, 0);
        settle(some(1));
        PairRecord memory record = registry.pairOf(FIRST, 1);
        assertEq(record.number, type(uint32).max);
        assertEq(record.settledNumber, type(uint24).max);
        assertTrue(record.placement == PairPlacement.Unknown, "not placed");
        assertEq(keccak256(abi.encode(registry.pairOf(FIRST, 0))), keccak256(abi.encode(uint256(1), 0, 0)));
        assertEq(keccak256(abi.encode(registry.pairOf(FIRST, 2))), keccak256(abi.encode(uint256(2), 0, 0)));
        assertEq(keccak256(abi.encode(registry.pairOf(FIRST, 3))), keccak256(abi.encode(uint256(0), 0, 0)));
        // Beyond them there is none.
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        this.announceOne(3);
        exit(0, 0);
        vm.expectRevert(abi.encodeWithSignature("SafeCastOverflowedUintDowncast(uint8,uint256)", 24, 2 ** 24));
        this.settleOne(0);
    }

    /// @dev The newest checkpoint of the counts: 48 bits of time, then 52 bits each.
    function _setCounts(uint256 announced, uint256 settled) private {
        bytes32 slot = keccak256(abi.encode(COUNTS_SLOT));
        uint256 counts = announced | settled << 52;
        vm.store(address(registry), slot, bytes32(counts << 48 | block.timestamp));
        assertTrue(registry.counts().announced == announced && registry.counts().settled == settled, "counts");
    }

    function test_registerProved_placesWhatHasExitedSince() public {
        Taken memory taken = _three();
        announce(some(0));
        exit(0, 0);
        exit(1, 0);
        settle(some(0));
        assertEq(registry.counts().settledUnplaced, 1);
        registerProved(taken, some(0, 1));
        registerProved(taken, some(0, 1));
        PairCounts memory counts = registry.counts();
        assertTrue(counts.announced == 2 && counts.settledUnplaced == 0 && registry.count() == 2, "both");
        assertTrue(registry.pairOf(FIRST, 1).placement == PairPlacement.Placed, "placed");
        PairsProof memory proof = pairsProof(taken, some(2));
        ListTop memory top = validatorsTop(taken);
        PairRegistration[] memory none = new PairRegistration[](0);
        vm.expectRevert(abi.encodeWithSelector(IPufferRegistry.PairProofCount.selector, 0, 1));
        registry.registerProved(taken.nextTimestamp, taken.header, top, none, proof);
    }

    function test_registerProved_refusesInactiveAndUnknownCode() public {
        _three();
        exit(0, 0);
        Taken memory taken = take(2);
        vm.expectRevert(abi.encodeWithSelector(IPufferRegistry.PairNotActive.selector, FIRST, 0));
        this.registerProvedOne(taken, 0);
        address code = newProtocolCode();
        protocol.upgradeToAndCall(code, "");
        taken = take(3);
        vm.expectRevert(abi.encodeWithSelector(PufferSource.ProtocolImplementationUnknown.selector, code));
        this.registerProvedOne(taken, 1);
    }

    function newProtocolCode() private returns (address) {
        bytes memory arguments = abi.encode(vault, oracle, protocol.PUFFER_MODULE_MANAGER(), address(1));
        return deploy("ShapeProtocol.sol:ShapeProtocol", arguments);
    }

    function registerProvedOne(Taken memory taken, uint256 pair) external {
        registerProved(taken, some(pair));
    }

    // ---- Assets

    function test_core_onceAndOnlyWhole() public {
        Taken memory taken = _three();
        CoreProof memory core = coreProof(taken);
        StateProof memory state = stateProof(taken);
        open(1, taken);
        vm.expectRevert(abi.encodeWithSelector(IPufferAssets.CoreMissing.selector, 1));
        this.showSourcesOf(1, taken);
        core.layoutNumber = 1;
        vm.expectRevert(abi.encodeWithSelector(IPufferAssets.LayoutOutOfRange.selector, 1, 1));
        assets.proveCore(1, state, core);
        core.layoutNumber = 0;
        core.stEthVersion = 5;
        vm.expectRevert(abi.encodeWithSelector(StakedEth.StakedEthVersionUnknown.selector, 5));
        assets.proveCore(1, state, core);
        core = coreProof(taken);
        core.weth.slots = new bytes[](0);
        vm.expectRevert(abi.encodeWithSelector(PufferState.SlotProofCount.selector, 1, 0));
        assets.proveCore(1, state, core);
        core = coreProof(taken);
        state.nodes[0][40] ^= 0x01;
        vm.expectPartialRevert(TrieReader.NodeMissing.selector);
        assets.proveCore(1, state, core);
        // The same memory as the block's.
        state.nodes[0][40] ^= 0x01;
        proveCore(1, taken);
        proveCore(1, taken);
        assertEq(assets.amountsOf(1).activeCount, 3);
        assertEq(assets.layouts().length, 1);
        state = stateProof(taken);
        vm.expectRevert(abi.encodeWithSelector(IPufferAssets.PathCount.selector, 1, 0));
        assets.showSources(1, state, new uint64[](1), new bytes[](0));
        vm.expectRevert(abi.encodeWithSelector(IPufferAssets.PathCount.selector, 1, 0));
        assets.showLate(1, state, protocolProof(taken), new Pair[](1), new bytes[](0));
        vm.expectRevert(abi.encodeWithSelector(IPufferAssets.PairNotAnnounced.selector, FIRST, 0));
        this.showLateOf(1, taken, 0);
    }

    function showSourcesOf(uint64 spurt, Taken memory taken) external {
        showAllSources(spurt, taken);
    }

    function showLateOf(uint64 spurt, Taken memory taken, uint256 pair) external {
        showLate(spurt, taken, some(pair));
    }

    function proveCoreOf(uint64 spurt, Taken memory taken) external {
        proveCore(spurt, taken);
    }

    function test_core_versionOfTheTokenIsProved() public {
        // Its slots hold nothing in either version, so that absence is proved for those of the wrong one.
        Taken memory taken = _three();
        open(1, taken);
        CoreProof memory core = coreProof(taken);
        core.stEthVersion = 4;
        StateProof memory state = stateProof(taken);
        vm.expectRevert(abi.encodeWithSelector(IPufferAssets.StakedEthVersionMismatch.selector, 4, 3));
        assets.proveCore(1, state, core);
    }

    function test_core_withoutSupplyThereIsNoRate() public {
        vault.redeem(vault.balanceOf(address(this)), address(this));
        beacon.push();
        Taken memory taken = take(1);
        open(1, taken);
        vm.expectRevert(abi.encodeWithSelector(IPufferAssets.SupplyZero.selector));
        this.proveCoreOf(1, taken);
    }

    function test_sources_countOnceInAnyOrder() public {
        Taken memory taken = _three();
        vm.deal(podOf(FIRST), 3 ether);
        vm.deal(moduleOf(SECOND), 5 ether);
        taken = take(2);
        open(2, taken);
        proveCore(2, taken);
        uint64[] memory places = new uint64[](2);
        (places[0], places[1]) = (3, 3);
        showSources(2, taken, places);
        assertEq(assets.amountsOf(2).podsWei, 5 ether);
        assertTrue(assets.isShown(2, 3) && !assets.isShown(2, 0), "shown");
        showAllSources(2, taken);
        showAllSources(2, taken);
        assertEq(assets.amountsOf(2).podsWei, 8 ether);
    }

    function test_waiting_depositsCountOnce() public {
        _three();
        uint256 waits = provision(SECOND);
        bytes32 credentials = credentialsOf(podOf(SECOND));
        queue.push();
        queue[0].pubkeyRoot = rootOf(keys[waits]);
        (queue[0].credentials, queue[0].balanceGwei) = (credentials, FULL);
        announce(upTo(4));
        Taken memory taken = take(2);
        register(taken, upTo(3));
        finish(2, taken);
        assertTrue(opinion.reportOf(2).missing == 1, "not shown");
        WaitingPair[] memory waiting = new WaitingPair[](1);
        waiting[0] = WaitingPair(
            pairs[waits],
            0,
            credentialsOf(address(0xbad)),
            keccak256("signature"),
            keccak256("rest"),
            branchOf(taken.deposits, 0, new bytes32[](0))
        );
        ListTop memory top = depositsTop(taken);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPufferAssets.CredentialsNotOfPod.selector, SECOND, 1, credentialsOf(address(0xbad))
            )
        );
        assets.showWaiting(2, top, waiting);
        waiting[0].withdrawalCredentials = credentials;
        assets.showWaiting(2, top, waiting);
        assets.showWaiting(2, top, waiting);
        assertEq(assets.amountsOf(2).waitingWei, 32 ether);
        assertEq(assets.amountsOf(2).waiting, 1);
        improve(2, taken, false);
        assertEq(opinion.reportOf(2).alarms, 0);
        // Announced late, it counts as ETH, but is not one of those announced by then; and exited it cannot be read.
        exit(waits, 0);
        taken = take(3);
        open(3, taken);
        proveCore(3, taken);
        top = depositsTop(taken);
        vm.expectRevert(abi.encodeWithSelector(IPufferRegistry.PairNotActive.selector, SECOND, 1));
        assets.showWaiting(3, top, waiting);
    }

    function test_waiting_oneDepositOfTwoPairsWithOneKeyCountsOnce() public {
        uint256 one = provisionWaiting(SECOND);
        uint256 other = provisionAgain(SECOND, one);
        beacon.push();
        announce(some(one, other));
        Taken memory taken = take(2);
        open(2, taken);
        proveCore(2, taken);
        ListTop memory top = depositsTop(taken);
        assets.showWaiting(2, top, waitingPairs(taken, one));
        assets.showWaiting(2, top, waitingPairs(taken, other));
        assertEq(assets.amountsOf(2).waitingWei, 32 ether);
        assertEq(assets.amountsOf(2).waiting, 1);
        opinion.finalize(2);
        assertEq(opinion.reportOf(2).shortfallWei, 32 ether);
        assertTrue(opinion.reportOf(2).missing == 1, "the other one");
        // With a deposit of its own it counts.
        queue.push(queue[0]);
        taken = take(3);
        open(3, taken);
        proveCore(3, taken);
        top = depositsTop(taken);
        WaitingPair[] memory second = waitingPairs(taken, other);
        (second[0].position, second[0].branch) = (1, branchOf(taken.deposits, 1, new bytes32[](0)));
        assets.showWaiting(3, top, waitingPairs(taken, one));
        assets.showWaiting(3, top, second);
        assertEq(assets.amountsOf(3).waitingWei, 64 ether);
    }

    function test_waiting_needsAQueue() public {
        provisionWith(FIRST, FULL);
        Taken memory taken = takeAt(START + WEEK / 12 / 3 * 12);
        vm.mockCall(
            address(roots),
            abi.encodeWithSignature("blockOf(uint64)", uint64(9)),
            abi.encode(
                SSZ.hashTreeRoot(taken.header),
                taken.header.stateRoot,
                taken.header.slot,
                uint64(block.timestamp)
            )
        );
        proveCore(9, taken);
        ListTop memory none;
        vm.expectRevert(abi.encodeWithSelector(IPufferAssets.NoDepositQueue.selector));
        assets.showWaiting(9, none, new WaitingPair[](0));
    }

    function test_laterFork_addsWithdrawalsUnderWay() public {
        for (uint256 i = 0; i < 3; ++i) {
            provisionWith(FIRST, i == 0 ? FULL - UNDER_WAY_GWEI : FULL);
        }
        announce(upTo(3));
        Taken memory taken = take(6);
        register(taken, upTo(3));
        open(6, taken);
        submitPages(6, taken);
        CoreProof memory core = coreProof(taken);
        core.withdrawals.entries = new ExpectedWithdrawal[](1);
        core.withdrawals.entries[0] = _underWay();
        (core.withdrawals.branch,) = stateBranch(taken.leaves, WITHDRAWALS);
        assets.proveCore(6, stateProof(taken), core);
        opinion.finalize(6);
        assertEq(assets.amountsOf(6).podsWei, 3 ether);
        assertEq(assets.amountsOf(6).timestamp, blockTime(6) - 12);
        assertEq(opinion.reportOf(6).shortfallWei, 0);
    }

    // ---- Implementations

    function test_unknownImplementation_stopsAndIsSaid() public {
        _three();
        address before = address(vaultCode);
        address other = newVaultCode(address(oracle));
        vault.upgradeToAndCall(other, "");
        Taken memory taken = take(2);
        open(2, taken);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPufferAssets.ImplementationMismatch.selector, address(vault), before, other
            )
        );
        this.proveCoreOf(2, taken);
        ImplementationAlarm alarm = new ImplementationAlarm(assets);
        StateProof memory state = stateProof(taken);
        vm.expectEmit(true, true, true, true, address(alarm));
        emit ImplementationAlarm.UnknownImplementation(2, other, address(depositor), depositorCode);
        _raise(alarm, 2, taken, state);

        // Known again: nothing to say; and a depositor that changed is something.
        vault.upgradeToAndCall(before, "");
        taken = take(3);
        open(3, taken);
        state = stateProof(taken);
        vm.expectRevert(abi.encodeWithSelector(ImplementationAlarm.ImplementationKnown.selector, 0));
        _raise(alarm, 3, taken, state);
        address newDepositor = deploy("ShapeDepositor.sol:ShapeDepositor", abi.encode(weth, vault));
        depositor.upgradeToAndCall(newDepositor, "");
        taken = take(4);
        open(4, taken);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPufferAssets.ImplementationMismatch.selector, address(depositor), depositorCode, newDepositor
            )
        );
        this.proveCoreOf(4, taken);
        state = stateProof(taken);
        vm.expectEmit(true, true, true, true, address(alarm));
        emit ImplementationAlarm.UnknownImplementation(4, before, address(depositor), newDepositor);
        _raise(alarm, 4, taken, state);
    }

    function _raise(ImplementationAlarm alarm, uint64 spurt, Taken memory taken, StateProof memory state)
        private
    {
        AccountProof memory first = AccountProof(taken.state.accounts[0], _first(taken.state.slots[0]));
        AccountProof memory second = AccountProof(taken.state.accounts[2], _first(taken.state.slots[2]));
        alarm.raise(spurt, state, address(depositor), first, second);
    }

    function _first(bytes[] memory list) private pure returns (bytes[] memory shorter) {
        shorter = new bytes[](1);
        shorter[0] = list[0];
    }

    function test_count_offByOneShowsOrIsPartOfTheLayout() public {
        _three();
        announce(upTo(3));
        oracle.provisionNode();
        Taken memory taken = take(2);
        register(taken, upTo(3));
        finish(2, taken);
        assertTrue(opinion.reportOf(2).unannounced == 1 && opinion.reportOf(2).missing == 0, "one too many");
        assertEq(opinion.reportOf(2).shortfallWei, 32 ether);
        VaultLayout[] memory known = vaultLayouts();
        known[0].countOffset = -1;
        assets = newAssets(known);
        opinion = newOpinion(assets);
        finish(2, taken);
        // The vault still counts 32 ETH that nobody has.
        assertEq(opinion.reportOf(2).alarms, 1 << uint8(Alarm.Shortfall));
    }

    // ---- Adapter

    function test_adapter_takesTheShortfallFromTheVaultAndFollowsTheCount() public {
        _three();
        announce(upTo(3));
        beacon[0].balanceGwei = 20_000_000_000;
        VaultLayout[] memory known = new VaultLayout[](2);
        (known[0], known[1]) = (vaultLayout(address(vaultCode)), vaultLayout(address(0)));
        VaultOracleAdapter adapter = _upgrade(known);
        uint256 beforeWei = vault.totalAssets();
        Taken memory taken = take(2);
        register(taken, upTo(3));
        open(2, taken);
        submitPages(2, taken);
        CoreProof memory core = coreProof(taken);
        core.layoutNumber = 1;
        assets.proveCore(2, stateProof(taken), core);
        opinion.finalize(2);
        assertEq(vault.totalAssets(), beforeWei);
        vm.warp(block.timestamp + 1 days);
        assertEq(vault.totalAssets(), beforeWei - 12 ether);
        assertEq(vault.totalAssets(), opinion.reportOf(2).backingWei);
        // A provision and an exit move it at once.
        provision(SECOND);
        assertEq(adapter.getLockedEthAmount(), 4 * 32 ether - 12 ether);
        exit(2, 0);
        assertEq(adapter.getLockedEthAmount(), 3 * 32 ether - 12 ether);
        exit(3, 0);
        exit(0, 0);
        exit(1, 0);
        assertEq(adapter.getLockedEthAmount(), 0);
        vault.totalAssets();
        _requireForwards(adapter);
    }

    /// @dev Deploys what proves again, for a vault that asks the adapter: the last one of the layouts. The adapter needs the
    ///      opinion, that the layouts, and these the vault's code, which names the adapter.
    function _upgrade(VaultLayout[] memory known) private returns (VaultOracleAdapter adapter) {
        // Then come assets, verifier, opinion and adapter.
        adapter = VaultOracleAdapter(vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 4));
        address code = newVaultCode(address(adapter));
        known[known.length - 1].vaultImplementation = code;
        assets = newAssets(known);
        opinion = newOpinion(assets);
        address made = deploy("VaultOracleAdapter.sol:VaultOracleAdapter", abi.encode(oracle, opinion));
        assertEq(made, address(adapter));
        vault.upgradeToAndCall(code, "");
    }

    function _requireForwards(VaultOracleAdapter adapter) private {
        oracle.setMintPrice(77);
        oracle.setTotalNumberOfValidators(99, 1, new bytes[](0));
        assertEq(adapter.getValidatorTicketPrice(), 77);
        assertEq(adapter.getTotalNumberOfValidators(), 99);
        assertEq(adapter.getNumberOfActiveValidators(), oracle.getNumberOfActiveValidators());
        assertTrue(adapter.isOverBurstThreshold() == oracle.isOverBurstThreshold(), "threshold");
        bytes memory refused = abi.encodeWithSelector(VaultOracleAdapter.NotForVault.selector);
        vm.expectRevert(refused);
        adapter.provisionNode();
        vm.expectRevert(refused);
        adapter.exitValidators(1);
        vm.expectRevert(refused);
        adapter.setMintPrice(1);
        vm.expectRevert(refused);
        adapter.setTotalNumberOfValidators(1, 1, new bytes[](0));
    }

    // ---- Laws

    /// @dev Whatever is provisioned, skipped, exited, lost, given or registered: Σ ACTIVE is the count, backing is at most what
    ///      the vault says, and reports of one block rise to the same end in whatever order proofs come.
    function testFuzz_laws_ofRandomWorlds(uint256 seed_) public {
        uint256 active = _randomWorld(seed_);
        assertEq(oracle.getNumberOfActiveValidators(), active);
        uint256 answerWei = _atTime(blockTime(1));
        Taken memory taken = take(1);
        open(1, taken);
        proveCore(1, taken);
        opinion.finalize(1);
        uint256 lastWei = opinion.reportOf(1).backingWei;
        assertTrue(lastWei <= answerWei, "a lower bound");
        uint256[] memory steps = new uint256[](6);
        for (uint256 i = 0; i < 6; ++i) {
            uint256 other = uint256(keccak256(abi.encode(seed_, i))) % (i + 1);
            steps[i] = steps[other];
            steps[other] = i;
        }
        for (uint256 i = 0; i < 6; ++i) {
            _showMore(steps[i], taken);
            try this.improveWith(1, taken) {
                uint256 nowWei = opinion.reportOf(1).backingWei;
                assertTrue(nowWei >= lastWei && nowWei <= answerWei, "rises, and never above");
                lastWei = nowWei;
            } catch {}
        }
        assertEq(opinion.reportOf(1).totalAssetsWei, answerWei);
        assertEq(lastWei, answerWei - _lostWei(answerWei));
    }

    function improveWith(uint64 spurt, Taken memory taken) external {
        improve(spurt, taken, registry.count() != 0);
    }

    function _atTime(uint64 time) private returns (uint256) {
        vm.warp(time);
        return vault.totalAssets();
    }

    uint256 private stakedWei;

    function _lostWei(uint256 answerWei) private view returns (uint256) {
        uint256 freeWei = address(vault).balance;
        uint256 heldWei = stakedWei + podOf(FIRST).balance + podOf(SECOND).balance + moduleOf(FIRST).balance
            + moduleOf(SECOND).balance;
        return answerWei - freeWei > heldWei ? answerWei - freeWei - heldWei : 0;
    }

    function _randomWorld(uint256 seed_) private returns (uint256 active) {
        bool[16] memory isActive;
        for (uint256 i = 0; i < 8; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed_, "step", i)));
            bytes32 name = dice % 2 == 0 ? FIRST : SECOND;
            if (dice / 2 % 4 == 0) {
                enlist(name);
                protocol.skip(name);
                beacon.push(_nobody());
                continue;
            }
            uint256 pair =
                provisionWith(name, FULL - uint64(dice / 8 % 3) * 1_000_000_000 + uint64(dice / 24 % 2));
            isActive[pair] = true;
            ++active;
            if (dice / 48 % 4 == 0) {
                // Swept, and handled or not.
                beacon[indexOf(pair)].balanceGwei = 0;
                give(dice / 192 % 2 == 0 ? podOf(name) : moduleOf(name), 31 ether);
                if (dice / 192 % 2 == 1) {
                    exit(pair, 31 ether);
                    isActive[pair] = false;
                    --active;
                }
            }
        }
        if (seed_ % 3 == 0) vault.mintRewards(address(1), 0.5 ether);
        for (uint256 pair = 0; pair < pairs.length; ++pair) {
            if (!isActive[pair]) continue;
            uint256 balanceWei = uint256(beacon[indexOf(pair)].balanceGwei) * 1 gwei;
            stakedWei += balanceWei < 32 ether ? balanceWei : 32 ether;
        }
    }

    function _nobody() private pure returns (BeaconValidator memory) {
        return BeaconValidator(keccak256("nobody"), 0, 1);
    }

    /// @dev Pods and modules one by one, or validators of the pairs that are active, one half or the other.
    function _showMore(uint256 step, Taken memory taken) private {
        if (step < 4) {
            uint64[] memory places = new uint64[](1);
            places[0] = uint64(step);
            showSources(1, taken, places);
            return;
        }
        for (uint256 pair = step - 4; pair < pairs.length; pair += 2) {
            (bool isActive,,,) = source.validatorOf(pairs[pair].name, pairs[pair].index);
            if (isActive) register(taken, some(pair));
        }
    }
}
