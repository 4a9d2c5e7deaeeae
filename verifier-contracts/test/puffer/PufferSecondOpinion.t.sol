// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Alarm, OpinionReport} from "../../src/puffer/IPufferSecondOpinion.sol";
import {IPufferRegistry} from "../../src/puffer/IPufferRegistry.sol";
import {IPufferSecondOpinion} from "../../src/puffer/IPufferSecondOpinion.sol";
import {ISpurtPages} from "../../src/interfaces/ISpurtPages.sol";
import {PufferFixture, Taken} from "./PufferFixture.sol";

/// @notice What the second opinion says of a world in which something happens.
contract PufferSecondOpinionTest is PufferFixture {
    uint64 private constant FULL = 32_000_000_000;

    /// @dev Four validators of two modules, all whole, announced and registered before the block.
    function _four() private returns (Taken memory taken) {
        for (uint256 i = 0; i < 4; ++i) {
            provisionWith(i < 2 ? FIRST : SECOND, FULL);
        }
        announce(upTo(4));
        taken = take(1);
        register(taken, upTo(4));
    }

    function _said(uint64 spurt) private view returns (OpinionReport memory) {
        return opinion.reportOf(spurt);
    }

    function deployOpinion(IPufferRegistry of_, uint16 toleranceBasisPoints, uint64 maxAge) external {
        newOpinion(of_, assets, toleranceBasisPoints, maxAge);
    }

    function test_constructor_revert_saysNothing() public {
        this.deployOpinion(registry, 9_999, 1);
        vm.expectRevert(abi.encodeWithSelector(IPufferSecondOpinion.ConfigInvalid.selector, 10_000, 1));
        this.deployOpinion(registry, 10_000, 1);
        vm.expectRevert(abi.encodeWithSelector(IPufferSecondOpinion.ConfigInvalid.selector, 10, 0));
        this.deployOpinion(registry, 10, 0);
    }

    function test_constructor_revert_assetsOfAnotherRegistry() public {
        IPufferRegistry other = newRegistry();
        vm.expectRevert(
            abi.encodeWithSelector(
                IPufferSecondOpinion.RegistryOfAssetsMismatch.selector, address(other), address(registry)
            )
        );
        this.deployOpinion(other, 10, 1);
    }

    function test_report_rebuildsTheVaultsOwnAnswerToTheWei() public {
        vault.wrap(50 ether);
        vault.stake(70 ether);
        staking.report(3 ether + 1, 2, 7 ether + 5, 1);
        vault.initiateETHWithdrawals(address(0x1d0), staking.sharesOf(address(vault)) / 3);
        depositor.setRewardsDistributionWindow(7 days);
        vm.warp(blockTime(1) - 100_001);
        depositor.depositRevenue{value: 5 ether + 3}();
        vault.mintRewards(address(1), 9 ether + 7);
        provisionWith(FIRST, FULL);
        announce(upTo(1));
        vm.warp(blockTime(1));
        uint256 answerWei = vault.totalAssets();
        give(podOf(FIRST), 10 ether);
        Taken memory taken = take(1);
        register(taken, upTo(1));
        finish(1, taken);
        OpinionReport memory said = _said(1);
        assertEq(said.totalAssetsWei, answerWei);
        assertEq(said.backingWei, answerWei);
        assertEq(said.supplyWei, vault.totalSupply());
        assertEq(said.alarms, 0);
        assertEq(said.blockTimestamp, blockTime(1));
        assertEq(opinion.getRate(), answerWei * 1e18 / vault.totalSupply());

        // In the slots of the next version.
        staking.finalizeUpgrade();
        staking.report(30 ether + 1, 20 ether + 2, 70 ether + 5, 10 ether + 4);
        vm.warp(blockTime(2));
        answerWei = vault.totalAssets();
        finish(2, take(2));
        assertEq(_said(2).totalAssetsWei, answerWei);
    }

    function test_report_completeAndWhole() public {
        finish(1, _four());
        OpinionReport memory said = _said(1);
        assertEq(said.shortfallWei, 0);
        assertEq(said.existing, 4);
        assertEq(said.principalWei, 128 ether);
        assertTrue(said.unannounced == 0 && said.missing == 0 && said.alarms == 0, "complete");
        assertEq(opinion.spurtInEffect(), 1);
        assertEq(opinion.shortfallInEffect(), 0);
        assertEq(opinion.getRate(), 1 ether);
        assertEq(said.reporter, address(this));
    }

    function test_loss_isAShortfallAfterADay() public {
        for (uint256 i = 0; i < 4; ++i) {
            provisionWith(FIRST, i == 2 ? 30_000_000_000 : FULL);
        }
        announce(upTo(4));
        Taken memory taken = take(1);
        register(taken, upTo(4));
        finish(1, taken);
        assertEq(_said(1).shortfallWei, 2 ether);
        assertTrue(opinion.hasAlarm(1, Alarm.Shortfall), "shortfall");
        assertEq(_said(1).alarms, 1 << uint8(Alarm.Shortfall));
        assertEq(opinion.spurtInEffect(), 0);
        assertEq(opinion.shortfallInEffect(), 0);
        vm.expectRevert(abi.encodeWithSelector(IPufferSecondOpinion.NoRate.selector));
        opinion.getRate();
        vm.warp(block.timestamp + 1 days);
        assertEq(opinion.spurtInEffect(), 1);
        assertEq(opinion.shortfallInEffect(), 2 ether);
        assertEq(opinion.getRate(), uint256(1126 ether) * 1e18 / 1128 ether);
        assertEq(opinion.getLowerRate(), opinion.getRate());
        // Shares are worth less by the vault than by the proof when somebody takes ETH out of it.
        vm.deal(address(vault), 0);
        assertEq(opinion.getLowerRate(), vault.totalAssets() * 1e18 / vault.totalSupply());
    }

    function test_loss_withinTheToleranceCountsAsNone() public {
        // 10 bp of 128 ETH are 0.128.
        provisionWith(FIRST, FULL - 128_000_000);
        for (uint256 i = 0; i < 3; ++i) {
            provisionWith(FIRST, FULL);
        }
        announce(upTo(4));
        Taken memory taken = take(1);
        register(taken, upTo(4));
        finish(1, taken);
        assertEq(_said(1).shortfallWei, 0.128 ether);
        assertEq(_said(1).alarms, 0);
        assertEq(opinion.spurtInEffect(), 1);
        assertEq(opinion.shortfallInEffect(), 0);
        assertEq(opinion.getRate(), uint256(1127.872 ether) * 1e18 / 1128 ether);
    }

    function test_exit_sweptIntoThePodThenPaidToTheVault() public {
        for (uint256 i = 0; i < 3; ++i) {
            provisionWith(FIRST, FULL);
        }
        announce(upTo(3));
        // Out of the beacon chain, not handled yet.
        beacon[1].balanceGwei = 0;
        give(podOf(FIRST), 32 ether);
        Taken memory taken = take(1);
        register(taken, upTo(3));
        open(1, taken);
        submitPages(1, taken);
        proveCore(1, taken);
        opinion.finalize(1);
        assertEq(_said(1).shortfallWei, 32 ether);
        showAllSources(1, taken);
        improve(1, taken, false);
        assertEq(_said(1).shortfallWei, 0);
        assertEq(opinion.spurtInEffect(), 1);
        // Pod, module, vault.
        (bool ok,) = moduleOf(FIRST).call{value: 0}("");
        assertTrue(ok, "module takes ETH");
        vm.deal(podOf(FIRST), 0);
        give(moduleOf(FIRST), 32 ether);
        finish(2, take(2));
        assertEq(_said(2).shortfallWei, 0);
        exit(1, 32 ether);
        settle(some(1));
        finish(3, take(3));
        OpinionReport memory said = _said(3);
        assertEq(said.shortfallWei, 0);
        assertTrue(said.unannounced == 0 && said.missing == 0, "complete");
        assertEq(said.totalAssetsWei, vault.totalAssets());
    }

    function test_provision_showsAsUnannouncedUntilShownLate() public {
        Taken memory taken = _four();
        uint256 fifth = provisionWith(FIRST, FULL);
        taken = take(2);
        finish(2, taken);
        assertTrue(_said(2).unannounced == 1 && _said(2).missing == 0, "one omitted");
        assertTrue(opinion.hasAlarm(2, Alarm.Incomplete), "incomplete");
        assertEq(_said(2).shortfallWei, 32 ether);
        register(taken, some(fifth));
        improve(2, taken, true);
        assertEq(_said(2).shortfallWei, 0);
        // It exists, and was not announced by then.
        assertTrue(_said(2).unannounced == 1 && _said(2).missing == -1, "not by then");
        showLate(2, taken, some(fifth, 0));
        improve(2, taken, false);
        assertTrue(_said(2).unannounced == 0 && _said(2).missing == 0, "complete");
        assertEq(_said(2).alarms, 0);
        assertEq(assets.amountsOf(2).lateIn, 1);
        // Shown again: passed over.
        showLate(2, taken, some(fifth));
        assertEq(assets.amountsOf(2).lateIn, 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPufferSecondOpinion.NotHigher.selector, _said(2).backingWei, _said(2).backingWei
            )
        );
        this.improveWithout(2);
    }

    function improveWithout(uint64 spurt) external {
        Taken memory none;
        improve(spurt, none, false);
    }

    /// @dev Announced after the block, like most that wait: whoever shows first that it was a pair, or that its deposit waits.
    function testFuzz_waiting_ofALatePairInAnyOrder(bool isDepositFirst) public {
        _four();
        uint256 waits = provisionWaiting(SECOND);
        Taken memory taken = take(2);
        announce(some(waits));
        open(2, taken);
        submitPages(2, taken);
        proveCore(2, taken);
        for (uint256 i = 0; i < 2; ++i) {
            if (isDepositFirst) assets.showWaiting(2, depositsTop(taken), waitingPairs(taken, waits));
            showLate(2, taken, some(waits, 0));
            if (!isDepositFirst) assets.showWaiting(2, depositsTop(taken), waitingPairs(taken, waits));
        }
        opinion.finalize(2);
        OpinionReport memory said = _said(2);
        assertEq(assets.amountsOf(2).waiting, 1);
        assertTrue(said.unannounced == 0 && said.missing == 0, "complete");
        assertEq(said.alarms, 0);
        assertEq(said.backingWei, said.totalAssetsWei);
    }

    function test_exit_notSettledShowsUntilShownLate() public {
        Taken memory taken = _four();
        give(moduleOf(FIRST), 32 ether);
        exit(1, 32 ether);
        beacon[1].balanceGwei = 0;
        taken = take(2);
        finish(2, taken);
        assertTrue(_said(2).unannounced == -1, "an exit");
        assertTrue(opinion.hasAlarm(2, Alarm.Incomplete), "incomplete");
        settle(some(1));
        showLate(2, taken, some(1, 0));
        improve(2, taken, false);
        assertEq(_said(2).alarms, 0);
        assertEq(assets.amountsOf(2).lateOut, 1);
        assertEq(assets.amountsOf(2).lateOutUnplaced, 0);
        // Settled in time: nothing late.
        taken = take(3);
        finish(3, taken);
        showLate(3, taken, some(1, 0));
        assertEq(assets.amountsOf(3).lateOut, 0);
        assertEq(_said(3).alarms, 0);
    }

    function test_exit_withoutAValidatorIsNotMissing() public {
        Taken memory taken = _four();
        uint256 lost = provision(SECOND);
        uint256 later = provision(SECOND);
        announce(some(lost, later));
        exit(lost, 0);
        settle(some(lost));
        exit(later, 0);
        taken = take(2);
        finish(2, taken);
        // The second one is settled later.
        assertTrue(_said(2).unannounced == -1 && _said(2).missing == 1, "one to settle");
        showLate(2, taken, some(later));
        improve(2, taken, false);
        assertTrue(_said(2).unannounced == 0 && _said(2).missing == 0, "complete");
        assertEq(assets.amountsOf(2).lateOutUnplaced, 1);
    }

    function test_foreignCredentials_count0AndAreNotMissing() public {
        _four();
        uint256 stolen = provision(FIRST);
        join(stolen, credentialsOf(address(0xbad)), FULL);
        announce(some(stolen));
        Taken memory taken = take(2);
        finish(2, taken);
        assertTrue(_said(2).missing == 1, "unknown yet");
        register(taken, some(stolen));
        assertEq(registry.count(), 4);
        improve(2, taken, false);
        OpinionReport memory said = _said(2);
        assertTrue(said.missing == 0 && said.unannounced == 0, "known");
        assertEq(said.shortfallWei, 32 ether);
        assertEq(said.rawShortfallWei, 32 ether);
        assertEq(said.alarms, (1 << uint8(Alarm.ForeignCredentials)) | (1 << uint8(Alarm.Shortfall)));
    }

    function test_consolidation_showsByWholeBalances() public {
        Taken memory taken = _four();
        beacon[1].balanceGwei = 0;
        beacon[0].balanceGwei = 2 * FULL;
        taken = take(2);
        finish(2, taken);
        assertEq(_said(2).shortfallWei, 32 ether);
        assertEq(_said(2).rawShortfallWei, 0);
        assertEq(_said(2).alarms, (1 << uint8(Alarm.Consolidated)) | (1 << uint8(Alarm.Shortfall)));
    }

    function test_rewards_mintedWithoutEthAreUnbacked() public {
        Taken memory taken = _four();
        vault.mintRewards(address(this), 3 ether);
        give(podOf(SECOND), 1 ether);
        taken = take(2);
        finish(2, taken);
        assertEq(_said(2).shortfallWei, 2 ether);
        assertEq(_said(2).alarms, (1 << uint8(Alarm.UnbackedRewards)) | (1 << uint8(Alarm.Shortfall)));
        // Paid to the vault, as it should be.
        vm.deal(podOf(SECOND), 0);
        give(moduleOf(SECOND), 3 ether);
        protocol.transferRewardsToTheVault(SECOND, 3 ether);
        finish(3, take(3));
        assertEq(_said(3).alarms, 0);
        assertEq(_said(3).totalAssetsWei, vault.totalAssets());
    }

    function test_rewards_aboveAllThatIsStakedLeaveNoCap() public {
        vault.depositRewards{value: 1 ether}();
        finish(1, _withoutPairs());
        assertEq(_said(1).backingWei, 1001 ether);
        assertEq(_said(1).totalAssetsWei, 1001 ether);
    }

    function _withoutPairs() private returns (Taken memory taken) {
        beacon.push();
        taken = take(1);
    }

    function test_gifts_neverMoveBackingAboveTheCap() public {
        Taken memory taken = _four();
        give(podOf(FIRST), 500 ether);
        give(moduleOf(SECOND), 500 ether);
        beacon[2].balanceGwei = 2000_000_000_000;
        taken = take(2);
        finish(2, taken);
        assertEq(_said(2).backingWei, _said(2).totalAssetsWei);
        assertEq(_said(2).totalAssetsWei, vault.totalAssets());
    }

    function test_finalize_needsPagesAndCore() public {
        Taken memory taken = _four();
        open(1, taken);
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.PagesMissing.selector, 0, 4));
        opinion.finalize(1);
        submitPages(1, taken);
        vm.expectRevert(abi.encodeWithSelector(IPufferSecondOpinion.CoreMissing.selector, 1));
        opinion.finalize(1);
        vm.expectRevert(abi.encodeWithSelector(IPufferSecondOpinion.NoReport.selector, 1));
        opinion.reportOf(1);
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.SpurtNotOpen.selector, 2));
        opinion.finalize(2);
        proveCore(1, taken);
        opinion.finalize(1);
        vm.expectRevert(abi.encodeWithSelector(ISpurtPages.SpurtFinalized.selector, 1));
        opinion.finalize(1);
    }

    function test_improve_endsAfterADay() public {
        finish(1, _four());
        uint256 end = block.timestamp + 1 days;
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IPufferSecondOpinion.ImprovementOver.selector, 1, end));
        this.improveWithout(1);
    }

    function test_feed_hasRoundsOfReportsInEffect() public {
        assertTrue(opinion.isStale(), "nothing yet");
        vm.expectRevert("No data present");
        opinion.latestRoundData();
        finish(1, _four());
        (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 inRound) =
            opinion.latestRoundData();
        assertTrue(id == 1 && inRound == 1 && answer == 1 ether, "round 1");
        assertTrue(startedAt == blockTime(1) && updatedAt == blockTime(1), "of the block");
        vm.expectRevert("No data present");
        opinion.getRoundData(2);
        vm.expectRevert("No data present");
        opinion.getRoundData(1 + 2 ** 64);
        assertTrue(!opinion.isStale(), "fresh");
        vm.warp(blockTime(1) + 9 days);
        assertTrue(opinion.isStale(), "stale");
        // A week whose report waits is no round yet.
        beacon[0].balanceGwei = 0;
        finish(2, take(2));
        vm.expectRevert("No data present");
        opinion.getRoundData(2);
        assertEq(opinion.spurtInEffect(), 1);
        vm.warp(block.timestamp + 1 days);
        (id,,,,) = opinion.latestRoundData();
        assertEq(id, 2);
        assertEq(opinion.shortfallInEffect(), 32 ether);
    }

    function test_effect_oldReportsNeverTakeThePlaceOfLaterOnes() public {
        Taken memory first = _four();
        beacon[0].balanceGwei = 0;
        Taken memory second = take(2);
        finish(2, second);
        vm.warp(block.timestamp + 1 days);
        assertEq(opinion.spurtInEffect(), 2);
        beacon[0].balanceGwei = FULL;
        finish(1, first);
        assertEq(opinion.spurtInEffect(), 2);
        // A whole one ends the wait of a lower one.
        beacon[0].balanceGwei = 0;
        Taken memory third = take(3);
        finish(3, third);
        assertEq(opinion.spurtInEffect(), 2);
        beacon[0].balanceGwei = FULL;
        finish(4, take(4));
        assertEq(opinion.spurtInEffect(), 4);
        assertEq(opinion.shortfallInEffect(), 0);
        vm.warp(block.timestamp + 2 days);
        assertEq(opinion.spurtInEffect(), 4);
    }
}
