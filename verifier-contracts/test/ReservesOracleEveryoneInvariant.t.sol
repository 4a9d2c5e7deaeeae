// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IBlockAssets} from "../src/interfaces/IBlockAssets.sol";
import {PageRun, Report} from "../src/interfaces/IReservesOracle.sol";
import {ReservesOracleEveryone} from "./ReservesOracleEveryone.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";

/// @notice What holds of a spurt whatever everybody does to it.
abstract contract ReservesOracleEveryoneInvariant is ReportFixture {
    ReservesOracleEveryone private handler;
    /// @dev Read once: the fixture is long.
    bytes private arguments;
    uint256[] private valuesWei;
    uint64 private spurt;
    uint256 private entries;
    uint256 private reservesWei;
    uint256 private rate;

    function fixtureName() internal pure override returns (string memory) {
        return "toy-report.json";
    }

    /// @dev Of seven: the first three of the partition `whole`.
    function initialEntries() internal pure override returns (uint256) {
        return 3;
    }

    function setUp() public override {
        super.setUp();
        ReportArguments memory r = validReport();
        open(r);
        valuesWei = vm.parseJsonUintArray(fixture, ".expected.sourceValuesWei");
        PageRun[2] memory partitions = [run("whole"), run("other")];
        handler = new ReservesOracleEveryone(
            oracle,
            registry,
            uint64s(".registry.provisions"),
            uint64s(".registry.indices"),
            // The seventh entry is of a validator that was announced after the block.
            6,
            valuesWei,
            r,
            partitions
        );
        (arguments, spurt, entries) = (abi.encode(r), r.spurt, entryCount());
        (reservesWei, rate) = (expected("principalReservesWei"), expected("principalRate"));
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev Sources that some call brought count with their value, each once, and no others.
    function invariant_nothingAcceptedIsLostAndNothingElseCounts() public view {
        IBlockAssets assets = oracle.blockAssets();
        uint256 sumWei;
        for (uint256 i = 0; i < valuesWei.length; ++i) {
            if (handler.shownPlaces() >> i & 1 == 1) sumWei += valuesWei[i];
        }
        assertEq(assets.amountsOf(spurt).sourcesWei, sumWei);
        for (uint256 i = handler.bordersCount(); i > 0; --i) {
            assertTrue(oracle.isProved(spurt, handler.borders(i - 1)), "a border stays");
        }
        for (uint64 provision = registry.provisionCount(); provision > 0; --provision) {
            if (handler.wasAccounted(provision)) {
                assertTrue(assets.isAccounted(spurt, provision), "a deposit stays");
            }
        }
    }

    /// @dev By any sequence at most what all proofs together carry, and after its day the report is final.
    function invariant_noRateIsAboveTheProofs() public {
        vm.warp(handler.now_());
        if (handler.finishedAt() == 0) return;
        Report memory kept = oracle.reportOf(spurt);
        assertTrue(kept.reservesWei <= reservesWei && kept.rate <= rate, "not above");
        assertEq(oracle.getRate(), kept.rate);
        if (handler.lastReport() != 0) assertEq(keccak256(abi.encode(kept)), handler.lastReport());
    }

    /// @dev From wherever the others have brought it: one report, or within a day of the first, one improvement.
    function invariant_aSpurtCanAlwaysBeFinished() public {
        vm.warp(handler.now_());
        ReportArguments memory r = abi.decode(arguments, (ReportArguments));
        while (registry.count() < entries) {
            handler.register();
        }
        if (!oracle.progressOf(spurt).finalized) {
            send(r);
        } else if (handler.lastReport() == 0 && oracle.reportOf(spurt).reservesWei < reservesWei) {
            PageRun memory none;
            oracle.improve(spurt, r.top, none, r.execution, r.deposits);
        } else {
            return;
        }
        assertEq(oracle.reportOf(spurt).reservesWei, reservesWei);
        assertEq(oracle.getRate(), rate);
    }
}

/// forge-config: default.invariant.runs = 6
/// forge-config: default.invariant.depth = 30
/// forge-config: default.invariant.fail-on-revert = true
contract ReservesOracleEveryoneInvariantTest is ReservesOracleEveryoneInvariant {}

/// @notice The same in many more sequences, and longer ones; not in `npm test`.
/// forge-config: default.invariant.runs = 96
/// forge-config: default.invariant.depth = 60
/// forge-config: default.invariant.fail-on-revert = true
contract DeepReservesOracleEveryoneInvariantTest is ReservesOracleEveryoneInvariant {}
