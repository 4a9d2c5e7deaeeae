// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ISpurtPages} from "./interfaces/ISpurtPages.sol";

/// @title  Amounts
/// @notice All amounts are below 2^128 wei, far above all ETH there is, so that sums of a few never overflow.
library Amounts {
    /// @notice Requires that an amount is below 2^128. Reverts with AmountTooLarge.
    /// @param amountWei An amount or a sum, wei.
    /// @return The same.
    function bounded(uint256 amountWei) internal pure returns (uint128) {
        if (amountWei >> 128 != 0) revert ISpurtPages.AmountTooLarge(amountWei);
        return uint128(amountWei);
    }

    /// @notice Requires that a sum of balances is below 2^96 wei, six hundred times all ETH. Reverts with AmountTooLarge.
    /// @param amountWei A sum of balances of one block, wei.
    /// @return The same.
    function balance(uint256 amountWei) internal pure returns (uint96) {
        if (amountWei >> 96 != 0) revert ISpurtPages.AmountTooLarge(amountWei);
        return uint96(amountWei);
    }

    /// @notice The largest amount in place of a larger one: where it can only lower a rate, or send it to review, and where
    ///         a revert would stop a spurt for good.
    /// @param amountWei An amount, a sum or a rate.
    /// @return The same, below 2^128.
    function capped(uint256 amountWei) internal pure returns (uint128) {
        return amountWei >> 128 == 0 ? uint128(amountWei) : type(uint128).max;
    }
}
