// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IReservesOracle} from "./IReservesOracle.sol";

/// @notice One account's claim: all that it has earned since the first spurt.
struct RewardsClaim {
    /// Whom it is paid to, whoever sends it.
    address account;
    uint256 cumulativeWei;
    /// Siblings of its leaf, bottom-up, for OpenZeppelin's MerkleProof.
    bytes32[] proof;
}

/// @title  IRewardsDistributor
/// @notice Pays participants what they earned: a root a spurt, of all that each account has earned since the first one.
interface IRewardsDistributor {
    /// @notice ETH came in.
    /// @param from      Who sent it.
    /// @param amountWei How much.
    event Funded(address indexed from, uint256 amountWei);

    /// @notice More, or less, is promised to participants.
    /// @param promisedWei Since the first spurt.
    event Promised(uint256 promisedWei);

    /// @notice The rewards of a spurt can be claimed.
    /// @param spurt    The spurt.
    /// @param root     Of the tree of all accounts.
    /// @param totalWei Since the first spurt, of all accounts.
    /// @param uri      Where the tree is published.
    event Published(uint64 indexed spurt, bytes32 indexed root, uint256 totalWei, string uri);

    /// @notice An account was paid.
    /// @param account       The account.
    /// @param amountWei     How much.
    /// @param cumulativeWei What it has been paid since the first spurt.
    event Claimed(address indexed account, uint256 amountWei, uint256 cumulativeWei);

    /// @notice Only the publisher may.
    /// @param caller Who called.
    error NotThePublisher(address caller);

    /// @notice The report is not final: not there, in review, vetoed, or still open to a higher one.
    /// @param spurt   The spurt.
    /// @param finalAt When it will be, seconds; 0 if that is not known.
    error ReportNotFinal(uint64 spurt, uint256 finalAt);

    /// @notice A later spurt, or this one, is published.
    /// @param spurt     The spurt.
    /// @param published The latest one.
    error SpurtNotNewer(uint64 spurt, uint64 published);

    /// @notice The oracle's liabilities do not list what is owed here.
    error LiabilityNotListed();

    /// @notice The total is above what the report carries as a liability, was promised, or came in; or it falls.
    /// @param totalWei The total.
    /// @param leastWei What is published already.
    /// @param mostWei  The least of the three bounds.
    error TotalOutOfBounds(uint256 totalWei, uint256 leastWei, uint256 mostWei);

    /// @notice What is promised does not fall below what is published.
    /// @param promisedWei  The new promise.
    /// @param publishedWei What is published.
    error PromiseTooLow(uint256 promisedWei, uint256 publishedWei);

    /// @notice The claim is not in the tree.
    /// @param account       Its account.
    /// @param cumulativeWei Its amount.
    error ClaimUnproved(address account, uint256 cumulativeWei);

    /// @notice The tree holds more than its total.
    /// @param paidWei  With this claim.
    /// @param totalWei Published.
    error ClaimsAboveTotal(uint256 paidWei, uint256 totalWei);

    /// @notice The account does not take ETH: leave it out.
    /// @param account The account.
    error PaymentRefused(address account);

    /// @notice Takes ETH that claims are paid from. It leaves by claims only.
    function fund() external payable;

    /// @notice Sets what is promised since the first spurt. The publisher only; not below what is published.
    /// @param promisedWei_ Wei.
    function setPromised(uint256 promisedWei_) external;

    /// @notice Makes the rewards of a spurt claimable, once its report is final. The publisher only.
    /// @param spurt    The spurt, later than the one before.
    /// @param root     Of the tree.
    /// @param totalWei Sum of its leaves; not above what the report carries as a liability, with what was paid before its
    ///                 block, nor above what is promised or came in.
    /// @param uri      Where the tree is published.
    function publish(uint64 spurt, bytes32 root, uint256 totalWei, string calldata uri) external;

    /// @notice Pays accounts what they have earned and were not paid. Anyone may call it for anyone.
    /// @param claims    Claims that are paid already are passed over.
    /// @return amountWei What was paid.
    function claim(RewardsClaim[] calldata claims) external returns (uint256 amountWei);

    /// @notice What the oracle carries as a liability: promised and not paid, wei. In storage slot 0.
    /// @return Wei.
    function owedWei() external view returns (uint256);

    /// @notice Promised to participants since the first spurt.
    /// @return Wei.
    function promisedWei() external view returns (uint256);

    /// @notice Came in through `fund` or as a plain payment.
    /// @return Wei.
    function fundedWei() external view returns (uint256);

    /// @notice Sum of the newest tree.
    /// @return Wei.
    function publishedWei() external view returns (uint256);

    /// @notice Paid by claims.
    /// @return Wei.
    function paidWei() external view returns (uint256);

    /// @notice Paid by claims up to a time.
    /// @param time Seconds.
    /// @return     Wei.
    function paidBy(uint48 time) external view returns (uint256);

    /// @notice Paid to an account.
    /// @param account The account.
    /// @return        Wei.
    function claimedWei(address account) external view returns (uint256);

    /// @notice The newest tree.
    /// @return Its root; 0 before the first.
    function root() external view returns (bytes32);

    /// @notice The spurt of the newest tree.
    /// @return Its number; 0 before the first.
    function latestSpurt() external view returns (uint64);

    /// @notice Whose reports count.
    /// @return The oracle.
    function oracle() external view returns (IReservesOracle);

    /// @notice Who may promise and publish.
    /// @return The account.
    function publisher() external view returns (address);
}
