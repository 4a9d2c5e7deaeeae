// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {RateStatus} from "../src/interfaces/IRateFeed.sol";
import {IReservesOracle} from "../src/interfaces/IReservesOracle.sol";
import {IRewardsDistributor, RewardsClaim} from "../src/interfaces/IRewardsDistributor.sol";
import {RewardsDistributor} from "../src/RewardsDistributor.sol";
import {ReportedLiability} from "./ReportedLiability.sol";
import {RewardsTree} from "./RewardsTree.sol";
import {Test} from "./Test.sol";

/// @notice Takes no ETH, or claims again while it is paid.
contract HostileAccount {
    bool public refuses;
    bytes private _again;

    function refuse(bool refuses_) external {
        refuses = refuses_;
    }

    function callAgain(bytes calldata again) external {
        _again = again;
    }

    receive() external payable {
        require(!refuses);
        if (_again.length == 0) return;
        (bool ok,) = msg.sender.call(_again);
        require(ok);
    }
}

contract RewardsDistributorTest is Test {
    uint64 private constant BLOCK_TIME = 1_000_000;

    ReportedLiability private immutable oracle = new ReportedLiability();
    RewardsDistributor private immutable rewards =
        new RewardsDistributor(IReservesOracle(address(oracle)), address(this));
    address[] private accounts = [address(0xA1), address(0xA2), address(0xA3)];
    uint256[] private amounts = [1 ether, 2 ether, 3 ether + 1];

    function setUp() public {
        vm.warp(BLOCK_TIME + 100);
        oracle.list(address(rewards));
        vm.deal(address(this), 1_000 ether);
        rewards.fund{value: 10 ether}();
        rewards.setPromised(8 ether);
    }

    function test_owedWei_standsInSlotZero() public {
        _publishFirst();
        rewards.claim(_claims(0, 1));
        assertEq(uint256(vm.load(address(rewards), 0)), 7 ether);
        assertEq(rewards.owedWei(), 7 ether);
    }

    function test_setPromised_owesWhatWasNotPaid() public {
        _publishFirst();
        rewards.claim(_claims(0, 1));
        rewards.setPromised(9 ether);
        assertEq(rewards.owedWei(), 8 ether);
    }

    function test_publish_aSpurtWithoutRewards_theTotalStays() public {
        _publishFirst();
        uint256 totalWei = rewards.publishedWei();
        _report(2, 8 ether, BLOCK_TIME + 500);
        rewards.publish(2, _root(), totalWei, "");
        assertEq(rewards.publishedWei(), totalWei);
        assertEq(rewards.latestSpurt(), 2);
    }

    function test_claim_paysTheOwnerWhoeverSends() public {
        _publishFirst();
        vm.prank(address(0xBEEF));
        assertEq(rewards.claim(_claims(0, 3)), 6 ether + 1);
        for (uint256 i = 0; i < 3; ++i) {
            assertEq(accounts[i].balance, amounts[i]);
        }
        assertEq(address(0xBEEF).balance, 0);
        assertEq(rewards.paidWei(), 6 ether + 1);
    }

    function test_paidBy_isWhatHadBeenPaidByThen() public {
        _publishFirst();
        uint48 time = uint48(block.timestamp);
        rewards.claim(_claims(0, 1));
        vm.warp(time + 10);
        rewards.claim(_claims(1, 2));
        assertEq(rewards.paidBy(time - 1), 0);
        assertEq(rewards.paidBy(time), 1 ether);
        assertEq(rewards.paidBy(time + 9), 1 ether);
        assertEq(rewards.paidBy(time + 10), rewards.paidWei());
    }

    function test_claim_againPaysNothing_alsoTwiceInOneCall() public {
        _publishFirst();
        RewardsClaim[] memory twice = new RewardsClaim[](2);
        (twice[0], twice[1]) = (_claim(1), _claim(1));
        assertEq(rewards.claim(twice), 2 ether);
        assertEq(rewards.claim(twice), 0);
        assertEq(accounts[1].balance, 2 ether);
    }

    function test_claim_ofALaterTreePaysTheDifference() public {
        _publishFirst();
        rewards.claim(_claims(0, 1));
        amounts[0] = 1.5 ether;
        _report(2, 7 ether, BLOCK_TIME + 500);
        rewards.publish(2, _root(), 6.5 ether + 1, "");
        assertEq(rewards.claim(_claims(0, 3)), 0.5 ether + 5 ether + 1);
        assertEq(accounts[0].balance, 1.5 ether);
    }

    function testFuzz_claim_revert_anyOtherAccountAmountOrProof(uint8 place, uint256 flip, uint8 part) public {
        _publishFirst();
        RewardsClaim[] memory one = _claims(place % 3, 1);
        flip = flip == 0 ? 1 : flip;
        if (part % 3 == 0) one[0].cumulativeWei ^= flip;
        else if (part % 3 == 1) one[0].account = address(uint160(one[0].account) ^ (uint160(flip) | 1));
        else one[0].proof[0] ^= bytes32(flip);
        vm.expectPartialRevert(IRewardsDistributor.ClaimUnproved.selector);
        rewards.claim(one);
    }

    function test_claim_revert_innerNodeAsLeaf() public {
        _publishFirst();
        RewardsClaim[] memory one = new RewardsClaim[](1);
        one[0] = RewardsClaim(accounts[0], 1 ether, new bytes32[](0));
        vm.expectPartialRevert(IRewardsDistributor.ClaimUnproved.selector);
        rewards.claim(one);
    }

    function test_claim_revert_treeOfMoreThanItsTotal() public {
        _report(1, 8 ether, BLOCK_TIME);
        rewards.publish(1, _root(), 6 ether, "");
        rewards.claim(_claims(0, 2));
        vm.expectRevert(
            abi.encodeWithSelector(IRewardsDistributor.ClaimsAboveTotal.selector, 6 ether + 1, 6 ether)
        );
        rewards.claim(_claims(2, 1));
    }

    function test_claim_revert_namesTheAccountThatRefuses_andPaysItLater() public {
        HostileAccount hostile = new HostileAccount();
        accounts[1] = address(hostile);
        hostile.refuse(true);
        _publishFirst();
        vm.expectRevert(abi.encodeWithSelector(IRewardsDistributor.PaymentRefused.selector, address(hostile)));
        rewards.claim(_claims(0, 3));
        rewards.claim(_claims(0, 1));
        hostile.refuse(false);
        rewards.claim(_claims(0, 3));
        assertEq(address(hostile).balance, 2 ether);
    }

    function test_claim_whilePaid_paysNothingMore() public {
        HostileAccount hostile = new HostileAccount();
        accounts[1] = address(hostile);
        _publishFirst();
        hostile.callAgain(abi.encodeCall(RewardsDistributor.claim, (_claims(1, 1))));
        rewards.claim(_claims(1, 1));
        assertEq(address(hostile).balance, 2 ether);
        assertEq(rewards.paidWei(), 2 ether);
    }

    function test_publish_boundedByTheLiabilityOfTheReport_toTheWei() public {
        _report(1, 6 ether, BLOCK_TIME);
        vm.expectRevert(
            abi.encodeWithSelector(IRewardsDistributor.TotalOutOfBounds.selector, 6 ether + 1, 0, 6 ether)
        );
        rewards.publish(1, _root(), 6 ether + 1, "");
        rewards.publish(1, _root(), 6 ether, "");
    }

    function test_publish_whatWasPaidBeforeTheBlockIsAdded_whatCameAfterIsNot() public {
        _publishFirst();
        vm.warp(BLOCK_TIME + 200_000);
        rewards.claim(_claims(0, 1));
        // Its block is of the time before that claim, and of that after it: the liability fell by the payment.
        _report(2, 7 ether, BLOCK_TIME + 200_001);
        _report(3, 7 ether, BLOCK_TIME + 200_000);
        vm.warp(block.timestamp + 1 days);
        rewards.fund{value: 10 ether}();
        rewards.setPromised(20 ether);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRewardsDistributor.TotalOutOfBounds.selector, 8 ether, 6 ether + 1, 7 ether
            )
        );
        rewards.publish(3, _root(), 8 ether, "");
        rewards.publish(2, _root(), 8 ether, "");
    }

    function test_publish_revert_abovePromisedOrFunded_orFalling() public {
        _report(1, 100 ether, BLOCK_TIME);
        vm.expectRevert(
            abi.encodeWithSelector(IRewardsDistributor.TotalOutOfBounds.selector, 8 ether + 1, 0, 8 ether)
        );
        rewards.publish(1, _root(), 8 ether + 1, "");
        rewards.setPromised(100 ether);
        vm.expectRevert(
            abi.encodeWithSelector(IRewardsDistributor.TotalOutOfBounds.selector, 10 ether + 1, 0, 10 ether)
        );
        rewards.publish(1, _root(), 10 ether + 1, "");
        rewards.publish(1, _root(), 10 ether, "");
        _report(2, 100 ether, BLOCK_TIME + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRewardsDistributor.TotalOutOfBounds.selector, 10 ether - 1, 10 ether, 10 ether
            )
        );
        rewards.publish(2, _root(), 10 ether - 1, "");
    }

    function test_publish_revert_reportNotFinal() public {
        bytes4 notFinal = IRewardsDistributor.ReportNotFinal.selector;
        for (uint8 status = 0; status < 4; ++status) {
            if (RateStatus(status) == RateStatus.Accepted) continue;
            oracle.report(1, 8 ether, BLOCK_TIME, RateStatus(status));
            vm.warp(block.timestamp + 2 days);
            vm.expectRevert(abi.encodeWithSelector(notFinal, 1, 0));
            rewards.publish(1, _root(), 1, "");
        }
        oracle.report(1, 8 ether, BLOCK_TIME, RateStatus.Accepted);
        uint256 finalAt = block.timestamp + 1 days;
        vm.warp(finalAt - 1);
        vm.expectRevert(abi.encodeWithSelector(notFinal, 1, finalAt));
        rewards.publish(1, _root(), 1, "");
        vm.warp(finalAt);
        rewards.publish(1, _root(), 1, "");
    }

    function test_publish_revert_spurtAgainOrEarlier() public {
        _report(2, 8 ether, BLOCK_TIME);
        _report(1, 8 ether, BLOCK_TIME);
        rewards.publish(2, _root(), 1, "");
        for (uint64 spurt = 1; spurt <= 2; ++spurt) {
            vm.expectRevert(abi.encodeWithSelector(IRewardsDistributor.SpurtNotNewer.selector, spurt, 2));
            rewards.publish(spurt, _root(), 1, "");
        }
    }

    function test_publish_revert_liabilityNotListed() public {
        RewardsDistributor other = new RewardsDistributor(IReservesOracle(address(oracle)), address(this));
        _report(1, 8 ether, BLOCK_TIME);
        vm.expectRevert(abi.encodeWithSelector(IRewardsDistributor.LiabilityNotListed.selector));
        other.publish(1, _root(), 0, "");
    }

    function test_setPromised_revert_belowPublished() public {
        _publishFirst();
        vm.expectRevert(
            abi.encodeWithSelector(IRewardsDistributor.PromiseTooLow.selector, 6 ether, 6 ether + 1)
        );
        rewards.setPromised(6 ether);
        rewards.setPromised(6 ether + 1);
        assertEq(rewards.owedWei(), 6 ether + 1);
    }

    function test_revert_notThePublisher() public {
        bytes memory refused =
            abi.encodeWithSelector(IRewardsDistributor.NotThePublisher.selector, address(0xBEEF));
        vm.prank(address(0xBEEF));
        vm.expectRevert(refused);
        rewards.setPromised(9 ether);
        vm.prank(address(0xBEEF));
        vm.expectRevert(refused);
        rewards.publish(1, 0, 0, "");
    }

    function test_receive_funds() public {
        (bool ok,) = address(rewards).call{value: 5}("");
        assertTrue(ok, "accepted");
        assertEq(rewards.fundedWei(), 10 ether + 5);
    }

    function _publishFirst() private {
        _report(1, 8 ether, BLOCK_TIME);
        rewards.publish(1, _root(), 6 ether + 1, "ipfs://tree");
    }

    /// @dev A day passes.
    function _report(uint64 spurt, uint128 liabilityWei, uint64 blockTimestamp) private {
        oracle.report(spurt, liabilityWei, blockTimestamp, RateStatus.Accepted);
        vm.warp(block.timestamp + 1 days);
    }

    function _root() private view returns (bytes32 made) {
        (made,) = RewardsTree.proofOf(_leaves(), 0);
    }

    function _leaves() private view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](accounts.length);
        for (uint256 i = 0; i < leaves.length; ++i) {
            leaves[i] = RewardsTree.leafOf(accounts[i], amounts[i]);
        }
    }

    function _claim(uint256 place) private view returns (RewardsClaim memory) {
        (, bytes32[] memory proof) = RewardsTree.proofOf(_leaves(), place);
        return RewardsClaim(accounts[place], amounts[place], proof);
    }

    function _claims(uint256 first, uint256 count) private view returns (RewardsClaim[] memory claims) {
        claims = new RewardsClaim[](count);
        for (uint256 i = 0; i < count; ++i) {
            claims[i] = _claim(first + i);
        }
    }
}
