// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {SourceKind, SourceProof} from "../src/ExecutionState.sol";
import {BlockAssets} from "../src/BlockAssets.sol";
import {IBlockAssets} from "../src/interfaces/IBlockAssets.sol";
import {IBeaconRoots} from "../src/interfaces/IBeaconRoots.sol";
import {IReservesOracle, Page, Policy, Report, SpurtProgress} from "../src/interfaces/IReservesOracle.sol";
import {ISpurtPages} from "../src/interfaces/ISpurtPages.sol";
import {WaitingDeposit} from "../src/PendingDeposits.sol";
import {ReservesOracle} from "../src/ReservesOracle.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";

/// @notice A spurt from open to report, over every fixture: accepted as it is, refused with anything changed.
abstract contract ReservesOracleTest is ReportFixture {
    function test_views_showTheConfiguration() public view {
        IBlockAssets assets = oracle.blockAssets();
        assertEq(keccak256(abi.encode(assets.sources())), keccak256(abi.encode(lists.sources)));
        assertEq(keccak256(abi.encode(assets.liabilities())), keccak256(abi.encode(lists.liabilities)));
        assertEq(assets.token(), lists.token);
        assertEq(assets.supplySlot(), lists.supplySlot);
        assertTrue(oracle.policy() == config.policy, "policy");
        assertEq(address(oracle.verifier()), address(config.verifier));
        assertEq(address(oracle.registry()), address(registry));
        assertEq(address(oracle.beaconRoots()), address(beaconRoots));
        BlockAssets created = BlockAssets(address(assets));
        assertEq(address(created.oracle()), address(oracle));
        assertEq(address(created.registry()), address(registry));
        assertEq(address(created.beaconRoots()), address(beaconRoots));
        assertEq(keccak256(abi.encode(oracle.bounds())), keccak256(abi.encode(config.bounds)));
        assertTrue(oracle.hasRole(oracle.DEFAULT_ADMIN_ROLE(), config.admin), "admin");
    }

    function test_beforeTheFirst_thereIsNoReport() public {
        assertEq(oracle.latestSpurt(), 0);
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.NoReport.selector, 7));
        oracle.reportOf(7);
        assertEq(oracle.blockAssets().amountsOf(7).provisioned, 0);
        (uint128[] memory sourcesWei, uint128[] memory liabilitiesWei) = oracle.blockAssets().componentsOf(7);
        assertEq(liabilitiesWei.length, 0);
        for (uint256 i = 0; i < sourcesWei.length; ++i) {
            assertEq(sourcesWei[i], 0);
        }
    }

    // open

    function test_open_fixesBlockAndRegistry() public {
        ReportArguments memory r = validReport();
        vm.expectEmit(true, true, true, true, address(oracle));
        emit ISpurtPages.Opened(r.spurt, vm.parseJsonBytes32(fixture, ".blockRoot"), uint64(entryCount()));
        open(r);
        SpurtProgress memory progress = oracle.progressOf(r.spurt);
        assertEq(progress.openedAt, block.timestamp);
        assertEq(progress.requiredCount, entryCount());
        assertEq(progress.count, 0);
        assertEq(beaconRoots.blockOf(r.spurt).root, vm.parseJsonBytes32(fixture, ".blockRoot"));
    }

    /// @dev Neither header nor time is read again, and no event says that it was opened twice.
    function test_open_leavesAnOpenSpurtAlone() public {
        ReportArguments memory r = validReport();
        open(r);
        bytes32 before = keccak256(abi.encode(oracle.progressOf(r.spurt)));
        vm.warp(block.timestamp + 1 days);
        (r.nextTimestamp, r.header.slot) = (0, 0);
        vm.recordLogs();
        open(r);
        assertEq(vm.getRecordedLogs().length, 0);
        assertEq(keccak256(abi.encode(oracle.progressOf(r.spurt))), before);
    }

    function test_open_readsNoHeaderIfTheBlockIsStored() public {
        ReportArguments memory r = validReport();
        beaconRoots.store(r.spurt, r.nextTimestamp, r.header);
        (r.nextTimestamp, r.header.slot) = (0, 0);
        open(r);
        assertTrue(oracle.progressOf(r.spurt).openedAt != 0, "open");
    }

    function test_open_revert_spurtNotEnded() public {
        ReportArguments memory r = validReport();
        r.spurt += 1;
        vm.expectPartialRevert(IBeaconRoots.SpurtNotEnded.selector);
        open(r);
    }

    function test_open_revert_anotherHeader() public {
        ReportArguments memory r = validReport();
        r.header.bodyRoot ^= bytes32(uint256(1));
        vm.expectPartialRevert(IBeaconRoots.BlockRootMismatch.selector);
        open(r);
    }

    // finalize

    function test_finalize_writesTheReportOnce() public {
        ReportArguments memory r = validReport();
        open(r);
        submit(r, r.run);
        Report memory made;
        (made.blockRoot, made.reservesWei) =
        (vm.parseJsonBytes32(fixture, ".blockRoot"), uint128(expected("principalReservesWei")));
        uint256 supplyWei = expected("supplyWei");
        uint256 rate = expected("principalRate");
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IReservesOracle.Reported(
            r.spurt, made.blockRoot, made.reservesWei, supplyWei, rate, address(this)
        );
        finalize(r);
        assertEq(oracle.latestSpurt(), r.spurt);
        assertTrue(oracle.progressOf(r.spurt).finalized, "finalized");
        assertEq(oracle.getRate(), rate);
        (uint80 round, int256 answer, uint256 startedAt,,) = oracle.latestRoundData();
        assertEq(round, r.spurt);
        assertEq(uint256(answer), rate);
        assertEq(startedAt, expected("blockTimestamp"));

        bytes32 kept = keccak256(abi.encode(oracle.reportOf(r.spurt)));
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.SpurtFinalized.selector, r.spurt));
        finalize(r);
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.SpurtFinalized.selector, r.spurt));
        send(r);
        assertEq(keccak256(abi.encode(oracle.reportOf(r.spurt))), kept);
    }

    function test_finalize_countsByThePolicy() public {
        config.policy = Policy.Raw;
        oracle = deployOracle();
        ReportArguments memory r = validReport();
        send(r);
        assertEq(oracle.reportOf(r.spurt).reservesWei, expected("rawReservesWei"));
        assertEq(oracle.getRate(), expected("rawRate"));
    }

    /// @dev It cannot be without block and pages, even with all that it would count.
    function test_finalize_revert_spurtNotOpen() public {
        ReportArguments memory r = validReport();
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.SpurtNotOpen.selector, r.spurt));
        finalize(r);
    }

    function test_finalize_revert_pagesMissing() public {
        ReportArguments memory r = validReport();
        open(r);
        uint64 proved = 0;
        if (r.run.pages.length > 1) {
            submit(r, slice(r.run, 0, 1));
            proved = r.run.pages[0].countOut;
        }
        vm.expectRevert(
            abi.encodeWithSelector(ISpurtPages.PagesMissing.selector, proved, uint64(entryCount()))
        );
        finalize(r);
    }

    function test_report_revert_pagesMissing() public {
        ReportArguments memory r = validReport();
        r.run.pages = new Page[](0);
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.PagesMissing.selector, 0, uint64(entryCount())));
        send(r);
    }

    function test_finalize_revert_sourceProofCount() public {
        ReportArguments memory r = validReport();
        uint256 places = r.execution.places.length;
        r.execution.sources = new SourceProof[](places - 1);
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.SourceProofCount.selector, places, places - 1));
        send(r);
        r = validReport();
        uint256 liabilities = r.execution.liabilities.length;
        r.execution.liabilities = new SourceProof[](liabilities + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IReservesOracle.SourceProofCount.selector, liabilities, liabilities + 1)
        );
        send(r);
    }

    function test_finalize_revert_sourceUnknown() public {
        ReportArguments memory r = validReport();
        uint48 time = uint48(expected("executionTimestamp"));
        uint256 count = lists.sources.length + registry.podsBy(time);
        r.execution.places[0] = uint64(count);
        vm.expectRevert(abi.encodeWithSelector(IBlockAssets.SourceUnknown.selector, count, count));
        send(r);
    }

    /// @dev Any bit of the execution proofs' roots and nodes.
    function testFuzz_report_revert_anyOtherExecutionProof(uint256 part, uint256 place, uint256 bit) public {
        ReportArguments memory r = validReport();
        part %= 5;
        if (part == 0) {
            r.execution.stateRoot ^= bitMask(bit);
        } else if (part == 1) {
            r.execution.branch[place % r.execution.branch.length] ^= bitMask(bit);
        } else if (part == 2) {
            _flip(r.execution.nodes, place, bit);
        } else {
            bytes memory path = part == 3 ? r.execution.supply.account : r.execution.supply.slot;
            path[place % path.length] ^= bytes1(uint8(1 << (bit % 8)));
        }
        _expectRefused(r);
    }

    function testFuzz_report_revert_anyOtherDeposit(uint256 part, uint256 place, uint256 bit) public {
        ReportArguments memory r = validReport();
        uint256 waiting = r.deposits.waiting.length;
        assertTrue(waiting > 0, "the fixture has a waiting deposit");
        WaitingDeposit memory deposit = r.deposits.waiting[place % waiting];
        part %= 6;
        if (part == 0) deposit.provision ^= uint64(1) << uint64(bit % 64);
        else if (part == 1) deposit.position ^= uint64(1) << uint64(bit % 64);
        else if (part == 2) deposit.withdrawalCredentials ^= bitMask(bit);
        else if (part == 3) deposit.signatureRoot ^= bitMask(bit);
        else if (part == 4) deposit.rest ^= bitMask(bit);
        else if (deposit.branch.length != 0) deposit.branch[place % deposit.branch.length] ^= bitMask(bit);
        else r.deposits.top.node ^= bitMask(bit);
        _expectRefused(r);
    }

    function test_finalize_revert_depositLeftOut() public {
        ReportArguments memory r = validReport();
        uint256 waiting = r.deposits.waiting.length;
        assertTrue(waiting > 0, "the fixture has a waiting deposit");
        WaitingDeposit[] memory fewer = new WaitingDeposit[](waiting - 1);
        for (uint256 i = 1; i < waiting; ++i) {
            fewer[i - 1] = r.deposits.waiting[i];
        }
        r.deposits.waiting = fewer;
        _expectUnaccounted(r, uint64(waiting - 1), uint64(expected("writtenOff")));
    }

    function test_finalize_revert_givenUpLeftOut() public {
        ReportArguments memory r = validReport();
        uint256 listed = r.deposits.writtenOff.length;
        if (listed == 0) return;
        r.deposits.writtenOff = new uint64[](0);
        _expectUnaccounted(r, uint64(r.deposits.waiting.length), uint64(expected("writtenOff") - listed));
    }

    function test_finalize_givenUpTwiceCountsOnce() public {
        ReportArguments memory r = validReport();
        if (r.deposits.writtenOff.length == 0) return;
        uint64[] memory twice = new uint64[](2);
        (twice[0], twice[1]) = (r.deposits.writtenOff[0], r.deposits.writtenOff[0]);
        r.deposits.writtenOff = twice;
        send(r);
        assertEq(oracle.reportOf(r.spurt).writtenOff, expected("writtenOff"));
    }

    /// @dev The rate follows RateFeed's rules: the guardian's veto is tested there, that it reaches here is tested now.
    function test_veto_isForGuardiansOnly() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector,
                address(this),
                oracle.GUARDIAN_ROLE()
            )
        );
        oracle.veto(1, "no");
    }

    // Deployment

    function test_constructor_revert_duplicateSource() public {
        lists.sources.push(lists.sources[0]);
        _expectDuplicate(lists.sources[0].account, lists.sources[0].slot);
        lists.sources.pop();

        // Two numbers for one balance.
        lists.sources.push(lists.sources[0]);
        uint256 last = lists.sources.length - 1;
        (lists.sources[last].kind, lists.sources[last].slot) = (SourceKind.Balance, 9);
        lists.sources.push(lists.sources[last]);
        lists.sources[last + 1].slot = 10;
        if (lists.sources[0].kind != SourceKind.Balance) {
            _expectDuplicate(lists.sources[last].account, 10);
        } else {
            _expectDuplicate(lists.sources[last].account, 9);
        }
    }

    function test_constructor_revert_duplicateLiability() public {
        assertTrue(lists.liabilities.length > 0, "the fixture has a liability");
        lists.liabilities.push(lists.liabilities[0]);
        _expectDuplicate(lists.liabilities[0].account, lists.liabilities[0].slot);
    }

    function test_constructor_revert_sourceIsAPod() public {
        address pod = registry.pods()[0];
        lists.sources.push(lists.sources[0]);
        uint256 last = lists.sources.length - 1;
        (lists.sources[last].kind, lists.sources[last].account) = (SourceKind.Balance, pod);
        _expectDuplicate(pod, 0);
    }

    /// @dev The balance of an account and its slots are different ETH, also of a pod.
    function test_constructor_acceptsSlotsOfOneAccount() public {
        lists.sources.push(lists.sources[0]);
        uint256 last = lists.sources.length - 1;
        (lists.sources[last].kind, lists.sources[last].slot) = (SourceKind.Slot, 998);
        lists.sources.push(lists.sources[last]);
        lists.sources[last + 1].slot = 999;
        lists.sources.push(lists.sources[last]);
        lists.sources[last + 2].account = registry.pods()[0];
        assertEq(deployOracle().blockAssets().sources().length, last + 3);
    }

    function _flip(bytes[] memory nodes, uint256 place, uint256 bit) private pure {
        if (nodes.length == 0) revert NotTrue("there is a proof");
        bytes memory node = nodes[place % nodes.length];
        uint256 position = bit / 8 % node.length;
        node[position] ^= bytes1(uint8(1 << (bit % 8)));
    }

    function _expectRefused(ReportArguments memory r) private {
        bool accepted = true;
        try oracle.report(r.spurt, r.nextTimestamp, r.header, r.top, r.run, r.execution, r.deposits) {}
        catch {
            accepted = false;
        }
        assertTrue(!accepted, "refused");
    }

    function _expectUnaccounted(ReportArguments memory r, uint64 waiting, uint64 writtenOff) private {
        uint64 provisioned = registry.totalsBy(uint48(expected("executionTimestamp"))).provisioned;
        vm.expectRevert(
            abi.encodeWithSelector(
                IReservesOracle.ProvisionsUnaccounted.selector,
                provisioned,
                uint64(expected("existing")),
                waiting,
                writtenOff
            )
        );
        send(r);
    }

    /// @dev A call, whose revert can be expected.
    function deployFromOutside() external {
        deployOracle();
    }

    function _expectDuplicate(address account, uint256 slot) private {
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.DuplicateSource.selector, account, slot));
        this.deployFromOutside();
    }
}

/// @notice A synthetic chain; its proofs are real, of a toy circuit that proves anything (test/contract-fixtures).
/// forge-config: default.fuzz.runs = 32
contract ToyOracleTest is ReservesOracleTest {
    function fixtureName() internal pure override returns (string memory) {
        return "toy-report.json";
    }
}

/// @notice The same protocol where the state holds only the execution block's hash.
/// forge-config: default.fuzz.runs = 32
contract ToyGloasOracleTest is ReservesOracleTest {
    function fixtureName() internal pure override returns (string memory) {
        return "toy-gloas.json";
    }
}

/// @notice A bundle of the real circuit over a real beacon state.
/// forge-config: default.fuzz.runs = 32
contract RealOracleTest is ReservesOracleTest {
    function fixtureName() internal pure override returns (string memory) {
        return "report.json";
    }
}
