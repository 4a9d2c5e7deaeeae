// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {RateStatus} from "../src/interfaces/IRateFeed.sol";
import {IReservesOracle} from "../src/interfaces/IReservesOracle.sol";
import {RewardsClaim} from "../src/interfaces/IRewardsDistributor.sol";
import {RewardsDistributor} from "../src/RewardsDistributor.sol";
import {ReportedLiability} from "./ReportedLiability.sol";
import {RewardsTree} from "./RewardsTree.sol";
import {Test} from "./Test.sol";

/// @notice Funds, promises, reports, publishes any totals and claims in any order; keeps its own books.
contract RewardsHandler is Test {
    uint256 public constant ACCOUNTS = 5;

    ReportedLiability public immutable oracle = new ReportedLiability();
    RewardsDistributor public immutable rewards =
        new RewardsDistributor(IReservesOracle(address(oracle)), address(this));

    uint64 public now_ = 2_000_000_000;
    uint64 public spurt;
    uint64 public reported;
    /// @dev Of the block of the newest report: what was owed and paid.
    uint256 public boundWei;
    uint256 public sentWei;
    uint256 public claims;
    string public broken;
    /// @dev Leaves of the newest tree; those that are being made for the next one.
    uint256[ACCOUNTS] public leafWei;
    uint256[ACCOUNTS] public highestWei;

    constructor() {
        oracle.list(address(rewards));
        vm.deal(address(this), type(uint128).max);
    }

    function accountOf(uint256 place) public pure returns (address) {
        return address(uint160(0xACC0 + place));
    }

    function fund(uint64 amountWei) external {
        vm.warp(now_);
        rewards.fund{value: amountWei}();
        sentWei += amountWei;
    }

    function setPromised(uint64 amountWei, bool less) external {
        vm.warp(now_);
        uint256 before = rewards.promisedWei();
        uint256 next = less ? before - amountWei % (before - rewards.publishedWei() + 1) : before + amountWei;
        rewards.setPromised(next);
    }

    /// @dev A report of now, which is final a day later.
    function report() external {
        vm.warp(now_);
        ++reported;
        oracle.report(reported, uint128(rewards.owedWei()), now_, RateStatus.Accepted);
        boundWei = rewards.owedWei() + rewards.paidWei();
        now_ += 1 days;
    }

    /// @dev Each account earns; the tree may hold more than its total says, and the total more than the bounds allow.
    function publish(uint64[ACCOUNTS] calldata earned, uint64 more, bool honest) external {
        vm.warp(now_);
        uint256 totalWei = more % 1_000;
        uint256[ACCOUNTS] memory next;
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            next[i] = leafWei[i] + earned[i] % 1e18;
            totalWei += next[i];
        }
        if (!honest) totalWei = rewards.publishedWei() + more % 1e18;
        bytes32[] memory leaves = _leaves(next);
        (bytes32 root,) = RewardsTree.proofOf(leaves, 0);
        bool isInBounds = totalWei <= boundWei && totalWei <= rewards.promisedWei() && totalWei <= sentWei
            && totalWei >= rewards.publishedWei();
        bool isNewer = reported > spurt;
        try rewards.publish(reported, root, totalWei, "") {
            if (!isInBounds || !isNewer) broken = "published beyond a bound, or twice";
            (leafWei, spurt) = (next, reported);
        } catch {
            // A claim in the second of the block makes the bound lower: nothing is claimed in that second here.
            if (isInBounds && isNewer) broken = "not published";
        }
    }

    /// @dev Any accounts, in any order, the same one often.
    function claim(uint8[4] calldata places, uint8 count, uint32 wait) external {
        now_ += wait % 1 days + 1;
        vm.warp(now_);
        if (rewards.root() == 0) return;
        bytes32[] memory leaves = _leaves(leafWei);
        RewardsClaim[] memory made = new RewardsClaim[](count % 5);
        for (uint256 i = 0; i < made.length; ++i) {
            uint256 place = places[i] % ACCOUNTS;
            (, bytes32[] memory proof) = RewardsTree.proofOf(leaves, place);
            made[i] = RewardsClaim(accountOf(place), leafWei[place], proof);
        }
        uint256 paidBefore = rewards.paidWei();
        try rewards.claim(made) returns (uint256 amountWei) {
            if (rewards.paidWei() - paidBefore != amountWei) broken = "paid another amount than it says";
            ++claims;
            for (uint256 i = 0; i < made.length; ++i) {
                uint256 place = places[i] % ACCOUNTS;
                if (leafWei[place] > highestWei[place]) highestWei[place] = leafWei[place];
            }
        } catch {
            if (_sum(leafWei) <= rewards.publishedWei()) broken = "an honest claim failed";
        }
        now_ += 1;
    }

    function _leaves(uint256[ACCOUNTS] memory amounts) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](ACCOUNTS);
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            leaves[i] = RewardsTree.leafOf(accountOf(i), amounts[i]);
        }
    }

    function _sum(uint256[ACCOUNTS] memory amounts) private pure returns (uint256 sumWei) {
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            sumWei += amounts[i];
        }
    }
}

/// forge-config: default.invariant.runs = 32
/// forge-config: default.invariant.depth = 100
/// forge-config: default.invariant.fail-on-revert = true
contract RewardsDistributorInvariantTest is Test {
    RewardsHandler private immutable handler = new RewardsHandler();

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_paidIsAtMostPublished_publishedAtMostPromisedAndFunded() public view {
        RewardsDistributor rewards = handler.rewards();
        assertTrue(rewards.paidWei() <= rewards.publishedWei(), "paid <= published");
        assertTrue(rewards.publishedWei() <= rewards.promisedWei(), "published <= promised");
        assertTrue(rewards.publishedWei() <= rewards.fundedWei(), "published <= funded");
        assertEq(rewards.owedWei(), rewards.promisedWei() - rewards.paidWei());
    }

    function invariant_nothingLeavesButByClaims() public view {
        RewardsDistributor rewards = handler.rewards();
        assertEq(rewards.fundedWei(), handler.sentWei());
        assertEq(address(rewards).balance, handler.sentWei() - rewards.paidWei());
    }

    function invariant_eachAccountIsPaidItsHighestClaimedLeafOnce() public view {
        RewardsDistributor rewards = handler.rewards();
        uint256 sumWei = 0;
        for (uint256 i = 0; i < handler.ACCOUNTS(); ++i) {
            address account = handler.accountOf(i);
            assertEq(account.balance, handler.highestWei(i));
            assertEq(rewards.claimedWei(account), handler.highestWei(i));
            sumWei += account.balance;
        }
        assertEq(rewards.paidWei(), sumWei);
    }

    function invariant_noLawWasBroken() public view {
        assertTrue(bytes(handler.broken()).length == 0, handler.broken());
    }
}
