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

/// @dev What `finalize` adds to a spurt's progress, in four storage slots.
struct Settlement {
    uint128 sourcesWei;
    uint128 pendingDepositsWei;
    uint128 liabilitiesWei;
    uint128 supplyWei;
    uint128 withdrawalsWei;
    uint64 waiting;
    uint64 writtenOff;
    address reporter;
    uint64 reportedAt;
}

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

    mapping(uint64 spurt => Settlement) private _settlements;
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
        return _report(spurt, progressOf(spurt), _settlements[spurt]);
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
        // Without pages no length is proved: then no registered validator can be shown not to exist yet.
        uint64 listLength = progress.listLength == 0 ? type(uint64).max : progress.listLength;
        BlockAmounts memory amounts =
            blockAssets.prove(execution, deposits, beaconRoots.blockOf(spurt), beaconRoots, listLength);
        if (uint256(progress.existing) + amounts.waiting + amounts.writtenOff != amounts.provisioned) {
            revert ProvisionsUnaccounted(
                amounts.provisioned, progress.existing, amounts.waiting, amounts.writtenOff
            );
        }
        Settlement memory settlement = _settle(amounts);
        Report memory made = _report(spurt, progress, settlement);

        _close(spurt);
        if (spurt > latestSpurt) latestSpurt = spurt;
        _settlements[spurt] = settlement;
        (_sourcesWei[spurt], _liabilitiesWei[spurt]) = (amounts.sourcesWei, amounts.liabilitiesWei);
        emit Reported(spurt, made.blockRoot, made.reservesWei, made.supplyWei, made.rate, msg.sender);
        if (made.shareBasisPoints >= BURST_THRESHOLD_BASIS_POINTS) {
            emit BurstThresholdReached(spurt, made.existing, made.listLength, made.shareBasisPoints);
        }
        _setRate(spurt, made.rate, made.blockTimestamp);
    }

    function _settle(BlockAmounts memory amounts) private view returns (Settlement memory) {
        return Settlement({
            sourcesWei: amounts.sourcesTotalWei,
            pendingDepositsWei: amounts.pendingDepositsWei,
            liabilitiesWei: amounts.liabilitiesTotalWei,
            supplyWei: amounts.supplyWei,
            withdrawalsWei: amounts.withdrawalsWei,
            waiting: amounts.waiting,
            writtenOff: amounts.writtenOff,
            reporter: msg.sender,
            reportedAt: uint64(block.timestamp)
        });
    }

    /// @dev Each amount is kept once: blocks, the registry's chain and accepted pages of a finished spurt never change.
    function _report(uint64 spurt, SpurtProgress memory progress, Settlement memory settlement)
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
        (made.principalWei, made.rawWei) = (progress.principalWei, progress.rawWei);
        (made.waiting, made.writtenOff) = (settlement.waiting, settlement.writtenOff);
        (made.sourcesWei, made.pendingDepositsWei) = (settlement.sourcesWei, settlement.pendingDepositsWei);
        (made.liabilitiesWei, made.supplyWei) = (settlement.liabilitiesWei, settlement.supplyWei);
        made.withdrawalsWei = settlement.withdrawalsWei;
        (made.reporter, made.reportedAt) = (settlement.reporter, settlement.reportedAt);

        uint256 validatorsWei = policy == Policy.Principal ? made.principalWei : made.rawWei;
        uint256 ownedWei = validatorsWei + made.sourcesWei + made.pendingDepositsWei + made.withdrawalsWei;
        made.reservesWei = Amounts.bounded(Math.saturatingSub(ownedWei, made.liabilitiesWei));
        made.rate = Amounts.bounded(uint256(made.reservesWei) * WAD / made.supplyWei);
    }

    function _requireReport(uint64 spurt) private view {
        if (_settlements[spurt].reportedAt == 0) revert NoReport(spurt);
    }
}
