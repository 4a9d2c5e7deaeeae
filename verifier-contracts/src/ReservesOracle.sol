// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Amounts} from "./Amounts.sol";
import {ExecutionProof} from "./ExecutionState.sol";
import {BlockAmounts, IBlockAssets} from "./interfaces/IBlockAssets.sol";
import {CanonicalBlock} from "./interfaces/IBeaconRoots.sol";
import {
    IReservesOracle,
    OracleConfig,
    PageRun,
    Policy,
    Report,
    SpurtProgress
} from "./interfaces/IReservesOracle.sol";
import {IEntryChain} from "./interfaces/IEntryChain.sol";
import {IValidatorRegistry} from "./interfaces/IValidatorRegistry.sol";
import {ListTop} from "./ListTree.sol";
import {PendingDepositsProof} from "./PendingDeposits.sol";
import {RateFeed} from "./RateFeed.sol";
import {SpurtPages} from "./SpurtPages.sol";
import {BeaconHeader} from "./SSZ.sol";

/// @dev Who made the report that stands, and when the first one of the spurt was made, seconds.
struct Reporting {
    address reporter;
    uint48 reportedAt;
    uint48 firstReportedAt;
}

/// @title  ReservesOracle
/// @notice Writes one report a spurt: all ETH behind pufETH at the spurt's last beacon block, and the rate.
/// @dev    Everything is read at ONE block, so ETH that moves between pool, deposit, validator, pod and back counts
///         exactly once:
///
///             staked   = validators + waiting deposits + pods + withdrawals under way to pods
///             reserves = sources + withdrawals under way to them
///                        + min(staked, principal that is still out)      by the policy `Principal`; else all of it
///                        - liabilities
///             rate     = reserves * 1e18 / supply
///
///         What comes back through pods is principal or rewards of the NoOps, and nobody can tell which from a balance. So it
///         counts up to the principal that the pool is still owed. By that cap, whatever is counted too much adds nothing
///         that the pool did not pay in, and whatever is left out only lowers the rate: for a day after the report, anyone
///         may replace it by one that proves more of the same block (`improve`).
///
///         Verified here, or in the part named:
///         - the block (BeaconRoots), the validators' balances (SpurtPages), accounts, slots, waiting deposits and
///           withdrawals under way (BlockAssets), when the rate takes effect (RateFeed);
///         - nobody is left out: as many provisions as were announced at the block's time are proved to exist, shown to wait
///           or given up, and every registry entry at the time of `open` is in a page;
///         - pods are those of the block's time.
///
///         Trusted, not verified:
///         - the configuration: policy; that `blockAssets` has the code of this repository, and its sources, liabilities,
///           token and supply slot; that the verifier holds the circuit's key and that key's setup was honest (a
///           development key says so in its contract);
///         - the registry's registrar and administrator: see ValidatorRegistry;
///         - the layouts and the clock of BeaconRoots;
///         - the guardians, as far as RateFeed says.
///
///         There is no upgrade and no setter: whoever reads the rate knows the code that makes it. A fork that moves
///         fields, or another configuration, needs a new oracle.
contract ReservesOracle is IReservesOracle, SpurtPages, RateFeed {
    /// @notice Share of all validators from which BurstThresholdReached is raised, hundredths of a percent.
    uint16 public constant BURST_THRESHOLD_BASIS_POINTS = 2200;

    /// @notice For how long after its first report a spurt can be improved, seconds.
    uint256 public constant IMPROVEMENT_PERIOD = 1 days;

    uint256 private constant BASIS_POINTS = 10_000;
    uint256 private constant WAD = 1e18;

    /// @inheritdoc IReservesOracle
    IValidatorRegistry public immutable registry;

    /// @inheritdoc IReservesOracle
    Policy public immutable policy;

    /// @inheritdoc IReservesOracle
    IBlockAssets public immutable blockAssets;

    /// @inheritdoc IReservesOracle
    uint64 public latestSpurt;

    mapping(uint64 spurt => Reporting) private _reportings;

    /// @param config Everything that the oracle relies on; fixed from here on.
    constructor(OracleConfig memory config)
        SpurtPages(config.verifier, config.registry, config.beaconRoots)
        RateFeed(config.bounds, config.referenceRate, config.admin)
    {
        (registry, policy, blockAssets) = (config.registry, config.policy, config.blockAssets);
        address given = address(blockAssets.registry());
        if (given != address(registry)) revert RegistryOfAssetsMismatch(address(registry), given);
        blockAssets.bind();
    }

    /// @inheritdoc IReservesOracle
    function report(
        uint64 spurt,
        uint64 nextTimestamp,
        BeaconHeader calldata header,
        ListTop calldata top,
        PageRun calldata run,
        ExecutionProof calldata execution,
        PendingDepositsProof calldata deposits
    ) external {
        open(spurt, nextTimestamp, header);
        if (run.pages.length != 0) submitPages(spurt, top, run);
        finalize(spurt, execution, deposits);
    }

    /// @inheritdoc IReservesOracle
    function reportOf(uint64 spurt) external view returns (Report memory) {
        _requireReport(spurt);
        return _report(spurt, progressOf(spurt), blockAssets.amountsOf(spurt));
    }

    /// @inheritdoc IReservesOracle
    function improve(
        uint64 spurt,
        ListTop calldata top,
        PageRun calldata run,
        ExecutionProof calldata execution,
        PendingDepositsProof calldata deposits
    ) external {
        _requireReport(spurt);
        uint256 end = improvableUntil(spurt);
        if (block.timestamp >= end) revert ImprovementOver(spurt, end);
        uint128 beforeWei = _report(spurt, progressOf(spurt), blockAssets.amountsOf(spurt)).reservesWei;
        if (run.pages.length != 0) _addPages(spurt, top, run);
        SpurtProgress memory progress = progressOf(spurt);
        Report memory made = _settle(spurt, progress, execution, deposits);
        if (made.reservesWei <= beforeWei) revert NotHigher(beforeWei, made.reservesWei);
        _raiseRate(spurt, made.rate);
    }

    /// @inheritdoc IReservesOracle
    function improvableUntil(uint64 spurt) public view returns (uint256) {
        return _reportings[spurt].firstReportedAt + IMPROVEMENT_PERIOD;
    }

    /// @inheritdoc IReservesOracle
    function finalize(uint64 spurt, ExecutionProof calldata execution, PendingDepositsProof calldata deposits)
        public
    {
        SpurtProgress memory progress = _requireOpen(spurt);
        if (progress.count < progress.requiredCount) {
            revert PagesMissing(progress.count, progress.requiredCount);
        }
        _close(spurt);
        if (spurt > latestSpurt) latestSpurt = spurt;
        _reportings[spurt].firstReportedAt = uint48(block.timestamp);
        Report memory made = _settle(spurt, progress, execution, deposits);
        if (made.shareBasisPoints >= BURST_THRESHOLD_BASIS_POINTS) {
            emit BurstThresholdReached(spurt, made.existing, made.listLength, made.shareBasisPoints);
        }
        _setRate(spurt, made.rate, made.blockTimestamp);
    }

    function _settle(
        uint64 spurt,
        SpurtProgress memory progress,
        ExecutionProof calldata execution,
        PendingDepositsProof calldata deposits
    ) private returns (Report memory made) {
        BlockAmounts memory amounts = blockAssets.settle(spurt, execution, deposits, progress.listLength);
        if (uint256(progress.existing) + amounts.waiting + amounts.writtenOff < amounts.provisioned) {
            revert ProvisionsUnaccounted(
                amounts.provisioned, progress.existing, amounts.waiting, amounts.writtenOff
            );
        }
        Reporting storage reporting = _reportings[spurt];
        (reporting.reporter, reporting.reportedAt) = (msg.sender, uint48(block.timestamp));
        made = _report(spurt, progress, amounts);
        emit Reported(spurt, made.blockRoot, made.reservesWei, made.supplyWei, made.rate, msg.sender);
    }

    /// @dev Each amount is kept once: blocks, the registry's chain and accepted pages of a finished spurt never change.
    function _report(uint64 spurt, SpurtProgress memory progress, BlockAmounts memory amounts)
        private
        view
        returns (Report memory made)
    {
        CanonicalBlock memory canonical = beaconRoots.blockOf(spurt);
        made.blockRoot = canonical.root;
        (made.slot, made.blockTimestamp) = (canonical.slot, canonical.timestamp);
        made.registryCommitment = registry.commitmentAt(progress.count);
        (made.validators, made.existing) = (progress.count, progress.existing);
        (made.listLength, made.pages) = (progress.listLength, progress.pages);
        if (progress.listLength != 0) {
            // Existing validators have indices of their own below the length, so the share is at most 1.
            made.shareBasisPoints = uint16(uint256(progress.existing) * BASIS_POINTS / progress.listLength);
        }
        (made.principalWei, made.rawWei) = (progress.principalWei + amounts.consolidatedWei, progress.rawWei);
        (made.waiting, made.writtenOff) = (amounts.waiting, amounts.writtenOff);
        (made.sourcesWei, made.podsWei) = (amounts.sourcesWei, amounts.podsWei);
        (made.withdrawalsWei, made.podWithdrawalsWei) = (amounts.withdrawalsWei, amounts.podWithdrawalsWei);
        (made.pendingDepositsWei, made.outstandingWei) = (amounts.pendingDepositsWei, amounts.outstandingWei);
        (made.liabilitiesWei, made.supplyWei) = (amounts.liabilitiesWei, amounts.supplyWei);
        Reporting storage reporting = _reportings[spurt];
        (made.reporter, made.reportedAt) = (reporting.reporter, reporting.reportedAt);

        uint256 podsWei = uint256(made.podsWei) + made.podWithdrawalsWei;
        uint256 freeWei = uint256(made.sourcesWei) + made.withdrawalsWei - podsWei;
        uint256 stakedWei = podsWei + made.pendingDepositsWei;
        if (policy == Policy.Principal) {
            stakedWei = Math.min(stakedWei + made.principalWei, made.outstandingWei);
        } else {
            stakedWei += made.rawWei;
        }
        made.reservesWei = Amounts.capped(Math.saturatingSub(freeWei + stakedWei, made.liabilitiesWei));
        made.rate = Amounts.capped(uint256(made.reservesWei) * WAD / made.supplyWei);
    }

    function _requireReport(uint64 spurt) private view {
        if (_reportings[spurt].reportedAt == 0) revert NoReport(spurt);
    }
}
