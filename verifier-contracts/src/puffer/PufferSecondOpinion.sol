// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Amounts} from "../Amounts.sol";
import {AggregatorV3Interface} from "../interfaces/AggregatorV3Interface.sol";
import {PageRun, SpurtProgress} from "../interfaces/ISpurtPages.sol";
import {ListTop} from "../ListTree.sol";
import {SpurtPages} from "../SpurtPages.sol";
import {IPufferAssets, PufferAmounts} from "./IPufferAssets.sol";
import {IPufferRegistry, PairCounts} from "./IPufferRegistry.sol";
import {
    Alarm,
    IPufferSecondOpinion,
    IPufferVault,
    OpinionConfig,
    OpinionReport
} from "./IPufferSecondOpinion.sol";

/// @title  PufferSecondOpinion
/// @notice Says once a week what is proved to back pufETH, beside what the deployed vault says of itself.
/// @dev    Everything at one block:
///
///             totalAssets = A + 32 N + M                     the vault's own accounting, from its slots
///             backing     = A + min(V + W + Q, 32 N + M)     V validators, W waiting deposits, Q pods and modules
///             shortfall   = totalAssets - backing
///
///         By the cap, whatever is counted too much (a gift to a pod, a validator of no pair, rewards that nobody minted) adds
///         nothing, and every omission only lowers. So what is proved is a lower bound that rises with more proofs, and for
///         a day anyone may put a higher one in place of the first: that is all the dispute there is.
///
///         `unannounced` and `missing` say whether a shortfall can be an omission; neither is needed for safety.
///
///         Verified here: pages (SpurtPages); that they go as far as the registry did when the spurt was opened; the formula.
///         Verified elsewhere: the pairs (PufferRegistry), everything beside the validators (PufferAssets).
///         Trusted, not verified: `verifier` holds the circuit's key, with an honest setup; the code of registry and assets.
///         Not seen: rewards that lie in pods and were not minted can hide a loss of the same size, until they are minted.
///
///         It can stop nothing in the deployed protocol.
contract PufferSecondOpinion is IPufferSecondOpinion, SpurtPages {
    /// @notice For how long after its first report a spurt can be improved, and how long a shortfall waits, seconds.
    uint256 public constant IMPROVEMENT_PERIOD = 1 days;

    /// @inheritdoc AggregatorV3Interface
    uint8 public constant decimals = 18;

    /// @inheritdoc AggregatorV3Interface
    string public constant description = "pufETH / ETH, proved";

    /// @inheritdoc AggregatorV3Interface
    uint256 public constant version = 1;

    uint256 private constant BASIS_POINTS = 10_000;
    uint256 private constant WAD = 1e18;
    uint256 private constant PRINCIPAL_WEI = 32 ether;

    /// @inheritdoc IPufferSecondOpinion
    IPufferRegistry public immutable registry;

    /// @inheritdoc IPufferSecondOpinion
    IPufferAssets public immutable assets;

    /// @notice Shortfall that counts as none, hundredths of a percent of 32 N.
    uint16 public immutable toleranceBasisPoints;

    /// @notice Age of the proved block from which the rate is stale, seconds.
    uint64 public immutable maxAge;

    address private immutable _vault;

    mapping(uint64 spurt => OpinionReport) private _reports;

    /// @dev In effect when a report was last written, and the highest one that waited then; 0 for none.
    uint64 private _settled;
    uint64 private _waiting;

    /// @param config Everything it relies on; fixed from here on.
    constructor(OpinionConfig memory config)
        SpurtPages(config.verifier, config.registry, config.registry.beaconRoots())
    {
        if (config.toleranceBasisPoints >= BASIS_POINTS || config.maxAge == 0) {
            revert ConfigInvalid(config.toleranceBasisPoints, config.maxAge);
        }
        (registry, assets, _vault) = (config.registry, config.assets, config.assets.vault());
        (toleranceBasisPoints, maxAge) = (config.toleranceBasisPoints, config.maxAge);
        address given = address(assets.registry());
        if (given != address(registry)) revert RegistryOfAssetsMismatch(address(registry), given);
    }

    /// @inheritdoc IPufferSecondOpinion
    function finalize(uint64 spurt) external {
        SpurtProgress memory progress = _requireOpen(spurt);
        if (progress.count < progress.requiredCount) {
            revert PagesMissing(progress.count, progress.requiredCount);
        }
        _close(spurt);
        OpinionReport memory made = _measure(spurt, progress);
        made.firstReportedAt = uint48(block.timestamp);
        _write(spurt, made);
    }

    /// @inheritdoc IPufferSecondOpinion
    function improve(uint64 spurt, ListTop calldata top, PageRun calldata run) external {
        OpinionReport memory before = reportOf(spurt);
        uint256 end = before.firstReportedAt + IMPROVEMENT_PERIOD;
        if (block.timestamp >= end) revert ImprovementOver(spurt, end);
        if (run.pages.length != 0) _addPages(spurt, top, run);
        OpinionReport memory made = _measure(spurt, progressOf(spurt));
        bool isMore = made.backingWei > before.backingWei;
        bool isClearer = made.backingWei == before.backingWei && _unaccounted(made) < _unaccounted(before);
        if (!isMore && !isClearer) revert NotHigher(before.backingWei, made.backingWei);
        made.firstReportedAt = before.firstReportedAt;
        _write(spurt, made);
    }

    /// @inheritdoc IPufferSecondOpinion
    function getLowerRate() external view returns (uint256) {
        IPufferVault vault = IPufferVault(_vault);
        return Math.min(getRate(), Math.mulDiv(vault.totalAssets(), WAD, vault.totalSupply()));
    }

    /// @inheritdoc IPufferSecondOpinion
    function isStale() external view returns (bool) {
        uint64 spurt = spurtInEffect();
        return spurt == 0 || block.timestamp >= _reports[spurt].blockTimestamp + maxAge;
    }

    /// @inheritdoc IPufferSecondOpinion
    function hasAlarm(uint64 spurt, Alarm alarm) external view returns (bool) {
        return reportOf(spurt).alarms & _bit(alarm) != 0;
    }

    /// @inheritdoc IPufferSecondOpinion
    function shortfallInEffect() external view returns (uint256) {
        OpinionReport storage report = _reports[spurtInEffect()];
        return report.alarms & _bit(Alarm.Shortfall) != 0 ? report.shortfallWei : 0;
    }

    /// @inheritdoc AggregatorV3Interface
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(spurtInEffect());
    }

    /// @inheritdoc AggregatorV3Interface
    function getRoundData(uint80 roundId_)
        public
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        OpinionReport storage report = _reports[uint64(roundId_)];
        // The text that Chainlink's own aggregators revert with.
        require(
            roundId_ <= type(uint64).max && report.effectiveAt != 0 && report.effectiveAt <= block.timestamp,
            "No data present"
        );
        uint256 blockTime = report.blockTimestamp;
        return (roundId_, int256(_rateOf(report)), blockTime, blockTime, roundId_);
    }

    /// @inheritdoc IPufferSecondOpinion
    function getRate() public view returns (uint256) {
        uint64 spurt = spurtInEffect();
        if (spurt == 0) revert NoRate();
        return _rateOf(_reports[spurt]);
    }

    /// @inheritdoc IPufferSecondOpinion
    function reportOf(uint64 spurt) public view returns (OpinionReport memory report) {
        report = _reports[spurt];
        if (report.firstReportedAt == 0) revert NoReport(spurt);
    }

    /// @inheritdoc IPufferSecondOpinion
    function spurtInEffect() public view returns (uint64) {
        // The one that waits is always later than the settled one.
        uint64 waiting = _waiting;
        return waiting != 0 && _reports[waiting].effectiveAt <= block.timestamp ? waiting : _settled;
    }

    /// @dev The formula. Reverts before the core is proved.
    function _measure(uint64 spurt, SpurtProgress memory progress)
        private
        view
        returns (OpinionReport memory made)
    {
        PufferAmounts memory amounts = assets.amountsOf(spurt);
        if (amounts.timestamp == 0) revert CoreMissing(spurt);
        (made.principalWei, made.rawWei) = (progress.principalWei, progress.rawWei);
        (made.existing, made.supplyWei) = (progress.existing, amounts.supplyWei);
        made.blockTimestamp = amounts.timestamp;
        made.reporter = msg.sender;

        uint256 countedWei = PRINCIPAL_WEI * amounts.activeCount;
        int256 capWei = int256(countedWei) + amounts.mintedWei;
        // Below 0 only if more rewards came back than were ever staked: then nothing staked counts.
        uint256 cap = capWei > 0 ? uint256(capWei) : 0;
        uint256 otherWei = uint256(amounts.waitingWei) + amounts.podsWei;
        made.totalAssetsWei = Amounts.bounded(amounts.freeWei + cap);
        made.shortfallWei = uint128(Math.saturatingSub(cap, progress.principalWei + otherWei));
        made.rawShortfallWei = uint128(Math.saturatingSub(cap, progress.rawWei + otherWei));
        made.backingWei = made.totalAssetsWei - made.shortfallWei;

        uint32 foreign = _account(made, amounts);
        if (_unaccounted(made) != 0) made.alarms |= _bit(Alarm.Incomplete);
        if (foreign != 0) made.alarms |= _bit(Alarm.ForeignCredentials);
        if (made.shortfallWei > countedWei * toleranceBasisPoints / BASIS_POINTS) {
            made.alarms |= _bit(Alarm.Shortfall);
        }
        if (made.shortfallWei != 0) {
            bool isWhole = uint256(progress.principalWei) + amounts.waitingWei >= countedWei;
            if (isWhole) made.alarms |= _bit(Alarm.UnbackedRewards);
            if (made.rawShortfallWei == 0) made.alarms |= _bit(Alarm.Consolidated);
        }
    }

    /// @dev Which pairs are accounted for.
    function _account(OpinionReport memory made, PufferAmounts memory amounts)
        private
        view
        returns (uint32 foreign)
    {
        PairCounts memory counts = registry.countsBy(amounts.timestamp);
        foreign = registry.counts().foreign;
        int64 announced = int64(uint64(counts.announced)) + int64(uint64(amounts.lateIn));
        made.unannounced = int64(amounts.activeCount) + amounts.countOffset - announced
            + int64(uint64(counts.settled)) + int64(uint64(amounts.lateOut));
        made.missing = announced - int64(made.existing) - int64(uint64(amounts.waiting))
            - int64(uint64(foreign)) - int64(uint64(counts.settledUnplaced))
            - int64(uint64(amounts.lateOutUnplaced));
    }

    /// @dev Pairs that are not accounted for; more than there should be in one place are none in the other.
    function _unaccounted(OpinionReport memory report) private pure returns (uint256) {
        uint256 missing = report.missing > 0 ? uint64(report.missing) : 0;
        return missing + uint64(report.unannounced < 0 ? -report.unannounced : report.unannounced);
    }

    function _write(uint64 spurt, OpinionReport memory made) private {
        bool isShort = made.alarms & _bit(Alarm.Shortfall) != 0;
        made.effectiveAt =
            isShort ? made.firstReportedAt + uint48(IMPROVEMENT_PERIOD) : uint48(block.timestamp);
        uint64 current = spurtInEffect();
        _reports[spurt] = made;
        if (isShort) {
            _settled = current;
            if (spurt > current && spurt >= _waiting) _waiting = spurt;
        } else {
            _settled = spurt > current ? spurt : current;
            if (_waiting <= _settled) _waiting = 0;
        }
        emit Reported(spurt, made);
        for (uint8 alarm = 0; alarm <= uint8(type(Alarm).max); ++alarm) {
            if (made.alarms & (1 << alarm) != 0) emit Alarmed(spurt, Alarm(alarm));
        }
    }

    function _rateOf(OpinionReport storage report) private view returns (uint256) {
        return Math.mulDiv(report.backingWei, WAD, report.supplyWei);
    }

    function _bit(Alarm alarm) private pure returns (uint8) {
        return uint8(1 << uint8(alarm));
    }
}
