// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Report} from "../src/interfaces/IReservesOracle.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";

/// @notice Every report fixture is accepted, and kept with values that were calculated apart.
abstract contract AcceptedFixtureTest is ReportFixture {
    function test_report_isKeptAsExpected() public {
        ReportArguments memory r = validReport();
        vm.prank(address(0xbeef));
        oracle.report(r.spurt, r.nextTimestamp, r.header, r.top, r.run, r.execution, r.deposits);
        Report memory kept = oracle.reportOf(r.spurt);
        assertEq(kept.blockRoot, vm.parseJsonBytes32(fixture, ".blockRoot"));
        assertEq(kept.slot, expected("slot"));
        assertEq(kept.blockTimestamp, expected("blockTimestamp"));
        assertEq(kept.registryCommitment, expected("registryCommitment"));
        assertEq(kept.validators, expected("validators"));
        assertEq(kept.existing, expected("existing"));
        assertEq(kept.waiting, expected("waiting"));
        assertEq(kept.writtenOff, expected("writtenOff"));
        assertEq(kept.listLength, expected("listLength"));
        assertEq(kept.shareBasisPoints, expected("shareBasisPoints"));
        assertEq(kept.pages, expected("pages"));
        assertEq(kept.principalWei, expected("principalWei"));
        assertEq(kept.rawWei, expected("rawWei"));
        assertEq(kept.sourcesWei, expected("sourcesWei"));
        assertEq(kept.pendingDepositsWei, expected("pendingDepositsWei"));
        assertEq(kept.withdrawalsWei, expected("withdrawalsWei"));
        assertEq(kept.liabilitiesWei, expected("liabilitiesWei"));
        assertEq(kept.reservesWei, expected("principalReservesWei"));
        assertEq(kept.supplyWei, expected("supplyWei"));
        assertEq(kept.rate, expected("principalRate"));
        assertEq(kept.reporter, address(0xbeef));
        assertEq(kept.reportedAt, block.timestamp);
        assertEq(oracle.getRate(), kept.rate);
        _assertComponents(r.spurt);
    }

    function _assertComponents(uint64 spurt) private view {
        (uint128[] memory sourcesWei, uint128[] memory liabilitiesWei) =
            oracle.blockAssets().componentsOf(spurt);
        _assertSame(sourcesWei, ".expected.sourceValuesWei");
        _assertSame(liabilitiesWei, ".expected.liabilityValuesWei");
    }

    function _assertSame(uint128[] memory values, string memory key) private view {
        uint256[] memory wanted = vm.parseJsonUintArray(fixture, key);
        assertEq(values.length, wanted.length);
        for (uint256 i = 0; i < wanted.length; ++i) {
            assertEq(values[i], wanted[i]);
        }
    }
}

contract ToyFixtureTest is AcceptedFixtureTest {
    function fixtureName() internal pure override returns (string memory) {
        return "toy-report.json";
    }

    function test_report_acceptsTheNextSpurtAfterIt() public {
        send(validReport());
        loadFixture("toy-next.json");
        enterSpurt();
        send(validReport());
        assertEq(oracle.latestSpurt(), 2);
        assertEq(oracle.getRate(), expected("principalRate"));
    }
}

contract ToyGloasFixtureTest is AcceptedFixtureTest {
    function fixtureName() internal pure override returns (string memory) {
        return "toy-gloas.json";
    }
}

/// @notice A Gloas block by independent code: an EMPTY parent, sixteen withdrawals, six levels of balances.
contract GloasScenarioFixtureTest is AcceptedFixtureTest {
    function fixtureName() internal pure override returns (string memory) {
        return "gloas-scenario.json";
    }

    function test_openSubmitFinalize_inSteps() public {
        ReportArguments memory r = validReport();
        open(r);
        uint256 pages = r.run.pages.length;
        submit(r, slice(r.run, 0, 4));
        submit(r, slice(r.run, 4, pages));
        finalize(r);
        assertEq(oracle.getRate(), expected("principalRate"));
        assertEq(oracle.reportOf(r.spurt).withdrawalsWei, expected("withdrawalsWei"));
    }
}

contract ToyDenebFixtureTest is AcceptedFixtureTest {
    function fixtureName() internal pure override returns (string memory) {
        return "toy-deneb.json";
    }
}

contract ToyNextFixtureTest is AcceptedFixtureTest {
    function fixtureName() internal pure override returns (string memory) {
        return "toy-next.json";
    }
}

contract RealFixtureTest is AcceptedFixtureTest {
    function fixtureName() internal pure override returns (string memory) {
        return "report.json";
    }
}
