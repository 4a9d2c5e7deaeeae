// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ExpectedWithdrawalsProof} from "../ExpectedWithdrawals.sol";
import {IBeaconRoots} from "../interfaces/IBeaconRoots.sol";
import {ListTop} from "../ListTree.sol";
import {IPufferRegistry, Pair, ProtocolProof} from "./IPufferRegistry.sol";
import {AccountProof, StateProof} from "./PufferState.sol";

/// @notice Where the vault's accounting stands, for one implementation of the vault and one of the revenue depositor.
struct VaultLayout {
    address vaultImplementation;
    address depositorImplementation;
    /// lidoLockedETH; 12 further totalRewardDepositAmount, 13 further totalRewardMintAmount.
    uint256 vaultBase;
    /// Of the token, which is the vault.
    uint256 supplySlot;
    /// Counts the validators that the vault takes to hold 32 ETH each.
    address oracle;
    uint256 countSlot;
    /// Active pairs that the count lacks (below 0: has too many), since its seed.
    int64 countOffset;
    address depositor;
    /// Last time (48 bits), window (104 bits), amount (104 bits).
    uint256 depositorSlot;
}

/// @notice Accounts that no upgrade changes.
struct VaultAccounts {
    address vault;
    address weth;
    /// Slot of the mapping of its balances.
    uint256 wethBalancesSlot;
    address stEth;
}

/// @notice The vault's accounting at a block.
struct CoreProof {
    /// Position of the layout that holds.
    uint256 layoutNumber;
    /// Of the staked token.
    uint256 stEthVersion;
    /// Implementation, locked, rewards deposited, rewards minted, supply.
    AccountProof vault;
    /// Count.
    AccountProof oracle;
    /// Implementation, its slot.
    AccountProof depositor;
    /// Balance of the vault.
    AccountProof weth;
    /// By StakedEth.
    AccountProof stEth;
    /// Withdrawals on their way; nothing before Gloas.
    ExpectedWithdrawalsProof withdrawals;
}

/// @notice The vault's own ETH at a block, term by term, wei.
struct CoreTerms {
    uint256 ethWei;
    uint256 lidoLockedWei;
    uint256 wethWei;
    uint256 stEthWei;
    uint256 pendingWei;
    uint256 rewardsMintedWei;
    uint256 rewardsDepositedWei;
    uint256 supplyWei;
    uint256 activeCount;
}

/// @notice A pair whose deposit waits.
struct WaitingPair {
    Pair pair;
    /// Position of the entry in the queue, from 0.
    uint64 position;
    bytes32 withdrawalCredentials;
    /// hash_tree_root of its signature.
    bytes32 signatureRoot;
    /// Right half of the entry: its slot and padding.
    bytes32 rest;
    /// Siblings from the entry up to the top of the queue.
    bytes32[] branch;
}

/// @notice What is proved of a spurt's block beside the validators.
struct PufferAmounts {
    /// A: ETH, WETH and stETH of the vault, locked at Lido, less revenue that does not count yet.
    uint128 freeWei;
    uint128 supplyWei;
    /// M: rewards minted less rewards deposited.
    int128 mintedWei;
    /// N: validators that the protocol's oracle counts.
    uint64 activeCount;
    int64 countOffset;
    /// Q: pods and modules, and withdrawals under way to pods.
    uint128 podsWei;
    /// W: deposits that wait.
    uint128 waitingWei;
    uint32 waiting;
    /// Active at the block, announced after it; announced by then and not active at the block.
    uint32 lateIn;
    uint32 lateOut;
    /// Of `lateOut`, without a validator.
    uint32 lateOutUnplaced;
    /// Of the execution block, seconds; 0 before the core is proved.
    uint48 timestamp;
}

/// @title  IPufferAssets
/// @notice What backs pufETH beside the validators' balances, by the storage of the deployed contracts. Anyone calls everything,
///         in any order, in as many transactions as it takes; what is shown again is passed over.
interface IPufferAssets {
    /// @notice The vault's accounting at a spurt's block.
    /// @param spurt Its number.
    /// @param terms Term by term.
    event CoreProved(uint64 indexed spurt, CoreTerms terms);

    /// @notice Pods and modules were shown.
    /// @param spurt   Its number.
    /// @param podsWei All so far, wei.
    event SourcesShown(uint64 indexed spurt, uint128 podsWei);

