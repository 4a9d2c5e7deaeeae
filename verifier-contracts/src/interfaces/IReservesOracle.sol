// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BalancesTop} from "../BalancesTree.sol";
import {ForkLayout} from "../ForkLayouts.sol";
import {BeaconHeader} from "../SSZ.sol";
import {IGroth16BatchVerifier} from "./IGroth16BatchVerifier.sol";
import {IValidatorRegistry} from "./IValidatorRegistry.sol";

/// @notice One page: a run of the registry, proved under one node of the balances tree.
struct Page {
    /// Node that the page is proved under.
    bytes32 linkNode;
    /// Levels from that node to its chunks.
    uint256 linkDepth;
    /// First chunk below it.
    uint256 firstChunk;
    /// Siblings from that node up to the balances top.
    bytes32[] branch;
    /// Registry chain after this page.
    uint256 commitmentOut;
    /// Running total of min(balance, principal), wei, pools included.
    uint256 principalOutWei;
    /// Running total of balances, wei, pools included.
    uint256 rawOutWei;
    /// Validators consumed so far.
    uint256 countOut;
    /// Of these, validators that exist at this block.
    uint256 existingOut;
    /// a.x, a.y, b.x.c1, b.x.c0, b.y.c1, b.y.c0, c.x, c.y.
    uint256[8] proof;
}

/// @notice What is read from the execution layer of the same block.
struct ExecutionProof {
    /// Execution state root, as the beacon state holds it.
    bytes32 stateRoot;
    /// Siblings from it up to the beacon state root.
    bytes32[] branch;
    /// Account proof of each pool, in the order of `pools()`.
    bytes[][] poolProofs;
    /// Account proof of the token.
    bytes[] supplyAccountProof;
    /// Storage proof of the token's total supply.
    bytes[] supplyStorageProof;
}

/// @notice An accepted report; it never changes.
struct Report {
    bytes32 blockRoot;
    uint256 registryCommitment;
    uint256 rate;
    uint128 principalWei;
    uint128 rawWei;
    uint128 poolsWei;
    uint128 supplyWei;
    uint64 slot;
    uint64 listLength;
    uint64 validators;
    uint64 existing;
    address reporter;
    uint64 reportedAt;
    uint32 pages;
}

/// @notice Everything an oracle is deployed with; none of it can be changed later.
struct OracleConfig {
    IGroth16BatchVerifier verifier;
    IValidatorRegistry registry;
    address token;
    uint256 supplySlot;
    address[] pools;
    uint64 genesisTime;
    uint64 secondsPerSlot;
    ForkLayout[] layouts;
}

/// @title  IReservesOracle
/// @notice The pufETH rate, proved from one beacon block.
interface IReservesOracle {
    /// @notice A report was accepted and its rate holds from now on.
    /// @param slot         Slot of the block that was proved.
    /// @param blockRoot    Its beacon root.
    /// @param principalWei ETH that backs pufETH, wei: min(balance, principal) of all validators, plus pools.
    /// @param rawWei       All ETH, wei: balances of all validators, plus pools.
    /// @param supplyWei    pufETH total supply, wei.
    /// @param rate         ETH per pufETH, 18 decimals.
    /// @param reporter     Who reported.
    event Reported(
        uint64 indexed slot,
        bytes32 indexed blockRoot,
        uint256 principalWei,
        uint256 rawWei,
        uint256 supplyWei,
        uint256 rate,
        address indexed reporter
    );

    /// @notice The same pool twice would count its ETH twice.
    /// @param pool Address that is listed twice.
    error DuplicatePool(address pool);

    /// @notice The header given is not the block that the chain remembers.
    /// @param expected Root that EIP-4788 returned.
    /// @param given    Root of the header.
    error BlockRootMismatch(bytes32 expected, bytes32 given);

    /// @notice A block of this slot or a later one has been reported.
    /// @param slot       Slot of the header.
    /// @param latestSlot Slot of the latest report.
    error ReportNotNewer(uint64 slot, uint64 latestSlot);

    /// @notice There must be one account proof for each pool.
    /// @param expected Number of pools.
    /// @param given    Number of proofs.
    error PoolProofCount(uint256 expected, uint256 given);

    /// @notice The token had no supply at this block, so there is no rate.
    error SupplyZero();

    /// @notice A report without pages proves no validator.
    error NoPages();

    /// @notice Amounts and totals are below 2^128 wei.
    /// @param amountWei The amount that is not.
    error AmountTooLarge(uint256 amountWei);

    /// @notice More validators exist than were consumed.
    /// @param existing Existing ones.
    /// @param count    All of them.
    error ExistingAboveCount(uint256 existing, uint256 count);

    /// @notice The pages do not end where the registry's list ends: someone is left out, added or out of order.
    /// @param commitment        Where the pages end.
    /// @param count             Validators that they consumed.
    /// @param registryCommitment Where the registry ends.
    /// @param registryCount      Validators that it holds.
    error RegistryMismatch(
        uint256 commitment, uint256 count, uint256 registryCommitment, uint256 registryCount
    );

    /// @notice At least one page proof does not hold.
    /// @param pages Number of pages that were checked together.
    error ProofsRejected(uint256 pages);

    /// @notice Nothing has been reported yet.
    error NoReport();

    /// @notice Nothing has been reported for this slot.
    /// @param slot Slot asked for.
    error NoReportAt(uint64 slot);

    /// @notice Proves reserves and supply at one beacon block and sets the rate. Anyone may call.
    /// @param nextTimestamp Timestamp of the execution block AFTER the one proved: the key into EIP-4788, seconds.
    /// @param header        Header of the beacon block proved.
    /// @param top           Top of the balances tree and the length of the list.
    /// @param pages         Pages, from the start of the registry to its end.
    /// @param execution     Pool balances and token supply at the same block.
    function report(
        uint64 nextTimestamp,
        BeaconHeader calldata header,
        BalancesTop calldata top,
        Page[] calldata pages,
        ExecutionProof calldata execution
    ) external;

    /// @notice Rate of the latest report: ETH per pufETH, 18 decimals. Reverts with NoReport before the first.
    /// @return The rate.
    function rate() external view returns (uint256);

    /// @notice The latest report. Reverts with NoReport before the first.
    /// @return The report.
    function latestReport() external view returns (Report memory);

    /// @notice The report of one slot. Reverts with NoReportAt if there is none.
    /// @param slot Slot of the beacon block.
    /// @return The report.
    function reportAt(uint64 slot) external view returns (Report memory);

    /// @notice Accounts whose balance counts as reserves.
    /// @return Their addresses, in the order of the account proofs.
    function pools() external view returns (address[] memory);

    /// @notice The token whose rate is set.
    /// @return Its address.
    function token() external view returns (address);

    /// @notice Storage slot of the token's total supply.
    /// @return The slot.
    function supplySlot() external view returns (uint256);

    /// @notice Checks the page proofs.
    /// @return The verifier generated for the circuit's key.
    function verifier() external view returns (IGroth16BatchVerifier);

    /// @notice Holds the list of validators.
    /// @return The registry.
    function registry() external view returns (IValidatorRegistry);

    /// @notice The registry chain's end, which the next report has to reach.
    /// @return The registry's commitment now.
    function registryCommitment() external view returns (uint256);
}
