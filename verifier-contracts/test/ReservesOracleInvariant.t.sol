// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Page, PageRun, SpurtProgress} from "../src/interfaces/IReservesOracle.sol";
import {ReservesOracle} from "../src/ReservesOracle.sol";
import {OpenRegistry} from "./OpenRegistry.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";
import {Test} from "./Test.sol";

/// @notice Everybody at once: opens, registers, submits any part of any run, whole or with a bit flipped, finalizes.
///         What fails fails; what is accepted must be true.
contract SpurtHandler is Test {
    ReservesOracle private immutable oracle;
    OpenRegistry private immutable registry;
    uint64[] private numbers;
    uint64[] private indices;
    /// @dev Encoded, because these structs cannot be copied to storage.
    bytes private arguments;
    bytes[] private runs;

    constructor(
        ReservesOracle oracle_,
        OpenRegistry registry_,
        uint64[] memory numbers_,
        uint64[] memory indices_,
        ReportArguments memory arguments_,
        PageRun[] memory runs_
    ) {
        (oracle, registry, numbers, indices) = (oracle_, registry_, numbers_, indices_);
        arguments = abi.encode(arguments_);
        for (uint256 i = 0; i < runs_.length; ++i) {
            runs.push(abi.encode(runs_[i]));
        }
    }

    function register() public {
        uint64 next = registry.count();
        if (next < numbers.length) registry.append(numbers[next], indices[next]);
    }

    function open(uint256 seed) external {
        // Later than most of the registry, or nothing would ever be missing.
        if (seed % 4 != 0) return register();
        ReportArguments memory r = abi.decode(arguments, (ReportArguments));
        oracle.open(r.spurt, r.nextTimestamp, r.header);
    }

    function submit(address sender, uint256 seed, uint256 from, uint256 to) external {
        ReportArguments memory r = abi.decode(arguments, (ReportArguments));
        vm.prank(sender);
        try oracle.submitPages(r.spurt, r.top, _part(seed, from, to)) {} catch {}
    }

    /// @dev One bit of one field of one page, or of the start.
    function submitFlipped(uint256 seed, uint256 from, uint256 to, uint256 field, uint256 bit) external {
        ReportArguments memory r = abi.decode(arguments, (ReportArguments));
        PageRun memory part = _part(seed, from, to);
        Page memory page = part.pages[field / 16 % part.pages.length];
        uint256 mask = 1 << (bit % 256);
        uint64 narrow = uint64(1 << (bit % 64));
        field %= 13;
        if (field == 0) part.count ^= narrow;
        else if (field == 1) part.principalWei ^= mask >> 128;
        else if (field == 2) part.rawWei ^= mask >> 128;
        else if (field == 3) page.linkNode ^= bytes32(mask);
        else if (field == 4) page.linkDepth ^= narrow;
        else if (field == 5) page.firstChunk ^= narrow;
        else if (field == 6) page.commitmentOut ^= mask;
        else if (field == 7) page.principalOutWei ^= mask >> 128;
        else if (field == 8) page.rawOutWei ^= mask >> 128;
        else if (field == 9) page.countOut ^= narrow;
        else if (field == 10) page.existingOut ^= narrow;
        else if (field == 11) page.proof[bit / 256 % 8] ^= mask;
        else r.top.length ^= narrow;
        try oracle.submitPages(r.spurt, r.top, part) {} catch {}
    }

    /// @dev Too early mostly. Seldom, because nothing happens after it.
    function finalize(uint256 seed) external {
        if (seed % 8 != 0) return;
        ReportArguments memory r = abi.decode(arguments, (ReportArguments));
        try oracle.finalize(r.spurt, r.execution, r.deposits) {} catch {}
    }

    function _part(uint256 seed, uint256 from, uint256 to) private view returns (PageRun memory part) {
        PageRun memory all = abi.decode(runs[seed % runs.length], (PageRun));
        from %= all.pages.length;
        uint256 length = 1 + to % (all.pages.length - from);
        (part.count, part.principalWei, part.rawWei) = (all.count, all.principalWei, all.rawWei);
        if (from > 0) {
            Page memory before = all.pages[from - 1];
            (part.count, part.principalWei, part.rawWei) =
            (before.countOut, before.principalOutWei, before.rawOutWei);
        }
        part.pages = new Page[](length);
        for (uint256 i = 0; i < length; ++i) {
            part.pages[i] = all.pages[from + i];
        }
    }
}

/// forge-config: default.invariant.runs = 12
/// forge-config: default.invariant.depth = 40
/// forge-config: default.invariant.fail-on-revert = true
contract ReservesOracleInvariantTest is ReportFixture {
    SpurtHandler private handler;
    /// @dev Read once: the fixture is long.
    bytes private arguments;
    uint64 private spurt;
    uint256 private entries;
    uint256 private reservesWei;
    uint256 private rate;

    /// @dev Sums over the first so many validators, from the fixture's runs; no run has a border at 2.
    struct Sums {
        bool known;
        uint64 existing;
        uint256 principalWei;
        uint256 rawWei;
    }

    mapping(uint256 count => Sums) private sums;

    function fixtureName() internal pure override returns (string memory) {
        return "toy-report.json";
    }

    function initialEntries() internal pure override returns (uint256) {
        return 0;
    }

    function setUp() public override {
        super.setUp();
        PageRun[] memory runs = new PageRun[](5);
        (runs[0], runs[1], runs[2]) = (run("whole"), run("other"), run("wholeWrongStart"));
        (runs[3], runs[4]) = (run("fromThree"), run("fromThreeWrongStart"));
        handler = new SpurtHandler(
            oracle,
            registry,
            uint64s(".registry.provisions"),
            uint64s(".registry.indices"),
            validReport(),
            runs
        );
        (arguments, spurt, entries) = (abi.encode(validReport()), spurtNumber(), entryCount());
        (reservesWei, rate) = (expected("principalReservesWei"), expected("principalRate"));
        sums[0].known = true;
        for (uint256 i = 0; i < 2; ++i) {
            for (uint256 j = 0; j < runs[i].pages.length; ++j) {
                Page memory page = runs[i].pages[j];
                sums[page.countOut] = Sums(
                    true,
                    page.existingOut,
                    page.principalOutWei - runs[i].principalWei,
                    page.rawOutWei - runs[i].rawWei
                );
            }
        }
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev So a reported total is never above what the proofs carry, and never below it either.
    function invariant_progressIsWhatTheFirstValidatorsHold() public view {
        SpurtProgress memory progress = oracle.progressOf(spurt);
        Sums memory held = sums[progress.count];
        assertTrue(held.known, "ends at a border");
        assertEq(progress.existing, held.existing);
        assertEq(progress.principalWei, held.principalWei);
        assertEq(progress.rawWei, held.rawWei);
        assertTrue(progress.count <= registry.count(), "registered");
    }

    /// @dev From wherever the others have brought it, one honest report ends the spurt, with the one possible result.
    function invariant_aSpurtCanAlwaysBeFinished() public {
        ReportArguments memory r = abi.decode(arguments, (ReportArguments));
        while (registry.count() < entries) {
            handler.register();
        }
        if (!oracle.progressOf(spurt).finalized) send(r);
        Sums memory all = sums[entries];
        assertEq(oracle.reportOf(spurt).existing, all.existing);
        assertEq(oracle.reportOf(spurt).principalWei, all.principalWei);
        assertEq(oracle.reportOf(spurt).rawWei, all.rawWei);
        assertEq(oracle.reportOf(spurt).reservesWei, reservesWei);
        assertEq(oracle.getRate(), rate);
    }
}
