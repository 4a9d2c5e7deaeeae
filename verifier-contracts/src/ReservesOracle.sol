// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Amounts} from "./Amounts.sol";
import {BlockAmounts, BlockAssets} from "./BlockAssets.sol";
import {ExecutionProof, Source} from "./ExecutionState.sol";
import {CanonicalBlock} from "./interfaces/IBeaconRoots.sol";
import {
    IReservesOracle,
    OracleConfig,
    PageRun,
    Policy,
    Report,
    SpurtProgress
} from "./interfaces/IReservesOracle.sol";
import {ListTop} from "./ListTree.sol";
import {PendingDepositsProof} from "./PendingDeposits.sol";
import {RateFeed} from "./RateFeed.sol";
import {SpurtPages} from "./SpurtPages.sol";
import {BeaconHeader} from "./SSZ.sol";

/// @title  ReservesOracle
/// @notice Writes one report a spurt: all ETH behind pufETH at the spurt's last beacon block, and the rate.
/// @dev    Everything is read at ONE block, so ETH that moves between pool, deposit, validator, pod and back counts
///         exactly once:
///
///             reserves = validators + sources and pods + waiting deposits + withdrawals under way - liabilities
///             rate     = reserves * 1e18 / supply
///
///         Verified here, or in the part named:
///         - the block (BeaconRoots), the validators' balances (SpurtPages), accounts, slots, waiting deposits and
///           withdrawals under way (BlockAssets), when the rate takes effect (RateFeed);
///         - nobody is left out: every provision at the block's time is proved to exist, shown to wait or shown to be
///           given up, no more and no fewer, and every registry entry at the time of `open` is in a page;
///         - pods are those of the block's time.
///
///         Trusted, not verified:
///         - the configuration: sources, liabilities, token, supply slot, policy, and that the verifier holds the
///           circuit's key and that key's setup was honest (a development key says so in its contract);
///         - the registry's registrar and administrator: see ValidatorRegistry;
///         - the layouts and the clock of BeaconRoots;
///         - the guardians, as far as RateFeed says.
///
///         There is no upgrade and no setter: whoever reads the rate knows the code that makes it. A fork that moves
///         fields, or another configuration, needs a new oracle.
contract ReservesOracle is SpurtPages, RateFeed {
    /// @notice Share of all validators from which BurstThresholdReached is raised, hundredths of a percent.
    uint16 public constant BURST_THRESHOLD_BASIS_POINTS = 2200;

    uint256 private constant BASIS_POINTS = 10_000;
    uint256 private constant WAD = 1e18;

    /// @inheritdoc IReservesOracle
    Policy public immutable policy;

    /// @notice Proves everything but the validators' balances; created by this contract.
    BlockAssets public immutable blockAssets;

    /// @inheritdoc IReservesOracle
    uint64 public latestSpurt;

    mapping(uint64 spurt => Report) private _reports;
    mapping(uint64 spurt => uint128[]) private _sourcesWei;
    mapping(uint64 spurt => uint128[]) private _liabilitiesWei;

    /// @param config Everything that the oracle relies on; fixed from here on.
    constructor(OracleConfig memory config)
        SpurtPages(config.verifier, config.registry, config.beaconRoots)
        RateFeed(config.bounds, config.referenceRate, config.admin)
    {
        policy = config.policy;
        blockAssets = new BlockAssets(
            config.registry, config.sources, config.liabilities, config.token, config.supplySlot
        );
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
        return _reports[spurt];
    }

    /// @inheritdoc IReservesOracle
    function componentsOf(uint64 spurt)
        external
        view
        returns (uint128[] memory sourcesWei, uint128[] memory liabilitiesWei)
    {
        _requireReport(spurt);
        return (_sourcesWei[spurt], _liabilitiesWei[spurt]);
    }

    /// @inheritdoc IReservesOracle
    function sources() external view returns (Source[] memory) {
        return blockAssets.sources();
    }

    /// @inheritdoc IReservesOracle
    function liabilities() external view returns (Source[] memory) {
        return blockAssets.liabilities();
    }

    /// @inheritdoc IReservesOracle
    function token() external view returns (address) {
        return blockAssets.token();
    }

    /// @inheritdoc IReservesOracle
    function supplySlot() external view returns (uint256) {
        return blockAssets.supplySlot();
    }

    /// @inheritdoc IReservesOracle
    function finalize(uint64 spurt, ExecutionProof calldata execution, PendingDepositsProof calldata deposits)
        public
    {
        SpurtProgress memory progress = _requireOpen(spurt);
        if (progress.count < progress.requiredCount) {
            revert PagesMissing(progress.count, progress.requiredCount);
        }
        CanonicalBlock memory canonical = beaconRoots.blockOf(spurt);
        Report memory made = _begin(progress, canonical);
        // Without pages no length is proved: then no registered validator can be shown not to exist yet.
        uint64 listLength = made.listLength == 0 ? type(uint64).max : made.listLength;
        BlockAmounts memory amounts =
            blockAssets.prove(execution, deposits, canonical, beaconRoots, listLength);
        _complete(made, amounts);

        _close(spurt);
        if (spurt > latestSpurt) latestSpurt = spurt;
        _reports[spurt] = made;
        (_sourcesWei[spurt], _liabilitiesWei[spurt]) = (amounts.sourcesWei, amounts.liabilitiesWei);
        emit Reported(spurt, made.blockRoot, made.reservesWei, made.supplyWei, made.rate, msg.sender);
        if (made.shareBasisPoints >= BURST_THRESHOLD_BASIS_POINTS) {
            emit BurstThresholdReached(spurt, made.existing, made.listLength, made.shareBasisPoints);
        }
        _setRate(spurt, made.rate, made.blockTimestamp);
    }

    /// @dev What the pages proved.
    function _begin(SpurtProgress memory progress, CanonicalBlock memory canonical)
        private
        view
        returns (Report memory made)
    {
        made.blockRoot = canonical.root;
        (made.slot, made.blockTimestamp) = (canonical.slot, canonical.timestamp);
        made.registryCommitment = registry.commitmentAt(progress.count);
        (made.validators, made.existing) = (progress.count, progress.existing);
        (made.listLength, made.pages) = (progress.listLength, progress.pages);
        if (progress.listLength != 0) {
            // Existing validators have indices of their own below the length, so the share is at most 1.
            made.shareBasisPoints = uint16(uint256(progress.existing) * BASIS_POINTS / progress.listLength);
        }
        (made.principalWei, made.rawWei) = (progress.principalWei, progress.rawWei);
        (made.reporter, made.reportedAt) = (msg.sender, uint64(block.timestamp));
    }

    /// @dev Takes in what counts beside the validators. Every provision at the block's time must exist, wait or be
    ///      given up.
    function _complete(Report memory made, BlockAmounts memory amounts) private view {
        (made.waiting, made.writtenOff) = (amounts.waiting, amounts.writtenOff);
        if (uint256(made.existing) + made.waiting + made.writtenOff != amounts.provisioned) {
            revert ProvisionsUnaccounted(amounts.provisioned, made.existing, made.waiting, made.writtenOff);
        }
        made.sourcesWei = amounts.sourcesTotalWei;
        made.pendingDepositsWei = amounts.pendingDepositsWei;
        made.withdrawalsWei = amounts.withdrawalsWei;
        made.liabilitiesWei = amounts.liabilitiesTotalWei;
        made.supplyWei = amounts.supplyWei;

        uint256 validatorsWei = policy == Policy.Principal ? made.principalWei : made.rawWei;
        uint256 ownedWei = validatorsWei + made.sourcesWei + made.pendingDepositsWei + made.withdrawalsWei;
        made.reservesWei = Amounts.bounded(Math.saturatingSub(ownedWei, made.liabilitiesWei));
        made.rate = Amounts.bounded(uint256(made.reservesWei) * WAD / made.supplyWei);
    }

    function _requireReport(uint64 spurt) private view {
        if (_reports[spurt].reportedAt == 0) revert NoReport(spurt);
    }
}
