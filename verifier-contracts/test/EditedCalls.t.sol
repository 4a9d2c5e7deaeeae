// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BlockAmounts} from "../src/interfaces/IBlockAssets.sol";
import {Provision, ProvisionStatus, Registration} from "../src/interfaces/IValidatorRegistry.sol";
import {Page, PageRun, Report, SpurtProgress} from "../src/interfaces/IReservesOracle.sol";
import {EditedCalls} from "./EditedCalls.sol";
import {RegisterArguments, RegistryFixture} from "./RegistryFixture.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";

/// @notice Pages, parts and reports with a word changed: what is taken is what the fixture's block holds, or less.
/// forge-config: default.fuzz.runs = 8
contract EditedReportCallsTest is ReportFixture, EditedCalls {
    /// @dev The block's values: sums by count, and everything else at the end.
    mapping(uint64 count => SpurtProgress) private progressBy;
    uint128[] private sourcesWei;
    uint128[] private liabilitiesWei;
    BlockAmounts private truth;
    Report private whole;
    uint64 private spurt;

    function fixtureName() internal pure override returns (string memory) {
        return "toy-report.json";
    }

    function setUp() public override {
        super.setUp();
        ReportArguments memory r = validReport();
        spurt = r.spurt;
        uint256 before = vm.snapshotState();
        send(r);
        (BlockAmounts memory amounts, Report memory made) =
            (config.blockAssets.amountsOf(spurt), oracle.reportOf(spurt));
        (uint128[] memory sources_, uint128[] memory liabilities_) = config.blockAssets.componentsOf(spurt);
        vm.revertToState(before);
        (truth, whole, sourcesWei, liabilitiesWei) = (amounts, made, sources_, liabilities_);
        for (uint256 i = 0; i < r.run.pages.length; ++i) {
            Page memory page = r.run.pages[i];
            SpurtProgress storage sums = progressBy[page.countOut];
            (sums.count, sums.existing) = (page.countOut, page.existingOut);
            sums.principalWei = uint128(page.principalOutWei - r.run.principalWei);
            sums.rawWei = uint128(page.rawOutWei - r.run.rawWei);
        }
        open(r);
    }

    function testFuzz_submitPages(uint256 seed, uint256 from, uint256 to) public {
        ReportArguments memory r = validReport();
        from %= r.run.pages.length;
        to = from + 1 + to % (r.run.pages.length - from);
        // Those before are there, mostly by the same run.
        if (from != 0) submit(r, slice(r.run, 0, from));
        PageRun memory sent = seed % 3 == 0 ? slice(r.run, 0, to) : slice(r.run, from, to);
        tryEdits(address(oracle), abi.encodeCall(oracle.submitPages, (r.spurt, r.top, sent)), seed);
    }

    function testFuzz_submit(uint256 seed) public {
        ReportArguments memory r = validReport();
        if (seed % 2 == 0) submit(r, r.run);
        bytes memory call = abi.encodeCall(config.blockAssets.submit, (r.spurt, r.execution, r.deposits));
        tryEdits(address(config.blockAssets), call, seed);
    }

    function testFuzz_finalize(uint256 seed) public {
        ReportArguments memory r = validReport();
        submit(r, r.run);
        tryEdits(address(oracle), abi.encodeCall(oracle.finalize, (r.spurt, r.execution, r.deposits)), seed);
    }

    function requireTruth() internal view override {
        SpurtProgress memory progress = oracle.progressOf(spurt);
        SpurtProgress memory sums = progressBy[progress.count];
        assertEq(progress.count, sums.count);
        assertEq(progress.existing, sums.existing);
        assertEq(progress.principalWei, sums.principalWei);
        assertEq(progress.rawWei, sums.rawWei);
        (uint128[] memory shown, uint128[] memory owed) = config.blockAssets.componentsOf(spurt);
        uint256 sumWei = 0;
        for (uint256 i = 0; i < shown.length; ++i) {
            assertTrue(shown[i] == 0 || shown[i] == sourcesWei[i], "a source");
            sumWei += shown[i];
        }
        BlockAmounts memory amounts = config.blockAssets.amountsOf(spurt);
        assertEq(amounts.sourcesWei, sumWei);
        assertTrue(amounts.waiting <= truth.waiting, "waiting");
        assertTrue(amounts.pendingDepositsWei <= truth.pendingDepositsWei, "deposits");
        assertTrue(amounts.writtenOff <= truth.writtenOff, "given up");
        if (!progress.finalized) return;
        Report memory made = oracle.reportOf(spurt);
        assertTrue(made.reservesWei <= whole.reservesWei && made.rate <= whole.rate, "never above");
        assertEq(made.supplyWei, whole.supplyWei);
        assertEq(made.withdrawalsWei, whole.withdrawalsWei);
        assertEq(owed.length, liabilitiesWei.length);
        for (uint256 i = 0; i < owed.length; ++i) {
            assertEq(owed[i], liabilitiesWei[i]);
        }
    }
}

/// @notice Registrations with a word changed: what is taken is the validator of its key, once, and the chain is that of the entries.
/// forge-config: default.fuzz.runs = 16
contract EditedRegistrationsTest is RegistryFixture, EditedCalls {
    /// @dev By number of provision.
    mapping(uint64 provision => uint64 validatorIndex) private indexOf;

    function setUp() public {
        load("registry.json", ".small");
        addPods();
        provisionAll();
        Registration[] memory all = arguments().registrations;
        for (uint256 i = 0; i < all.length; ++i) {
            indexOf[all[i].provision] = all[i].validatorIndex;
        }
    }

    function testFuzz_register(uint256 seed, uint256 count) public {
        RegisterArguments memory r = argumentsFor(eligible);
        count = 1 + count % r.registrations.length;
        uint256[] memory first = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            first[i] = i;
        }
        r.registrations = pick(r.registrations, first);
        if (seed % 2 == 0) shorten(r.registrations);
        bytes memory call =
            abi.encodeCall(registry.register, (r.nextTimestamp, r.header, r.validators, r.registrations));
        tryEdits(address(registry), call, seed);
        assertEq(registry.count(), count);
    }

    function requireTruth() internal view override {
        uint64 registered = 0;
        Provision[] memory all = registry.provisions(1, type(uint64).max);
        for (uint64 i = 0; i < all.length; ++i) {
            if (all[i].status != ProvisionStatus.Registered) continue;
            ++registered;
            assertEq(all[i].validatorIndex, indexOf[i + 1]);
        }
        assertEq(registry.count(), registered);
        (uint64[] memory indices, uint64[] memory principals) = registry.entries(0, registered);
        uint256 commitment = 0;
        for (uint256 i = 0; i < registered; ++i) {
            commitment = registry.poseidon().poseidon([commitment, indices[i], principals[i]]);
        }
        assertEq(registry.commitment(), commitment);
    }
}

/// forge-config: default.fuzz.runs = 24
contract DeepEditedReportCallsTest is EditedReportCallsTest {}
