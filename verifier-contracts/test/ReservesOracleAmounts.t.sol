// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {ExecutionProof, Source, SourceKind, SourceProof} from "../src/ExecutionState.sol";
import {IBlockAssets} from "../src/interfaces/IBlockAssets.sol";
import {IConsolidations} from "../src/interfaces/IConsolidations.sol";
import {CanonicalBlock, IBeaconRoots} from "../src/interfaces/IBeaconRoots.sol";
import {IEntryChain} from "../src/interfaces/IEntryChain.sol";
import {ForkLayout, IForkLayouts} from "../src/interfaces/IForkLayouts.sol";
import {RateBounds, RateStatus} from "../src/interfaces/IRateFeed.sol";
import {
    IReservesOracle,
    OracleConfig,
    Page,
    PageRun,
    Policy,
    Report
} from "../src/interfaces/IReservesOracle.sol";
import {ISpurtPages} from "../src/interfaces/ISpurtPages.sol";
import {IValidatorRegistry, RegistryTotals} from "../src/interfaces/IValidatorRegistry.sol";
import {ListTop, ListTree} from "../src/ListTree.sol";
import {PendingDepositsProof} from "../src/PendingDeposits.sol";
import {ReservesOracle} from "../src/ReservesOracle.sol";
import {BeaconHeader, SSZ} from "../src/SSZ.sol";
import {AcceptsEverything} from "./AcceptsEverything.sol";
import {AssetLists} from "./ReportFixture.sol";
import {Test, Vm} from "./Test.sol";

