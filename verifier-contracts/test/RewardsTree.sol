// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @notice Trees of cumulative rewards for tests: any number of accounts, each with its proof.
library RewardsTree {
    function leafOf(address account, uint256 cumulativeWei) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(account, cumulativeWei))));
    }

    /// @dev A lone node at the end of a level goes up as it is.
    function proofOf(bytes32[] memory leaves, uint256 place)
        internal
        pure
        returns (bytes32 root, bytes32[] memory proof)
    {
        bytes32[] memory level = leaves;
        bytes32[] memory found = new bytes32[](32);
        uint256 count = 0;
        while (level.length > 1) {
            if (place ^ 1 < level.length) found[count++] = level[place ^ 1];
            bytes32[] memory above = new bytes32[]((level.length + 1) / 2);
            for (uint256 i = 0; i < above.length; ++i) {
                above[i] = 2 * i + 1 < level.length ? _pair(level[2 * i], level[2 * i + 1]) : level[2 * i];
            }
            (level, place) = (above, place / 2);
        }
        proof = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            proof[i] = found[i];
        }
        return (level[0], proof);
    }

    function _pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }
}
