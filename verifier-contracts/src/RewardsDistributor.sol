// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {Source, SourceKind} from "./ExecutionState.sol";
import {IBlockAssets} from "./interfaces/IBlockAssets.sol";
import {RateStatus} from "./interfaces/IRateFeed.sol";
import {IReservesOracle} from "./interfaces/IReservesOracle.sol";
import {IRewardsDistributor, RewardsClaim} from "./interfaces/IRewardsDistributor.sol";

/// @title  RewardsDistributor
/// @notice Pays participants of the protocol what they earned, by Merkle proofs: see IRewardsDistributor.
/// @dev    paid <= published <= min(promised, funded), always.
///
///         `owedWei` stands among the oracle's liabilities, so whatever is promised lowers the rate before it can be
///         claimed. A tree's total is at most what the report of its spurt carries:
///
///             total <= liability at the report's block + paid before that block
///
///         Leaves are keccak256(keccak256(abi.encode(account, cumulativeWei))): hashed twice, so that no inner node is one.
///         A leaf holds all that its account has earned, so a claim is paid at most once, whatever trees it comes from.
///
///         Verified here: the report is final; the bounds of a total; claims against the newest tree; what is paid in all.
///         Trusted, not verified:
///         - the publisher, for how a total is divided (`pufeth-por rewards check` rebuilds every leaf) and when it is
///           published; it can take nothing that is not a leaf's, and nothing above the liability;
///         - the oracle's configuration, which lists the liability.
contract RewardsDistributor is IRewardsDistributor {
    using Checkpoints for Checkpoints.Trace208;

    /// @dev As long as a report can be replaced by a higher one of the same block.
    uint256 private constant REPLACEABLE_FOR = 1 days;

    /// @inheritdoc IRewardsDistributor
    uint256 public owedWei;
    /// @inheritdoc IRewardsDistributor
    uint256 public promisedWei;
    /// @inheritdoc IRewardsDistributor
    uint256 public fundedWei;
    /// @inheritdoc IRewardsDistributor
    uint256 public publishedWei;
    /// @inheritdoc IRewardsDistributor
    uint256 public paidWei;
    /// @inheritdoc IRewardsDistributor
    bytes32 public root;
    /// @inheritdoc IRewardsDistributor
    uint64 public latestSpurt;
    /// @inheritdoc IRewardsDistributor
    mapping(address account => uint256) public claimedWei;
    Checkpoints.Trace208 private _paidWei;

    /// @inheritdoc IRewardsDistributor
    IReservesOracle public immutable oracle;
    /// @inheritdoc IRewardsDistributor
    address public immutable publisher;

    modifier onlyPublisher() {
        if (msg.sender != publisher) revert NotThePublisher(msg.sender);
        _;
    }

    /// @param oracle_    Whose liabilities list slot 0 of this contract. It may be deployed later, at an address that is known.
    /// @param publisher_ Promises and publishes.
    constructor(IReservesOracle oracle_, address publisher_) {
        (oracle, publisher) = (oracle_, publisher_);
    }

    receive() external payable {
        _fund();
    }

    /// @inheritdoc IRewardsDistributor
    function fund() external payable {
        _fund();
    }

    /// @inheritdoc IRewardsDistributor
    function setPromised(uint256 promisedWei_) external onlyPublisher {
        if (promisedWei_ < publishedWei) revert PromiseTooLow(promisedWei_, publishedWei);
        promisedWei = promisedWei_;
        owedWei = promisedWei_ - paidWei;
        emit Promised(promisedWei_);
    }

    /// @inheritdoc IRewardsDistributor
    function publish(uint64 spurt, bytes32 root_, uint256 totalWei, string calldata uri)
        external
        onlyPublisher
    {
        if (spurt <= latestSpurt) revert SpurtNotNewer(spurt, latestSpurt);
        uint64 blockTimestamp = _requireFinal(spurt);
        // A payload of the block's own time is in its state up to Fulu, and not from Gloas on: without it the bound is never
        // above the truth.
        uint256 mostWei = _liabilityWei(spurt) + paidBy(uint48(blockTimestamp) - 1);
        if (mostWei > promisedWei) mostWei = promisedWei;
        if (mostWei > fundedWei) mostWei = fundedWei;
        if (totalWei < publishedWei || totalWei > mostWei) {
            revert TotalOutOfBounds(totalWei, publishedWei, mostWei);
        }
        (latestSpurt, root, publishedWei) = (spurt, root_, totalWei);
        emit Published(spurt, root_, totalWei, uri);
    }

    /// @inheritdoc IRewardsDistributor
    function claim(RewardsClaim[] calldata claims) external returns (uint256 amountWei) {
        for (uint256 i = 0; i < claims.length; ++i) {
            amountWei += _claim(claims[i]);
        }
    }

    /// @inheritdoc IRewardsDistributor
    function paidBy(uint48 time) public view returns (uint256) {
        return _paidWei.upperLookupRecent(time);
    }

    function _fund() private {
        fundedWei += msg.value;
        emit Funded(msg.sender, msg.value);
    }

    /// @dev Everything is written before the account is called.
    function _claim(RewardsClaim calldata one) private returns (uint256 amountWei) {
        (address account, uint256 cumulativeWei) = (one.account, one.cumulativeWei);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(account, cumulativeWei))));
        if (!MerkleProof.verifyCalldata(one.proof, root, leaf)) revert ClaimUnproved(account, cumulativeWei);
        uint256 before = claimedWei[account];
        if (cumulativeWei <= before) return 0;
        amountWei = cumulativeWei - before;
        uint256 paid = paidWei + amountWei;
        if (paid > publishedWei) revert ClaimsAboveTotal(paid, publishedWei);
        claimedWei[account] = cumulativeWei;
        paidWei = paid;
        owedWei = promisedWei - paid;
        // Below 2^208: it is below all the ETH there is.
        _paidWei.push(uint48(block.timestamp), uint208(paid));
        emit Claimed(account, amountWei, cumulativeWei);
        (bool isTaken,) = account.call{value: amountWei}("");
        if (!isTaken) revert PaymentRefused(account);
    }

    /// @return blockTimestamp Time of the report's block, seconds.
    function _requireFinal(uint64 spurt) private view returns (uint64 blockTimestamp) {
        if (oracle.statusOf(spurt) != RateStatus.Accepted) revert ReportNotFinal(spurt, 0);
        uint256 finalAt = oracle.reportOf(spurt).reportedAt + REPLACEABLE_FOR;
        if (block.timestamp < finalAt) revert ReportNotFinal(spurt, finalAt);
        return oracle.reportOf(spurt).blockTimestamp;
    }

    /// @return What the report carries as owed by this contract, wei.
    function _liabilityWei(uint64 spurt) private view returns (uint256) {
        IBlockAssets assets = oracle.blockAssets();
        Source[] memory list = assets.liabilities();
        (, uint128[] memory valuesWei) = assets.componentsOf(spurt);
        for (uint256 i = 0; i < list.length; ++i) {
            bool isOwedHere =
                list[i].account == address(this) && list[i].kind == SourceKind.Slot && list[i].slot == 0;
            if (isOwedHere) return valuesWei[i];
        }
        revert LiabilityNotListed();
    }
}
