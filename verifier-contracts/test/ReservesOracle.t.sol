// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BalancesTree} from "../src/BalancesTree.sol";
import {BeaconRoots} from "../src/BeaconRoots.sol";
import {ExecutionState} from "../src/ExecutionState.sol";
import {ForkLayouts} from "../src/ForkLayouts.sol";
import {IReservesOracle, Report} from "../src/interfaces/IReservesOracle.sol";
import {ReservesOracle} from "../src/ReservesOracle.sol";
import {SSZ} from "../src/SSZ.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";

/// @notice Laws of every report fixture: accepted as it is, refused with another block, state, pool or supply.
/// forge-config: default.fuzz.runs = 48
abstract contract ReservesOracleTest is ReportFixture {
    function test_report_isKeptAsProved() public {
        ReportArguments memory r = validReport();
        vm.prank(address(0xbeef));
        send(r);
        Report memory kept = oracle.latestReport();
        assertEq(kept.blockRoot, vm.parseJsonBytes32(fixture, ".blockRoot"));
        assertEq(kept.registryCommitment, number(".expected.registryCommitment"));
        assertEq(kept.principalWei, number(".expected.principalWei"));
        assertEq(kept.rawWei, number(".expected.rawWei"));
        assertEq(kept.poolsWei, number(".expected.poolsWei"));
        assertEq(kept.supplyWei, number(".expected.supplyWei"));
        assertEq(kept.rate, uint256(kept.principalWei) * 1e18 / kept.supplyWei);
        assertEq(oracle.rate(), kept.rate);
        assertEq(kept.slot, r.header.slot);
        assertEq(kept.listLength, r.top.listLength);
        assertEq(kept.validators, number(".expected.validators"));
        assertEq(kept.existing, number(".expected.existing"));
        assertEq(kept.reporter, address(0xbeef));
        assertEq(kept.reportedAt, block.timestamp);
        assertEq(kept.pages, r.pages.length);
        assertEq(keccak256(abi.encode(oracle.reportAt(r.header.slot))), keccak256(abi.encode(kept)));
    }

    function test_report_emitsReported() public {
        ReportArguments memory r = validReport();
        (uint256 principalWei, uint256 supplyWei) =
            (number(".expected.principalWei"), number(".expected.supplyWei"));
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IReservesOracle.Reported(
            r.header.slot,
            vm.parseJsonBytes32(fixture, ".blockRoot"),
            principalWei,
            number(".expected.rawWei"),
            supplyWei,
            principalWei * 1e18 / supplyWei,
            address(this)
        );
        send(r);
    }

    function test_views_showTheConfiguration() public view {
        assertEq(keccak256(abi.encode(oracle.pools())), keccak256(abi.encode(config.pools)));
        assertEq(oracle.token(), config.token);
        assertEq(oracle.supplySlot(), config.supplySlot);
        assertEq(address(oracle.verifier()), address(config.verifier));
        assertEq(address(oracle.registry()), address(registry));
        assertEq(oracle.registryCommitment(), number(".expected.registryCommitment"));
    }

    function test_report_revert_sameSlotAgain() public {
        ReportArguments memory r = validReport();
        send(r);
        vm.expectRevert(
            abi.encodeWithSelector(IReservesOracle.ReportNotNewer.selector, r.header.slot, r.header.slot)
        );
        send(r);
    }

    function test_report_revert_timestampThatEip4788DoesNotKnow() public {
        ReportArguments memory r = validReport();
        r.nextTimestamp += 1;
        vm.expectRevert(abi.encodeWithSelector(BeaconRoots.BeaconRootUnknown.selector, r.nextTimestamp));
        send(r);
    }

    function testFuzz_report_revert_anyOtherHeader(uint256 field, uint64 change) public {
        vm.assume(change != 0);
        ReportArguments memory r = validReport();
        field %= 5;
        if (field == 0) r.header.slot ^= change;
        else if (field == 1) r.header.proposerIndex ^= change;
        else if (field == 2) r.header.parentRoot ^= bytes32(uint256(change));
        else if (field == 3) r.header.stateRoot ^= bytes32(uint256(change));
        else r.header.bodyRoot ^= bytes32(uint256(change));
        vm.expectPartialRevert(IReservesOracle.BlockRootMismatch.selector);
        send(r);
    }

    function test_report_revert_slotBeforeTheFirstLayout() public {
        for (uint256 i = 0; i < config.layouts.length; ++i) {
            config.layouts[i].activationTimestamp = uint64(number(".nextTimestamp") + i);
        }
        oracle = new ReservesOracle(config);
        ReportArguments memory r = validReport();
        vm.expectPartialRevert(ForkLayouts.LayoutUnknown.selector);
        send(r);
    }

    function testFuzz_report_revert_anyOtherTop(uint256 element, uint256 bit) public {
        ReportArguments memory r = validReport();
        element %= r.top.branch.length + 1;
        if (element == 0) r.top.node ^= bitMask(bit);
        else r.top.branch[element - 1] ^= bitMask(bit);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        send(r);
    }

    function test_report_revert_anotherListLength() public {
        ReportArguments memory r = validReport();
        r.top.listLength = r.top.listLength % 4 == 0 ? r.top.listLength - 1 : r.top.listLength + 1;
        if (r.top.listLength % 4 == 1) r.top.listLength -= 1;
        vm.expectPartialRevert(BalancesTree.ListLengthMismatch.selector);
        send(r);
    }

    function testFuzz_report_revert_anyOtherExecutionStateRoot(uint256 element, uint256 bit) public {
        ReportArguments memory r = validReport();
        element %= r.execution.branch.length + 1;
        if (element == 0) r.execution.stateRoot ^= bitMask(bit);
        else r.execution.branch[element - 1] ^= bitMask(bit);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        send(r);
    }

    function test_report_revert_poolWithoutProof() public {
        ReportArguments memory r = validReport();
        r.execution.poolProofs = new bytes[][](config.pools.length - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IReservesOracle.PoolProofCount.selector, config.pools.length, config.pools.length - 1
            )
        );
        send(r);
    }

    function test_report_revert_proofOfAnotherAccount() public {
        ReportArguments memory r = validReport();
        r.execution.poolProofs[0] = r.execution.supplyAccountProof;
        vm.expectPartialRevert(ExecutionState.AccountProofRejected.selector);
        send(r);
    }

    function test_report_revert_supplyOfAnotherAccount() public {
        ReportArguments memory r = validReport();
        r.execution.supplyAccountProof = r.execution.poolProofs[0];
        vm.expectPartialRevert(ExecutionState.AccountProofRejected.selector);
        send(r);
    }

    function test_report_revert_anotherSupplySlot() public {
        config.supplySlot += 1;
        oracle = new ReservesOracle(config);
        ReportArguments memory r = validReport();
        vm.expectPartialRevert(ExecutionState.StorageProofRejected.selector);
        send(r);
    }

    /// @dev The pages began with the sum of all pools; the contract's own sum is a public input.
    function test_report_revert_poolLeftOut() public {
        ReportArguments memory r = validReport();
        delete config.pools;
        oracle = new ReservesOracle(config);
        r.execution.poolProofs = new bytes[][](0);
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.ProofsRejected.selector, r.pages.length));
        send(r);
    }

    function test_rate_revert_beforeTheFirstReport() public {
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.NoReport.selector));
        oracle.rate();
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.NoReport.selector));
        oracle.latestReport();
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.NoReportAt.selector, 12));
        oracle.reportAt(12);
    }

    function test_constructor_revert_poolListedTwice() public {
        config.pools.push(config.pools[0]);
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.DuplicatePool.selector, config.pools[0]));
        new ReservesOracle(config);
    }
}

/// @notice A synthetic chain; its proofs are real, of a toy circuit that proves anything (test/contract-fixtures).
contract ToyReportTest is ReservesOracleTest {
    function fixtureName() internal pure override returns (string memory) {
        return "toy-report.json";
    }
}

/// @notice A bundle of the real circuit over a real beacon state.
contract RealReportTest is ReservesOracleTest {
    function fixtureName() internal pure override returns (string memory) {
        return "report.json";
    }
}
