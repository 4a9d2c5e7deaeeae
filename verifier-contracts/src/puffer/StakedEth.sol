// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title  StakedEth
/// @notice What a holder of stETH has, from slots of the token.
/// @dev    Shares stand in a mapping at slot 0; everything else in slots that are hashes of names, two numbers of 128 bits in
///         each, the first one low. The version, itself proved, says which slots count:
///
///             3    internal = buffered + clBalance + 32 ETH * (deposited - clValidators)
///             4    internal = buffered + depositedPostReport + validatorsBalance + pendingBalance
///
///         Names: lido.Lido.<name> of the token's storage library; https://github.com/lidofinance/core, contracts/0.4.24/Lido.sol.
///
///         Trusted, not verified: the token's own accounting.
library StakedEth {
    uint256 internal constant VERSION_SLOT =
        0x4dd0f6662ba1d6b081f08b350f5e9a6a7b15cf586926ba66f753594928fa64a6;
    uint256 internal constant SHARES_SLOT =
        0x6038150aecaa250d524370a0fdcdec13f2690e0723eaf277f41d7cae26b359e6;
    uint256 private constant BUFFERED_SLOT_3 =
        0xa84c096ee27e195f25d7b6c7c2a03229e49f1a2a5087e57ce7d7127707942fe3;
    uint256 private constant CL_SLOT_3 = 0xc36804a03ec742b57b141e4e5d8d3bd1ddb08451fd0f9983af8aaab357a78e2f;
    uint256 private constant BUFFERED_SLOT_4 =
        0x81a11fa1111afa59b50051f60ccf604a39d96acb484dc467ad8eadb4a63f0a5f;
    uint256 private constant CL_SLOT_4 = 0x096e465397f38e659238ccd5d5a2c434ced54a63fd8d694045bfb058ab9d8112;
    uint256 private constant PRINCIPAL_WEI = 32 ether;

    /// @notice The token has a version whose slots are not known.
    /// @param version Its version.
    error StakedEthVersionUnknown(uint256 version);

    /// @notice The slots to read, in the order of `balance`.
    /// @param holder  Whose ETH.
    /// @param version Of the token; proved by the first slot.
    /// @return slots  Version, shares of the holder, all shares, and two of the version.
    function slotsOf(address holder, uint256 version) internal pure returns (uint256[] memory slots) {
        slots = new uint256[](5);
        (slots[0], slots[2]) = (VERSION_SLOT, SHARES_SLOT);
        slots[1] = uint256(keccak256(abi.encode(holder, uint256(0))));
        if (version == 3) (slots[3], slots[4]) = (BUFFERED_SLOT_3, CL_SLOT_3);
        else if (version == 4) (slots[3], slots[4]) = (BUFFERED_SLOT_4, CL_SLOT_4);
        else revert StakedEthVersionUnknown(version);
    }

    /// @notice What the holder has.
    /// @param values By `slotsOf`.
    /// @return       Wei, rounded down.
    function balance(uint256[] memory values) internal pure returns (uint256) {
        (uint256 total, uint256 externalShares) = _pair(values[2]);
        (uint256 buffered, uint256 second) = _pair(values[3]);
        (uint256 third, uint256 fourth) = _pair(values[4]);
        uint256 internalWei = values[0] == 3
            ? buffered + third + PRINCIPAL_WEI * (second - fourth)
            : buffered + second + third + fourth;
        // No share is held while there are none.
        return values[1] == 0 ? 0 : Math.mulDiv(values[1], internalWei, total - externalShares);
    }

    function _pair(uint256 word) private pure returns (uint256 low, uint256 high) {
        return (uint128(word), word >> 128);
    }
}
