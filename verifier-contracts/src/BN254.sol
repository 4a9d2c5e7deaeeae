// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @title  BN254
/// @notice The three precompiles of the pairing curve alt_bn128. A call that fails reverts: it never reads as `false`,
///         so that gas estimation through any caller finds enough gas. Points change in place: nothing is allocated.
/// @dev    https://eips.ethereum.org/EIPS/eip-196 (addition, multiplication), https://eips.ethereum.org/EIPS/eip-197
///         G1: y^2 = x^3 + 3 over F_p; its order is the prime R, so every point of the curve is in the group.
library BN254 {
    /// @notice A point of G1, affine.
    struct G1Point {
        uint256 x;
        uint256 y;
    }

    /// @notice Base field order p (EIP-196).
    uint256 internal constant P =
        21888242871839275222246405745257275088696311157297823662689037894645226208583;

    /// @notice Group order, the field of the circuit (EIP-197).
    uint256 internal constant R =
        21888242871839275222246405745257275088548364400416034343698204186575808495617;

    uint160 private constant ADD = 6;
    uint160 private constant MUL = 7;
    uint160 private constant PAIRING = 8;

    /// @notice A precompile refused its input (a point off the curve or outside its subgroup, a coordinate not below
    ///         the field order) or ran out of gas.
    /// @param precompile Its address: 6 addition, 7 multiplication, 8 pairing.
    /// @param words      Number of 32-byte words that it was given.
    error PrecompileFailed(address precompile, uint256 words);

    /// @notice Whether a point is on the curve with canonical coordinates. The point at infinity is not.
    /// @param x Its x coordinate.
    /// @param y Its y coordinate.
    /// @return True if it is.
    function isOnCurve(uint256 x, uint256 y) internal pure returns (bool) {
        if (x >= P || y >= P) return false;
        return mulmod(y, y, P) == addmod(mulmod(mulmod(x, x, P), x, P), 3, P);
    }

    /// @notice Adds a point to another one, in place.
    /// @param sum   Point that becomes the sum.
    /// @param other Point that is added.
    function addTo(G1Point memory sum, G1Point memory other) internal view {
        bool ok;
        // Memory-safe: writes to `sum`, and beyond the free pointer as scratch.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mcopy(free, sum, 64)
            mcopy(add(free, 64), other, 64)
            // Arguments are evaluated from right to left: the call, then the size of its answer.
            ok := and(eq(returndatasize(), 64), staticcall(gas(), ADD, free, 128, sum, 64))
        }
        if (!ok) revert PrecompileFailed(address(ADD), 4);
    }

    /// @notice Multiplies a point, in place.
    /// @param point  Point that becomes the multiple.
    /// @param scalar Factor.
    function mulBy(G1Point memory point, uint256 scalar) internal view {
        bool ok;
        // Memory-safe: writes to `point`, and beyond the free pointer as scratch.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mcopy(free, point, 64)
            mstore(add(free, 64), scalar)
            // Arguments are evaluated from right to left: the call, then the size of its answer.
            ok := and(eq(returndatasize(), 64), staticcall(gas(), MUL, free, 96, point, 64))
        }
        if (!ok) revert PrecompileFailed(address(MUL), 3);
    }

    /// @notice The inverse of a point, in place; infinity (0, 0) is its own inverse.
    /// @param point Point that gets the opposite y.
    function negate(G1Point memory point) internal pure {
        if (point.y != 0) point.y = P - point.y;
    }

    /// @notice Whether the product of all pairings is one.
    /// @param words Six words a pair: G1 x, y, then G2 x.c1, x.c0, y.c1, y.c0.
    /// @return isOne True if it is.
    function pairingIsOne(uint256[] memory words) internal view returns (bool isOne) {
        bool ok;
        // Memory-safe: the answer goes to the scratch space.
        assembly ("memory-safe") {
            // Arguments are evaluated from right to left: the call, then the size of its answer.
            ok := and(
                eq(returndatasize(), 32),
                staticcall(gas(), PAIRING, add(words, 32), mul(mload(words), 32), 0, 32)
            )
            isOne := eq(mload(0), 1)
        }
        if (!ok) revert PrecompileFailed(address(PAIRING), words.length);
    }
}
