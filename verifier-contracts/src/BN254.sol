// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @title  BN254
/// @notice The three precompiles of the pairing curve alt_bn128. A call that fails reverts: it never reads as `false`,
///         so that gas estimation through any caller finds enough gas.
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

    address private constant ADD = address(0x06);
    address private constant MUL = address(0x07);
    address private constant PAIRING = address(0x08);

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

    /// @notice Sum of two points.
    /// @param a First point.
    /// @param b Second point.
    /// @return sum Their sum.
    function add(G1Point memory a, G1Point memory b) internal view returns (G1Point memory sum) {
        (bool ok, bytes memory answer) = ADD.staticcall(abi.encode(a, b));
        if (!ok || answer.length != 64) revert PrecompileFailed(ADD, 4);
        (sum.x, sum.y) = abi.decode(answer, (uint256, uint256));
    }

    /// @notice Multiple of a point.
    /// @param point  Point.
    /// @param scalar Factor.
    /// @return product The multiple.
    function mul(G1Point memory point, uint256 scalar) internal view returns (G1Point memory product) {
        (bool ok, bytes memory answer) = MUL.staticcall(abi.encode(point, scalar));
        if (!ok || answer.length != 64) revert PrecompileFailed(MUL, 3);
        (product.x, product.y) = abi.decode(answer, (uint256, uint256));
    }

    /// @notice The inverse of a point.
    /// @param point   Point; infinity (0, 0) is its own inverse.
    /// @return inverse The point with the opposite y.
    function negate(G1Point memory point) internal pure returns (G1Point memory inverse) {
        return G1Point(point.x, point.y == 0 ? 0 : P - point.y);
    }

    /// @notice Whether the product of all pairings is one.
    /// @param words Six words a pair: G1 x, y, then G2 x.c1, x.c0, y.c1, y.c0.
    /// @return True if it is.
    function pairingIsOne(uint256[] memory words) internal view returns (bool) {
        (bool ok, bytes memory answer) = PAIRING.staticcall(abi.encodePacked(words));
        if (!ok || answer.length != 32) revert PrecompileFailed(PAIRING, words.length);
        return abi.decode(answer, (uint256)) == 1;
    }
}