    /// @notice Pairs were shown by the protocol's storage at the block.
    /// @param spurt   Its number.
    /// @param lateIn  Active there, announced later; all so far.
    /// @param lateOut Not active there, settled later or not at all; all so far.
    event LateShown(uint64 indexed spurt, uint32 lateIn, uint32 lateOut);

    /// @notice Deposits were shown to wait.
    /// @param spurt      Its number.
    /// @param waitingWei All so far, wei.
    event WaitingShown(uint64 indexed spurt, uint128 waitingWei);

    /// @notice Vault or depositor has another implementation than the layout.
    /// @param account  Vault or depositor.
    /// @param expected By the layout.
    /// @param given    At the block.
    error ImplementationMismatch(address account, address expected, address given);

    /// @notice No layout stands there.
    /// @param position Position given.
    /// @param count    Layouts.
    error LayoutOutOfRange(uint256 position, uint256 count);

    /// @notice There must be one path for each place.
    /// @param places Places.
    /// @param paths  Paths.
    error PathCount(uint256 places, uint256 paths);

    /// @notice Slots of this version were given, but the token has another one.
    /// @param given   By the proof.
    /// @param version Of the token.
    error StakedEthVersionMismatch(uint256 given, uint256 version);

    /// @notice The token had no supply.
    error SupplyZero();

    /// @notice The vault's accounting comes first.
    /// @param spurt Its number.
    error CoreMissing(uint64 spurt);

    /// @notice A pair that was never announced is not counted.
    /// @param name  Name of the module.
    /// @param index Number of the validator there.
    error PairNotAnnounced(bytes32 name, uint64 index);

    /// @notice The states of this fork have no queue of deposits.
    error NoDepositQueue();

    /// @notice The deposit does not pay out to the module's pod.
    /// @param name                  Name of the module.
    /// @param index                 Number of the validator there.
    /// @param withdrawalCredentials Whom it pays out to.
    error CredentialsNotOfPod(bytes32 name, uint64 index, bytes32 withdrawalCredentials);

    /// @notice Proves the vault's accounting, once for a spurt.
    /// @param spurt Its number.
    /// @param state Execution state of its block.
    /// @param core  The accounting.
    function proveCore(uint64 spurt, StateProof calldata state, CoreProof calldata core) external;

    /// @notice Shows pods and modules.
    /// @param spurt  Its number, core proved.
    /// @param state  Execution state of its block.
    /// @param places 2k for the pod of the registry's module k, 2k + 1 for the module.
    /// @param paths  Of the accounts.
    function showSources(
        uint64 spurt,
        StateProof calldata state,
        uint64[] calldata places,
        bytes[] calldata paths
    ) external;

    /// @notice Shows pairs that were announced after the block and active there, or announced by then and no longer active there,
    ///         but not settled. Others are passed over.
    /// @param spurt         Its number, core proved.
    /// @param state         Execution state of its block.
    /// @param protocolProof The protocol there.
    /// @param pairs         Announced pairs.
    /// @param paths         Of their status words.
    function showLate(
        uint64 spurt,
        StateProof calldata state,
        ProtocolProof calldata protocolProof,
        Pair[] calldata pairs,
        bytes[] calldata paths
    ) external;

    /// @notice Shows deposits of 32 ETH that wait in the queue of the spurt's state.
    /// @param spurt   Its number, core proved.
    /// @param queue   Top of the queue.
    /// @param waiting Announced pairs, still active.
    function showWaiting(uint64 spurt, ListTop calldata queue, WaitingPair[] calldata waiting) external;

    /// @notice What is proved of a spurt so far.
    /// @param spurt Its number.
    /// @return The amounts; all zero before the core is proved.
    function amountsOf(uint64 spurt) external view returns (PufferAmounts memory);

    /// @notice Whether a pod or module counts already.
    /// @param spurt Its number.
    /// @param place As in `showSources`.
    /// @return True if so.
    function isShown(uint64 spurt, uint64 place) external view returns (bool);

    /// @notice Names the pairs.
    /// @return The registry.
    function registry() external view returns (IPufferRegistry);

    /// @notice The vault whose token is rated.
    /// @return Its address.
    function vault() external view returns (address);

    /// @notice Holds the blocks and the layouts of their states.
    /// @return The contract.
    function beaconRoots() external view returns (IBeaconRoots);

    /// @notice Layouts by implementations.
    /// @return As given at deployment.
    function layouts() external view returns (VaultLayout[] memory);
}
