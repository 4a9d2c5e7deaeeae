// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Amounts} from "./Amounts.sol";
import {IGroth16BatchVerifier} from "./interfaces/IGroth16BatchVerifier.sol";
import {ISpurtPages, Page} from "./interfaces/ISpurtPages.sol";

/// @notice Where one page ends and the next begins: what the circuit hands from page to page, in the order of its
///         public inputs and of the fields `commitmentOut` to `existingOut` of `Page`.
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
    /// Entries of the balances list.
    uint256 listLength;
    /// Inputs of the newest page, a pointer into `data`: a variable that is declared without one would allocate
    /// sixteen words a page.
    uint256[16] input;
}

/// @title  PageBatch
/// @notice Writes the calldata of `IGroth16BatchVerifier.verify` page by page, each word once.
/// @dev    A page costs 24 words. As memory arrays they would be written, indexed with bounds checks and copied by the
///         ABI encoder. The layout is the ABI's:
///
///             4        selector
///             32 + 32  offsets of the two arrays
///             32       pages, then 8 words each: the proofs
///             32       pages, then 16 words each: the public inputs (circuits/README.md)
///
///         and that of a `Page` in calldata, whose first word is `linkNode`:
///
///             0x80     commitmentOut, principalOutWei, rawOutWei, countOut, existingOut
///             0x120    proof
///
///         Verified here: from one page to the next the count rises, totals do not fall and are below 2^128, existing
///         rises by no more than count. Whoever reads `countOut` of the last page as a uint64 knows that all counts are.
///         Trusted, not verified: nothing else; the proofs tie every word to the border before.
library PageBatch {
    uint256 private constant PROOF_BYTES = 256;
    uint256 private constant INPUT_BYTES = 512;
    /// @dev Selector, two offsets, length of the proofs.
    uint256 private constant BEFORE_PROOFS = 100;
    uint256 private constant PAGE_COMMITMENT_OUT = 0x80;
    uint256 private constant PAGE_PROOF = 0x120;

    /// @notice Calldata with room for so many pages.
    /// @param pages      Number of pages.
    /// @param listLength Entries of the balances list.
    /// @return batch     Proofs and inputs are still zero.
    function allocate(uint256 pages, uint256 listLength) internal pure returns (Batch memory batch) {
        uint256 inputsAt = BEFORE_PROOFS + pages * PROOF_BYTES;
        bytes memory data = new bytes(inputsAt + 32 + pages * INPUT_BYTES);
        bytes4 selector = IGroth16BatchVerifier.verify.selector;
        // All five words lie inside `data`, behind its length. Offsets count from behind the selector.
        assembly ("memory-safe") {
            let start := add(data, 32)
            mstore(start, selector)
            mstore(add(start, 4), 64)
            mstore(add(start, 36), sub(inputsAt, 4))
            mstore(add(start, 68), pages)
            mstore(add(start, inputsAt), pages)
        }
        (batch.data, batch.pages, batch.listLength) = (data, pages, listLength);
    }

    /// @notice Writes one page and moves the border behind it.
    /// @param batch    From `allocate`.
    /// @param position Position of the page in the batch, below `batch.pages`.
    /// @param page     The page: its node, its place and what it leaves.
    /// @param border   What the page starts from; afterwards, what it leaves.
    /// @param span     Chunks that may be named below the page's node.
    function put(
        Batch memory batch,
        uint256 position,
        Page calldata page,
        PageBorder memory border,
        uint256 span
    ) internal pure {
        uint256[16] memory input = batch.input;
        // Writes into `batch.data`, which `allocate` made long enough, and the five words of `border`.
        assembly ("memory-safe") {
            let proofs := add(add(mload(batch), 32), BEFORE_PROOFS)
            calldatacopy(add(proofs, mul(position, PROOF_BYTES)), add(page, PAGE_PROOF), PROOF_BYTES)
            let pages := mload(add(batch, 32))
            input := add(add(add(proofs, mul(pages, PROOF_BYTES)), 32), mul(position, INPUT_BYTES))
            // Words 6 to 15: In and Out of each field of the border.
            let from := add(page, PAGE_COMMITMENT_OUT)
            let to := add(input, 192)
            for { let end := add(border, 160) } lt(border, end) { border := add(border, 32) } {
                let out := calldataload(from)
                mstore(to, mload(border))
                mstore(add(to, 32), out)
                mstore(border, out)
                from := add(from, 32)
                to := add(to, 64)
            }
        }
        batch.input = input;
        input[0] = uint256(page.linkNode) >> 128;
        input[1] = uint128(uint256(page.linkNode));
        // Chunk c has gindex 2^d + (c - firstChunk) below the page's node, d levels up.
        (input[2], input[3], input[4], input[5]) =
        (1 << page.linkDepth, page.firstChunk, span, batch.listLength);
    }

    /// @notice Requires that the newest page goes forward.
    /// @dev    The proof says so too, if it holds; but then `count` and `existing` could be no uint64.
    /// @param batch    From `put`.
    /// @param position Position of the page in its run, for the error.
    function requireForward(Batch memory batch, uint256 position) internal pure {
        uint256[16] memory input = batch.input;
        (uint256 principalOutWei, uint256 rawOutWei) = (input[9], input[11]);
        (uint256 countIn, uint256 countOut) = (input[12], input[13]);
        (uint256 existingIn, uint256 existingOut) = (input[14], input[15]);
        unchecked {
            if (
                principalOutWei < input[8] || rawOutWei < input[10] || countOut <= countIn
                    || existingOut < existingIn || existingOut - existingIn > countOut - countIn
            ) revert ISpurtPages.PageTotalsFall(position);
        }
        if ((principalOutWei | rawOutWei) >> 128 != 0) {
            Amounts.bounded(principalOutWei);
            Amounts.bounded(rawOutWei);
        }
    }
}
