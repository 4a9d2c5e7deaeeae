// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BN254} from "../src/BN254.sol";
import {Test} from "./Test.sol";

/// @dev The laws of the group; Groth16BatchVerifier.t.sol has real proofs, and precompiles that fail.
contract BN254Test is Test {
    uint256 private constant P = BN254.P;

    function test_isOnCurve_generatorWithCanonicalCoordinatesOnly() public pure {
        assertTrue(BN254.isOnCurve(1, 2), "generator");
        assertTrue(BN254.isOnCurve(1, P - 2), "its inverse");
        assertTrue(!BN254.isOnCurve(1 + P, 2), "x above");
        assertTrue(!BN254.isOnCurve(1, 2 + P), "y above");
        assertTrue(!BN254.isOnCurve(0, 0), "infinity");
        assertTrue(!BN254.isOnCurve(P, P), "infinity above");
    }

    function testFuzz_isOnCurve_oneOtherPointWithTheSameX(uint256 y) public pure {
        vm.assume(y != 2 && y != P - 2);
        assertTrue(!BN254.isOnCurve(1, y), "off the curve");
    }

    function testFuzz_negate_givesTheInverse(uint256 scalar) public view {
        BN254.G1Point memory sum = _multiple(scalar);
        BN254.G1Point memory inverse = _multiple(scalar);
        BN254.negate(inverse);
        BN254.addTo(sum, inverse);
        _assertInfinity(sum);
    }

    /// @dev (0, P) would be no point for the precompiles.
    function test_negate_infinityIsItsOwnInverse() public pure {
        BN254.G1Point memory infinity;
        BN254.negate(infinity);
        _assertInfinity(infinity);
    }

    function testFuzz_mulBy_distributesOverAddTo(uint128 a, uint128 b) public view {
        BN254.G1Point memory sum = _multiple(a);
        BN254.addTo(sum, _multiple(b));
        BN254.G1Point memory expected = _multiple(uint256(a) + b);
        assertEq(sum.x, expected.x);
        assertEq(sum.y, expected.y);
    }

    function test_mulBy_orderOfTheGroup() public view {
        _assertInfinity(_multiple(BN254.R));
        assertEq(_multiple(BN254.R - 1).y, P - 2);
    }

    function _multiple(uint256 scalar) private view returns (BN254.G1Point memory point) {
        point = BN254.G1Point(1, 2);
        BN254.mulBy(point, scalar);
    }

    function _assertInfinity(BN254.G1Point memory point) private pure {
        assertEq(point.x | point.y, 0);
    }
}
