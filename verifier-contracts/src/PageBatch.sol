// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IGroth16BatchVerifier} from "./interfaces/IGroth16BatchVerifier.sol";
import {Page} from "./interfaces/IReservesOracle.sol";

/// @notice Where one page ends and the next begins: what the circuit hands from page to page.
struct PageBorder {
    uint256 commitment;
    uint256 principalWei;
    uint256 rawWei;
    uint256 count;
    uint256 existing;
}

/// @notice Calldata in the making.
struct Batch {
    bytes data;
    uint256 pages;
    /// Inputs of the page that comes next, inside `data`. A pointer that is kept costs nothing; a variable that is
    /// declared without one would allocate sixteen words a page.
    uint256[16] input;
    /// Where the proof of that page goes, inside `data`.
    uint256 proofPointer;
}

/// @title  PageBatch
/// @notice Writes the calldata of `IGroth16BatchVerifier.verify` page by page, each word once.
/// @dev    A page costs 24 words of calldata. As memory arrays they would be written, copied by the ABI encoder and
///         indexed with bounds checks, about 3,000 gas a page; here they cost about a third of that. The layout is
///         the ABI's:
///
///             4        selector
///             32 + 32  offsets of the two arrays
///             32       pages, then 8 words each: the proofs
///             32       pages, then 16 words each: the public inputs (ARCHITECTURE §2)
///
///         Verified here: nothing; every word comes from the caller of `put`.
library PageBatch {
    uint256 private constant PROOF_BYTES = 8 * 32;
    uint256 private constant INPUT_BYTES = 16 * 32;
    uint256 private constant SELECTOR_BYTES = 4;

    /// @notice Calldata with room for so many pages.
    /// @param pages  Number of pages.
    /// @return batch Proofs and inputs are still zero.
    function allocate(uint256 pages) internal pure returns (Batch memory batch) {
        uint256 proofsLength = 32 + pages * PROOF_BYTES;
        bytes memory data = new bytes(SELECTOR_BYTES + 2 * 32 + proofsLength + 32 + pages * INPUT_BYTES);
        bytes4 selector = IGroth16BatchVerifier.verify.selector;
        uint256[16] memory input = batch.input;
        uint256 proofPointer;
        // All five words lie inside `data`, behind its length, and so do both pointers.
        assembly ("memory-safe") {
            let start := add(data, 32)
            mstore(start, selector)
            mstore(add(start, 4), 0x40)
            mstore(add(start, 36), add(0x40, proofsLength))
            mstore(add(start, 68), pages)
            mstore(add(add(start, 68), proofsLength), pages)
            proofPointer := add(start, 100)
            input := add(add(start, 100), proofsLength)
        }
        (batch.data, batch.pages) = (data, pages);
        (batch.proofPointer, batch.input) = (proofPointer, input);
    }

    /// @notice Writes one page behind those that are written: at most as many as there is room for.
    /// @param batch      From `allocate`.
    /// @param page       The page: its node, its place and what it leaves.
    /// @param listLength Entries of the balances list.
    /// @param before     What the page starts from.
    function put(Batch memory batch, Page calldata page, uint64 listLength, PageBorder memory before)
        internal
        pure
    {
        uint256[8] calldata proof = page.proof;
        uint256[16] memory input = batch.input;
        uint256 proofPointer = batch.proofPointer;
        // Memory-safe: `data` has eight words there.
        assembly ("memory-safe") {
            calldatacopy(proofPointer, proof, PROOF_BYTES)
        }
        // Chunk c has gindex 2^d + (c - firstChunk) below the page's node, d levels up.
        uint256 span = 1 << page.linkDepth;
        input[0] = uint256(page.linkNode) >> 128;
        input[1] = uint128(uint256(page.linkNode));
        (input[2], input[3], input[4]) = (span, page.firstChunk, span);
        input[5] = listLength;
        (input[6], input[7]) = (before.commitment, page.commitmentOut);
        (input[8], input[9]) = (before.principalWei, page.principalOutWei);
        (input[10], input[11]) = (before.rawWei, page.rawOutWei);
        (input[12], input[13]) = (before.count, page.countOut);
        (input[14], input[15]) = (before.existing, page.existingOut);
        assembly ("memory-safe") {
            proofPointer := add(proofPointer, PROOF_BYTES)
            input := add(input, INPUT_BYTES)
        }
        (batch.proofPointer, batch.input) = (proofPointer, input);
    }
}
