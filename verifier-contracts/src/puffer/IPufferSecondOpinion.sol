// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {AggregatorV3Interface} from "../interfaces/AggregatorV3Interface.sol";
import {IGroth16BatchVerifier} from "../interfaces/IGroth16BatchVerifier.sol";
import {ISpurtPages, PageRun} from "../interfaces/ISpurtPages.sol";
import {ListTop} from "../ListTree.sol";
import {IPufferAssets} from "./IPufferAssets.sol";
import {IPufferRegistry} from "./IPufferRegistry.sol";

/// @notice What a report may say beside its amounts. (Another one is no part of a report, since there is none then:
///         `ImplementationAlarm.UnknownImplementation`.)
enum Alarm {
    /// Not every validator that the protocol counts is shown: the shortfall may be an omission.
    Incomplete,
    /// Validators of the protocol pay out to somebody else.
    ForeignCredentials,
    /// The shortfall is above the tolerance.
    Shortfall,
    /// Validators and waiting deposits hold all of their 32 ETH: what lacks was minted for rewards.
    UnbackedRewards,
    /// No shortfall by whole balances: principal has moved between validators.
    Consolidated
}

/// @notice What was proved of a spurt's block: a lower bound of the truth.
struct OpinionReport {
    /// A + min(V + W + Q, 32 N + M).
    uint128 backingWei;
    /// A + 32 N + M: what the vault says.
    uint128 totalAssetsWei;
    uint128 supplyWei;
    /// totalAssets - backing; the same with whole balances in place of V.
    uint128 shortfallWei;
    uint128 rawShortfallWei;
    /// V, and whole balances.
    uint128 principalWei;
    uint128 rawWei;
    /// Pairs that the protocol counts and nobody announced: N + offset - (announced - settled + lateIn - lateOut).
    int64 unannounced;
    /// Pairs announced by then that neither exist, wait nor are foreign.
    int64 missing;
    uint64 existing;
    /// Bit by bit, in the order of `Alarm`.
    uint8 alarms;
    uint48 blockTimestamp;
    uint48 firstReportedAt;
    /// When it counts from, seconds.
    uint48 effectiveAt;
    address reporter;
}

/// @notice Everything that a second opinion is deployed with; none of it can be changed later.
struct OpinionConfig {
    IGroth16BatchVerifier verifier;
    IPufferRegistry registry;
    IPufferAssets assets;
    /// Shortfall that counts as none, hundredths of a percent of 32 N.
    uint16 toleranceBasisPoints;
    /// Age of the proved block from which the rate is stale, seconds.
    uint64 maxAge;
}

/// @title  IPufferSecondOpinion
/// @notice A proved report a week of what backs pufETH, beside what the vault says of itself, and the rate that follows.
///         open -> submitPages, IPufferAssets -> finalize (-> improve). Anyone may call each of them; nobody is asked.
interface IPufferSecondOpinion is ISpurtPages, AggregatorV3Interface {
    /// @notice A spurt has a report, or a higher one.
    /// @param spurt  Its number.
    /// @param report All of it.
    event Reported(uint64 indexed spurt, OpinionReport report);

    /// @notice What a report says beside its amounts; once for each.
    /// @param spurt Its number.
    /// @param alarm What.
    event Alarmed(uint64 indexed spurt, Alarm indexed alarm);

    /// @notice What counts beside validators is by another registry.
    /// @param expected The registry.
    /// @param given    That of the assets.
    error RegistryOfAssetsMismatch(address expected, address given);

    /// @notice A tolerance of all of it, or no age at all, would say nothing.
    /// @param toleranceBasisPoints Given.
    /// @param maxAge               Given.
    error ConfigInvalid(uint16 toleranceBasisPoints, uint64 maxAge);

    /// @notice The vault's accounting at the block is not proved.
    /// @param spurt Its number.
    error CoreMissing(uint64 spurt);

    /// @notice There is no report of this spurt.
    /// @param spurt Its number.
    error NoReport(uint64 spurt);

    /// @notice The spurt can no longer be improved.
    /// @param spurt Its number.
    /// @param end   When that ended, seconds.
    error ImprovementOver(uint64 spurt, uint256 end);

    /// @notice What was proved is not more than what was reported.
    /// @param reportedWei Backing of the report, wei.
    /// @param givenWei    Backing now, wei.
    error NotHigher(uint256 reportedWei, uint256 givenWei);

    /// @notice No report counts yet.
    error NoRate();

    /// @notice Writes the report of a spurt whose pages and core are proved.
    /// @param spurt Its number.
    function finalize(uint64 spurt) external;

    /// @notice Puts a higher report of the same block in place of the first one, for a day; or one of the same height that
    ///         accounts for more pairs.
    /// @param spurt Its number.
    /// @param top   See `submitPages`.
    /// @param run   More pages; or none.
    function improve(uint64 spurt, ListTop calldata top, PageRun calldata run) external;

    /// @notice The report of a spurt. Reverts with NoReport.
    /// @param spurt Its number.
    /// @return The report.
    function reportOf(uint64 spurt) external view returns (OpinionReport memory);

    /// @notice The spurt whose report counts now: the highest one; a shortfall above the tolerance counts a day after the
    ///         first report of its spurt.
    /// @return Its number; 0 if there is none.
    function spurtInEffect() external view returns (uint64);

    /// @notice Shortfall of the report in effect; 0 up to the tolerance, and before the first report. Never reverts.
    /// @return Wei.
    function shortfallInEffect() external view returns (uint256);

    /// @notice The proved rate: backing * 1e18 / supply of the report in effect. Reverts with NoRate before the first.
    /// @return ETH per pufETH, 18 decimals.
    function getRate() external view returns (uint256);

    /// @notice For who lends: the lower one of the vault's rate now and the proved one. Reverts with NoRate before the first.
    /// @return ETH per pufETH, 18 decimals.
    function getLowerRate() external view returns (uint256);

    /// @notice Whether the report in effect is too old to be relied on; true if there is none.
    /// @return True if so.
    function isStale() external view returns (bool);

    /// @notice Whether a report has an alarm.
    /// @param spurt Its number.
    /// @param alarm Which.
    /// @return True if so.
    function hasAlarm(uint64 spurt, Alarm alarm) external view returns (bool);

    /// @notice Holds the list of validators.
    /// @return The registry.
    function registry() external view returns (IPufferRegistry);

    /// @notice Holds what counts beside them.
    /// @return The contract.
    function assets() external view returns (IPufferAssets);
}

/// @title  IPufferVault
/// @notice What is asked of the vault.
interface IPufferVault {
    /// @notice What it says that it has.
    /// @return Wei.
    function totalAssets() external view returns (uint256);

    /// @notice pufETH there is.
    /// @return 18 decimals.
    function totalSupply() external view returns (uint256);
}
