// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Test} from "./Test.sol";

/// @notice True calls with one word of their calldata changed: offsets, lengths and numbers alike, so that whatever reads calldata
///         by hand is read past its end, twice, or with dirty high bits.
abstract contract EditedCalls is Test {
    uint256 private constant KINDS = 10;
    /// @dev A length that is too large allocates until the gas is gone.
    uint256 private constant GAS = 12_000_000;

    /// @dev Of the state after a call that was taken: nothing in it is false. Reverts else.
    function requireTruth() internal view virtual;

    /// @dev One word, drawn, in every way. What is taken is true; the call as it is, is taken.
    function tryEdits(address target, bytes memory data, uint256 seed) internal {
        uint256 words = (data.length - 4) / 32;
        uint256 place = 36 + 32 * (seed % words);
        uint256 other = _wordAt(data, 36 + 32 * ((seed >> 128) % words));
        uint256 word = _wordAt(data, place);
        for (uint256 kind = 0; kind < KINDS; ++kind) {
            uint256 edited = _edited(word, kind, other, seed);
            if (edited != word) _try(target, data, place, edited);
        }
        _put(data, place, word);
        (bool isTaken,) = target.call(data);
        assertTrue(isTaken, "as it is");
        requireTruth();
    }

    function _try(address target, bytes memory data, uint256 place, uint256 edited) private {
        _put(data, place, edited);
        uint256 before = vm.snapshotState();
        (bool isTaken,) = target.call{gas: GAS}(data);
        if (isTaken) requireTruth();
        vm.revertToState(before);
    }

    function _edited(uint256 word, uint256 kind, uint256 other, uint256 seed) private pure returns (uint256) {
        unchecked {
            if (kind == 0) return 0;
            if (kind == 1) return type(uint256).max;
            if (kind == 2) return word + 1;
            if (kind == 3) return word - 1;
            if (kind == 4) return word + 32;
            if (kind == 5) return word - 32;
            if (kind == 6) return other;
            if (kind == 7) return word | 1 << 255;
            if (kind == 8) return word ^ 1 << (seed >> 64) % 256;
            return word + (1 << 128);
        }
    }

    function _wordAt(bytes memory data, uint256 place) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(data, place))
        }
    }

    function _put(bytes memory data, uint256 place, uint256 word) private pure {
        assembly ("memory-safe") {
            mstore(add(data, place), word)
        }
    }
}
