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
    /// Inputs of one page inside `data`. A pointer that is kept costs nothing; a variable that is declared without
    /// one would allocate sixteen words a page.
    uint256[16] input;
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
    /// @dev Selector, two offsets, length of the proofs.
    uint256 private constant BEFORE_PROOFS = SELECTOR_BYTES + 3 * 32;

    /// @notice Calldata with room for so many pages.
    /// @param pages  Number of pages.
    /// @return batch Proofs and inputs are still zero.
    function allocate(uint256 pages) internal pure returns (Batch memory batch) {
        uint256 proofsLength = 32 + pages * PROOF_BYTES;
        bytes memory data = new bytes(SELECTOR_BYTES + 2 * 32 + proofsLength + 32 + pages * INPUT_BYTES);
        bytes4 selector = IGroth16BatchVerifier.verify.selector;
        // All five words lie inside `data`, behind its length.
        assembly ("memory-safe") {
            let start := add(data, 32)
            mstore(start, selector)
            mstore(add(start, 4), 0x40)
            mstore(add(start, 36), add(0x40, proofsLength))
            mstore(add(start, 68), pages)
            mstore(add(add(start, 68), proofsLength), pages)
        }
        (batch.data, batch.pages) = (data, pages);
    }

    /// @notice Writes one page.
    /// @param batch      From `allocate`.
    /// @param position   Position of the page in the batch, below `batch.pages`.
    /// @param page       The page: its node, its place and what it leaves.
    /// @param listLength Entries of the balances list.
    /// @param before     What the page starts from.
    function put(
        Batch memory batch,
        uint256 position,
        Page calldata page,
        uint64 listLength,
        PageBorder memory before
    ) internal pure {
        _putProof(batch, position, page.proof);
        uint256[16] memory input = batch.input;
        bytes memory data = batch.data;
        uint256 offset = BEFORE_PROOFS + batch.pages * PROOF_BYTES + 32 + position * INPUT_BYTES;
        assembly ("memory-safe") {
            input := add(add(data, 32), offset)
        }
        // Chunk c has gindex 2^d + (c - firstChunk) below the page's node, d levels up.
        input[0] = uint256(page.linkNode) >> 128;
        input[1] = uint128(uint256(page.linkNode));
        input[2] = 1 << page.linkDepth;
        input[3] = page.firstChunk;
        input[4] = 1 << page.linkDepth;
        input[5] = listLength;
        (input[6], input[7]) = (before.commitment, page.commitmentOut);
        (input[8], input[9]) = (before.principalWei, page.principalOutWei);
        (input[10], input[11]) = (before.rawWei, page.rawOutWei);
        (input[12], input[13]) = (before.count, page.countOut);
        (input[14], input[15]) = (before.existing, page.existingOut);
    }

    function _putProof(Batch memory batch, uint256 position, uint256[8] calldata proof) private pure {
        bytes memory data = batch.data;
        uint256 offset = BEFORE_PROOFS + position * PROOF_BYTES;
        assembly ("memory-safe") {
            calldatacopy(add(add(data, 32), offset), proof, PROOF_BYTES)
        }
    }
}