/// @notice Amounts that no real chain holds, on a chain built in the test: every trie is one leaf, the beacon state is
///         [balances, execution state root], one page, and a verifier that says yes. One account is everything: its
///         balance is the source, its one slot is both the supply and the liability.
contract ReservesOracleAmountsTest is Test {
    uint64 private constant SPURT = 3;
    uint64 private constant NOW = 2_000_000_000;
    address private constant REGISTRY = address(0x4e6);
    address private constant CONSOLIDATIONS = address(0xc0);
    address private constant BEACON_ROOTS = address(0xbea);
    address private constant ACCOUNT = address(0x70);
    uint256 private constant SLOT = 2;
    /// @dev keccak256(0x80): storage in which every slot is zero.
    bytes32 private constant EMPTY_TRIE_ROOT = keccak256(hex"80");

    /// @dev What the one page proves, and what the account holds.
    struct Chain {
        uint64 listLength;
        uint64 validators;
        uint64 existing;
        uint256 principalWei;
        uint256 rawWei;
        uint256 balanceWei;
        uint256 slotWei;
    }

    OracleConfig private config;
    AssetLists private lists;
    /// @dev Whether pages come; there are none where the registry is empty.
    bool private withPages = true;
    /// @dev As much as there can be: a test that is about the cap lowers it.
    uint80 private outstandingGwei = type(uint80).max;
    /// @dev What consolidated validators add.
    uint80 private creditedGwei;
    bool private ok;
    bytes private answer;
    ReservesOracle private oracle;

    function setUp() public {
        vm.warp(NOW);
        config.verifier = new AcceptsEverything();
        (config.registry, config.beaconRoots) = (IValidatorRegistry(REGISTRY), IBeaconRoots(BEACON_ROOTS));
        lists.sources.push(Source("balance", SourceKind.Balance, ACCOUNT, 0));
        lists.liabilities.push(Source("slot", SourceKind.Slot, ACCOUNT, SLOT));
        (lists.token, lists.supplySlot) = (ACCOUNT, SLOT);
        config.bounds = RateBounds(10_000, 10_000, 1 days, 9 days);
        config.referenceRate = 1e18;
        config.admin = address(this);
        vm.mockCall(REGISTRY, abi.encodePacked(IEntryChain.beaconRoots.selector), abi.encode(BEACON_ROOTS));
    }

    function testFuzz_reserves_followThePolicy(
        bool raw,
        uint96 principalWei,
        uint96 rawWei,
        uint96 balanceWei,
        uint96 slotWei
    ) public {
        vm.assume(slotWei > 1e9);
        config.policy = raw ? Policy.Raw : Policy.Principal;
        _report(Chain(40, 3, 3, principalWei, rawWei, balanceWei, slotWei));
        _expectAccepted();
        Report memory kept = oracle.reportOf(SPURT);
        uint256 ownedWei = uint256(raw ? rawWei : principalWei) + balanceWei;
        uint256 reservesWei = ownedWei < slotWei ? 0 : ownedWei - slotWei;
        assertEq(kept.reservesWei, reservesWei);
        assertEq(kept.rate, reservesWei * 1e18 / slotWei);
        assertEq(oracle.rateOf(SPURT).value, kept.rate);
        (uint128[] memory sourcesWei, uint128[] memory liabilitiesWei) =
            oracle.blockAssets().componentsOf(SPURT);
        assertEq(sourcesWei.length, 1);
        assertEq(sourcesWei[0], balanceWei);
        assertEq(liabilitiesWei.length, 1);
        assertEq(liabilitiesWei[0], slotWei);
    }

    /// @dev What moved into other validators counts under the cap of what is out, and by the policy `Raw`, which has
    ///      whole balances, not again.
    function testFuzz_reserves_principalFollowsAConsolidation(
        bool raw,
        uint64 creditGwei,
        uint64 outGwei,
        uint96 principalWei
    ) public {
        config.policy = raw ? Policy.Raw : Policy.Principal;
        (creditedGwei, outstandingGwei) = (creditGwei, outGwei);
        _report(Chain(40, 3, 3, principalWei, 7e18, 0, 1e18));
        _expectAccepted();
        uint256 creditWei = uint256(creditGwei) * 1e9;
        Report memory kept = oracle.reportOf(SPURT);
        assertEq(kept.principalWei, principalWei + creditWei);
        assertEq(oracle.blockAssets().amountsOf(SPURT).consolidatedWei, creditWei);
        uint256 stakedWei = raw ? 7e18 : Math.min(principalWei + creditWei, uint256(outGwei) * 1e9);
        assertEq(kept.reservesWei, Math.saturatingSub(stakedWei, 1e18));
    }

    function test_reserves_liabilitiesAboveAssetsLeaveNothing() public {
        _report(Chain(40, 3, 3, 5e18, 6e18, 1e18, 6e18 + 1));
        _expectAccepted();
        assertEq(oracle.reportOf(SPURT).reservesWei, 0);
        assertEq(oracle.reportOf(SPURT).rate, 0);
        _report(Chain(40, 3, 3, 5e18, 6e18, 1e18, 6e18 - 1));
        assertEq(oracle.reportOf(SPURT).reservesWei, 1);
    }

    function test_report_revert_supplyZero() public {
        _report(Chain(40, 3, 3, 1, 1, 1, 0));
        _expect(abi.encodeWithSelector(IReservesOracle.SupplyZero.selector));
    }

    /// @dev What is owed and the supply are cut at 2^128 - 1: the rate is as low as it can be, and the spurt is finished.
    function testFuzz_slotAbove128Bits_lowersTheRate(uint128 high) public {
        vm.assume(high != 0);
        uint256 slotWei = uint256(high) << 128;
        _report(Chain(40, 3, 3, 1e18, 1e18, 1e18, slotWei));
        _expectAccepted();
        Report memory kept = oracle.reportOf(SPURT);
        assertEq(kept.liabilitiesWei, type(uint128).max);
        assertEq(kept.supplyWei, type(uint128).max);
        assertEq(kept.rate, 0);
        delete lists.liabilities;
        _report(Chain(40, 3, 3, 1e18, 1e18, 1e18, slotWei));
        assertEq(oracle.reportOf(SPURT).reservesWei, 2e18);
        assertEq(oracle.reportOf(SPURT).rate, 0);
    }

    function testFuzz_report_revert_balanceAbove128Bits(uint128 high) public {
        vm.assume(high != 0);
        uint256 balanceWei = uint256(high) << 128;
        _report(Chain(40, 3, 3, 1, 1, balanceWei, 1e18));
        _expect(abi.encodeWithSelector(ISpurtPages.AmountTooLarge.selector, balanceWei));
    }

    function test_report_revert_sumOfSourcesAbove128Bits() public {
        lists.sources.push(lists.liabilities[0]);
        uint256 largest = type(uint128).max;
        _report(Chain(40, 3, 3, 1, 1, largest, 1e18));
        _expect(abi.encodeWithSelector(ISpurtPages.AmountTooLarge.selector, largest + 1e18));
    }

    /// @dev Six hundred times all ETH: no block's balances come near it.
    function testFuzz_report_revert_balancesAbove96Bits(uint32 high, bool raw) public {
        vm.assume(high != 0);
        uint256 sumWei = uint256(high) << 96;
        _report(Chain(40, 3, 3, raw ? 1 : sumWei, raw ? sumWei : 1, 1, 1e18));
        _expect(abi.encodeWithSelector(ISpurtPages.AmountTooLarge.selector, sumWei));
    }

    function test_reservesAbove128BitsAreCut() public {
        uint256 largest = type(uint128).max;
        config.policy = Policy.Raw;
        _report(Chain(40, 3, 3, type(uint96).max, type(uint96).max, largest, 1e18));
        _expectAccepted();
        assertEq(oracle.reportOf(SPURT).reservesWei, largest);
    }

    /// @dev A supply of one wei: the rate is larger than any, and waits for its review like every other move.
    function test_dustSupply_doesNotStopTheSpurt() public {
        _report(Chain(40, 3, 3, 1e27, 1e27, 1, 1));
        _expectAccepted();
        assertEq(oracle.reportOf(SPURT).rate, type(uint128).max);
        assertTrue(oracle.statusOf(SPURT) == RateStatus.InReview, "waits");
    }

    // The cap

    /// @dev Validators count up to the principal that is still out; what the pools hold is free of it.
    function testFuzz_principalOut_capsWhatIsStaked(uint64 outGwei, uint96 principalWei, uint96 balanceWei)
        public
    {
        outstandingGwei = outGwei;
        _report(Chain(40, 3, 3, principalWei, type(uint96).max, balanceWei, 1));
        _expectAccepted();
        Report memory kept = oracle.reportOf(SPURT);
        uint256 outWei = uint256(outGwei) * 1 gwei;
        assertEq(kept.outstandingWei, outWei);
        uint256 ownedWei = (principalWei < outWei ? principalWei : outWei) + balanceWei;
        assertEq(kept.reservesWei, ownedWei == 0 ? 0 : ownedWei - 1);
    }

    /// @dev Whole balances have no cap.
    function test_principalOut_isNotReadByThePolicyRaw() public {
        (config.policy, outstandingGwei) = (Policy.Raw, 1);
        _report(Chain(40, 3, 3, 5e18, 6e18, 1e18, 1));
        assertEq(oracle.reportOf(SPURT).reservesWei, 7e18 - 1);
    }

    // Burst threshold

    function test_burstThreshold_at21_99And22Percent() public {
        assertTrue(!_isBurst(10_000, 2199), "21.99%");
        assertTrue(_isBurst(10_000, 2200), "22.00%");
        // Rounded down: 21.9999% is 21.99%.
        assertTrue(!_isBurst(1_000_000, 219_999), "21.9999%");
        assertTrue(_isBurst(4, 4), "all of them");
    }

    function testFuzz_burstThreshold_isRaisedFrom22Percent(uint64 listLength, uint64 existing) public {
        listLength = 1 + listLength % 2 ** 40;
        existing %= listLength + 1;
        assertTrue(
            _isBurst(listLength, existing) == (uint256(existing) * 100 >= uint256(listLength) * 22), "22%"
        );
    }

    // Nothing to prove

    function test_report_needsNoPagesOfAnEmptyRegistry() public {
        withPages = false;
        _report(Chain(40, 0, 0, 0, 0, 5e18, 4e18));
        _expectAccepted();
        Report memory kept = oracle.reportOf(SPURT);
        assertEq(kept.validators, 0);
        assertEq(kept.listLength, 0);
        assertEq(kept.shareBasisPoints, 0);
        assertEq(kept.reservesWei, 1e18);
    }

    /// @dev Whether the event came; if so, it says what the report says.
    function _isBurst(uint64 listLength, uint64 existing) private returns (bool found) {
        vm.recordLogs();
        _report(Chain(listLength, existing + 1, existing, 1, 1, 1e18, 1e18));
        _expectAccepted();
        uint16 share = oracle.reportOf(SPURT).shareBasisPoints;
        assertEq(share, uint256(existing) * 10_000 / listLength);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IReservesOracle.BurstThresholdReached.selector) continue;
            found = true;
            assertEq(logs[i].topics[1], bytes32(uint256(SPURT)));
            assertEq(keccak256(logs[i].data), keccak256(abi.encode(existing, listLength, share)));
        }
    }

    function _expect(bytes memory reason) private view {
        assertTrue(!ok, "reverted");
        assertEq(keccak256(answer), keccak256(reason));
    }

    function _expectAccepted() private view {
        assertTrue(ok, "accepted");
    }

    /// @dev A new oracle, and one report of this chain.
    function _report(Chain memory chain) private {
        ExecutionProof memory execution = _execution(chain);
        uint256 aboveTop =
            ListTree.BALANCES_DEPTH - ListTree.topDepth(Math.ceilDiv(uint256(chain.listLength), 4));
        ListTop memory top = ListTop("top", chain.listLength, new bytes32[](aboveTop + 2), new bytes32[](0));
        top.branch[aboveTop] = SSZ.toChunk(chain.listLength);
        bytes32 listRoot = top.node;
        for (uint256 i = 0; i <= aboveTop; ++i) {
            listRoot = SSZ.hashPair(listRoot, top.branch[i]);
        }
        (top.branch[aboveTop + 1], execution.branch[0]) = (execution.stateRoot, listRoot);
        _mockOthers(chain, SSZ.hashPair(listRoot, execution.stateRoot));
        PageRun memory run = _run(chain, uint64(ListTree.BALANCES_DEPTH - aboveTop));
        BeaconHeader memory header;
        PendingDepositsProof memory deposits;
        bytes memory arguments =
            abi.encode(CONSOLIDATIONS, lists.sources, lists.liabilities, lists.token, lists.supplySlot);
        config.blockAssets = IBlockAssets(deploy("BlockAssets.sol:BlockAssets", arguments));
        oracle = new ReservesOracle(config);
        bytes memory call = abi.encodeCall(oracle.report, (SPURT, NOW, header, top, run, execution, deposits));
        (ok, answer) = address(oracle).call(call);
    }

    function _run(Chain memory chain, uint64 depth) private view returns (PageRun memory run) {
        run.pages = new Page[](withPages ? 1 : 0);
        if (!withPages) return run;
        Page memory page = run.pages[0];
        (page.linkNode, page.linkDepth) = ("top", depth);
        (page.principalOutWei, page.rawOutWei) = (chain.principalWei, chain.rawWei);
        (page.countOut, page.existingOut) = (chain.validators, chain.existing);
    }

    /// @dev The other contracts: their own tests are elsewhere.
    function _mockOthers(Chain memory chain, bytes32 stateRoot) private {
        CanonicalBlock memory canonical = CanonicalBlock("block", stateRoot, 1, NOW - 1 hours);
        ForkLayout memory forkLayout;
        (forkLayout.balances, forkLayout.executionStateRoot) = (2, 3);
        vm.mockCall(
            CONSOLIDATIONS, abi.encodePacked(IConsolidations.registry.selector), abi.encode(REGISTRY)
        );
        vm.mockCall(
            CONSOLIDATIONS,
            abi.encodeCall(IConsolidations.creditedGwei, (SPURT)),
            abi.encode(creditedGwei)
        );
        vm.mockCall(BEACON_ROOTS, abi.encodePacked(IBeaconRoots.isStored.selector), abi.encode(true));
        vm.mockCall(BEACON_ROOTS, abi.encodePacked(IBeaconRoots.blockOf.selector), abi.encode(canonical));
        vm.mockCall(BEACON_ROOTS, abi.encodePacked(IForkLayouts.layoutAt.selector), abi.encode(forkLayout));
        vm.mockCall(REGISTRY, abi.encodePacked(IEntryChain.count.selector), abi.encode(chain.validators));
        vm.mockCall(REGISTRY, abi.encodePacked(IEntryChain.commitmentAt.selector), abi.encode(0));
        RegistryTotals memory totals = RegistryTotals(chain.existing, 0, outstandingGwei);
        vm.mockCall(REGISTRY, abi.encodePacked(IValidatorRegistry.totalsBy.selector), abi.encode(totals));
        vm.mockCall(REGISTRY, abi.encodePacked(IValidatorRegistry.sealedAt.selector), abi.encode(1));
        vm.mockCall(REGISTRY, abi.encodePacked(IValidatorRegistry.podsBy.selector), abi.encode(0));
        vm.mockCall(
            REGISTRY, abi.encodePacked(IValidatorRegistry.pods.selector), abi.encode(new address[](0))
        );
    }

    /// @dev The same proof for every source, liability and the supply.
    function _execution(Chain memory chain) private view returns (ExecutionProof memory execution) {
        execution.nodes = new bytes[](2);
        SourceProof memory proof = SourceProof(hex"0000", "");
        bytes32 storageRoot = EMPTY_TRIE_ROOT;
        if (chain.slotWei != 0) {
            execution.nodes[1] = _leaf(keccak256(abi.encode(SLOT)), RLP.encode(chain.slotWei));
            proof.slot = hex"0001";
            storageRoot = keccak256(execution.nodes[1]);
        }
        bytes memory fields = abi.encodePacked(
            hex"01", RLP.encode(chain.balanceWei), hex"a0", storageRoot, hex"a0", keccak256("code")
        );
        execution.nodes[0] = _leaf(
            keccak256(abi.encodePacked(ACCOUNT)), abi.encodePacked(hex"f8", uint8(fields.length), fields)
        );
        execution.stateRoot = keccak256(execution.nodes[0]);
        execution.branch = new bytes32[](1);
        execution.supply = proof;
        execution.sources = new SourceProof[](lists.sources.length);
        execution.places = new uint64[](lists.sources.length);
        for (uint64 i = 0; i < execution.sources.length; ++i) {
            (execution.places[i], execution.sources[i]) = (i, proof);
        }
        execution.liabilities = new SourceProof[](lists.liabilities.length);
        for (uint256 i = 0; i < execution.liabilities.length; ++i) {
            execution.liabilities[i] = proof;
        }
    }

    /// @dev A trie of one leaf: [0x20 and the whole key, value].
    function _leaf(bytes32 key, bytes memory value) private pure returns (bytes memory) {
        bytes[] memory node = new bytes[](2);
        node[0] = RLP.encode(abi.encodePacked(hex"20", key));
        node[1] = RLP.encode(value);
        return RLP.encode(node);
    }
}
