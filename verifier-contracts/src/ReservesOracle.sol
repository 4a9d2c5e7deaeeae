// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BalancesTop, BalancesTree} from "./BalancesTree.sol";
import {BeaconRoots} from "./BeaconRoots.sol";
import {ExecutionState} from "./ExecutionState.sol";
import {ForkLayout, ForkLayouts} from "./ForkLayouts.sol";
import {BeaconHeader, SSZ} from "./SSZ.sol";
import {IGroth16BatchVerifier} from "./interfaces/IGroth16BatchVerifier.sol";
import {ExecutionProof, IReservesOracle, OracleConfig, Page, Report} from "./interfaces/IReservesOracle.sol";
import {IValidatorRegistry} from "./interfaces/IValidatorRegistry.sol";

/// @title  ReservesOracle
/// @notice Accepts a proof of all ETH behind pufETH at one beacon block, and keeps the rate that follows from it.
/// @dev    Verified here:
///         - the header hashes to the root that EIP-4788 holds for `nextTimestamp`;
///         - balances top, list length and execution state root, by branches to the header's state root, at the
///           indices of the fork that was active at the header's slot;
///         - every page's link node below that top; the chain of pages from commitment 0, count 0 and the pool
///           balances to exactly the registry's end; every page proof, against the verifier's key;
///         - pool balances and token supply, by Merkle-Patricia proofs under that execution state root.
///         No public input of a page is taken from the caller where this contract can compute it.
///
///         Trusted, not verified:
///         - the configuration: layouts, pools, token, supply slot, and that the verifier holds the circuit's key and
///           that key's setup was honest (a development key says so in its contract);
///         - the registry's list, read when the report is made and not at the block proved;
///         - which block is reported: the caller picks any block newer than the last report.
contract ReservesOracle is IReservesOracle, ForkLayouts {
    /// @inheritdoc IReservesOracle
    IGroth16BatchVerifier public immutable verifier;
    /// @inheritdoc IReservesOracle
    IValidatorRegistry public immutable registry;
    /// @inheritdoc IReservesOracle
    address public immutable token;
    /// @inheritdoc IReservesOracle
    uint256 public immutable supplySlot;

    address[] private _pools;
    uint64 private _latestSlot;
    mapping(uint64 slot => Report) private _reports;

    /// @param config Everything that the oracle relies on; fixed from here on.
    constructor(OracleConfig memory config)
        ForkLayouts(config.genesisTime, config.secondsPerSlot, config.layouts)
    {
        for (uint256 i = 0; i < config.pools.length; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                if (config.pools[i] == config.pools[j]) revert DuplicatePool(config.pools[i]);
            }
            _pools.push(config.pools[i]);
        }
        verifier = config.verifier;
        registry = config.registry;
        token = config.token;
        supplySlot = config.supplySlot;
    }

    /// @inheritdoc IReservesOracle
    function report(
        uint64 nextTimestamp,
        BeaconHeader calldata header,
        BalancesTop calldata top,
        Page[] calldata pages,
        ExecutionProof calldata execution
    ) external {
        Report memory accepted;
        accepted.blockRoot = BeaconRoots.parentRootAt(nextTimestamp);
        bytes32 headerRoot = SSZ.hashTreeRoot(header);
        if (headerRoot != accepted.blockRoot) revert BlockRootMismatch(accepted.blockRoot, headerRoot);
        if (header.slot <= _latestSlot) revert ReportNotNewer(header.slot, _latestSlot);

        ForkLayout memory active = layoutAt(header.slot);
        uint256 depth = BalancesTree.verifyTop(top, active.balancesGindex, BALANCES_DEPTH, header.stateRoot);
        SSZ.verifyBranch(
            execution.stateRoot, active.executionStateRootGindex, execution.branch, header.stateRoot
        );
        accepted.poolsWei = _provePools(execution.stateRoot, execution.poolProofs);
        accepted.supplyWei = _proveSupply(execution);
        _provePages(top, pages, depth, accepted.poolsWei);

        Page calldata last = pages[pages.length - 1];
        accepted.registryCommitment = last.commitmentOut;
        accepted.principalWei = uint128(last.principalOutWei); // bounded in _provePages
        accepted.rawWei = uint128(last.rawOutWei);
        accepted.rate = uint256(accepted.principalWei) * 1e18 / accepted.supplyWei;
        accepted.slot = header.slot;
        accepted.listLength = top.listLength;
        accepted.validators = uint64(last.countOut); // equals the registry's uint64
        accepted.existing = uint64(last.existingOut); // at most countOut
        accepted.reporter = msg.sender;
        accepted.reportedAt = uint64(block.timestamp);
        accepted.pages = uint32(pages.length);
        _store(accepted);
    }

    /// @inheritdoc IReservesOracle
    function rate() external view returns (uint256) {
        return latestReport().rate;
    }

    /// @inheritdoc IReservesOracle
    function reportAt(uint64 slot) external view returns (Report memory found) {
        found = _reports[slot];
        if (found.blockRoot == 0) revert NoReportAt(slot);
    }

    /// @inheritdoc IReservesOracle
    function pools() external view returns (address[] memory) {
        return _pools;
    }

    /// @inheritdoc IReservesOracle
    function registryCommitment() external view returns (uint256) {
        return registry.commitment();
    }

    /// @inheritdoc IReservesOracle
    function latestReport() public view returns (Report memory latest) {
        latest = _reports[_latestSlot];
        if (latest.blockRoot == 0) revert NoReport();
    }

    /// @dev Sum of the pool balances under the proven execution state root, wei.
    function _provePools(bytes32 stateRoot, bytes[][] calldata proofs) private view returns (uint128) {
        if (proofs.length != _pools.length) revert PoolProofCount(_pools.length, proofs.length);
        uint256 totalWei = 0;
        for (uint256 i = 0; i < proofs.length; ++i) {
            (uint256 balanceWei,) = ExecutionState.proveAccount(stateRoot, _pools[i], proofs[i]);
            totalWei += _bounded(balanceWei);
        }
        return _bounded(totalWei);
    }

    /// @dev The token's total supply under the proven execution state root, wei.
    function _proveSupply(ExecutionProof calldata execution) private view returns (uint128 supplyWei) {
        (, bytes32 storageRoot) =
            ExecutionState.proveAccount(execution.stateRoot, token, execution.supplyAccountProof);
        supplyWei = _bounded(ExecutionState.proveSlot(storageRoot, supplySlot, execution.supplyStorageProof));
        if (supplyWei == 0) revert SupplyZero();
    }

    /// @dev Requires that the pages lead from the pools' ETH and an empty chain to the registry's end.
    function _provePages(BalancesTop calldata top, Page[] calldata pages, uint256 depth, uint256 poolsWei)
        private
        view
    {
        if (pages.length == 0) revert NoPages();
        uint256[8][] memory proofs = new uint256[8][](pages.length);
        uint256[16][] memory inputs = new uint256[16][](pages.length);
        for (uint256 i = 0; i < pages.length; ++i) {
            Page calldata page = pages[i];
            BalancesTree.verifyLink(
                page.linkNode, page.linkDepth, page.firstChunk, page.branch, top.node, depth
            );
            _bounded(page.principalOutWei);
            _bounded(page.rawOutWei);
            if (page.existingOut > page.countOut) revert ExistingAboveCount(page.existingOut, page.countOut);
            proofs[i] = page.proof;
            _fillPlace(inputs[i], page, top.listLength);
            if (i == 0) (inputs[0][8], inputs[0][10]) = (poolsWei, poolsWei);
            else _fillBefore(inputs[i], pages[i - 1]);
            _fillAfter(inputs[i], page);
        }
        _requireWholeRegistry(pages[pages.length - 1]);
        if (!verifier.verify(proofs, inputs)) revert ProofsRejected(pages.length);
    }

    /// @dev Public inputs 0 to 5: where the page stands. Chunk c has gindex 2^d + (c - firstChunk) below its node.
    function _fillPlace(uint256[16] memory input, Page calldata page, uint64 listLength) private pure {
        input[0] = uint256(page.linkNode) >> 128;
        input[1] = uint128(uint256(page.linkNode));
        input[2] = 1 << page.linkDepth;
        input[3] = page.firstChunk;
        input[4] = 1 << page.linkDepth;
        input[5] = listLength;
    }

    /// @dev The `In` values: what the page before left. The first page has zeros and the pools' ETH instead.
    function _fillBefore(uint256[16] memory input, Page calldata previous) private pure {
        input[6] = previous.commitmentOut;
        input[8] = previous.principalOutWei;
        input[10] = previous.rawOutWei;
        input[12] = previous.countOut;
        input[14] = previous.existingOut;
    }

    /// @dev The `Out` values, which the proof ties to the `In` values.
    function _fillAfter(uint256[16] memory input, Page calldata page) private pure {
        input[7] = page.commitmentOut;
        input[9] = page.principalOutWei;
        input[11] = page.rawOutWei;
        input[13] = page.countOut;
        input[15] = page.existingOut;
    }

    /// @dev Completeness, uniqueness and order of the validators follow from this one equality.
    function _requireWholeRegistry(Page calldata last) private view {
        (uint256 commitment, uint64 count) = (registry.commitment(), registry.count());
        if (last.commitmentOut != commitment || last.countOut != count) {
            revert RegistryMismatch(last.commitmentOut, last.countOut, commitment, count);
        }
    }

    function _store(Report memory accepted) private {
        _reports[accepted.slot] = accepted;
        _latestSlot = accepted.slot;
        emit Reported(
            accepted.slot,
            accepted.blockRoot,
            accepted.principalWei,
            accepted.rawWei,
            accepted.supplyWei,
            accepted.rate,
            accepted.reporter
        );
    }

    function _bounded(uint256 amountWei) private pure returns (uint128) {
        if (amountWei >> 128 != 0) revert AmountTooLarge(amountWei);
        return uint128(amountWei);
    }
}
