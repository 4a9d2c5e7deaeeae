// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IGroth16BatchVerifier} from "../src/interfaces/IGroth16BatchVerifier.sol";

/// @dev Says yes, where a test is about everything but the proofs.
contract AcceptsEverything is IGroth16BatchVerifier {
    function verify(uint256[8][] calldata, uint256[16][] calldata) external pure returns (bool) {
        return true;
    }
}
