// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title  DemoPufETH
/// @notice Stands for pufETH on the development network: an ERC-20 that its owner mints.
/// @dev    ERC20 comes first among the bases, so `_totalSupply` stands in storage slot 2 (a test reads it there).
///         Never for a public chain.
contract DemoPufETH is ERC20, Ownable {
    constructor(address owner_) ERC20("Demo pufETH", "dpufETH") Ownable(owner_) {}

    /// @notice Creates tokens. Owner only.
    /// @param to     Who gets them.
    /// @param amount How many, 18 decimals.
    function mint(address to, uint256 amount) external onlyOwner {
        _mint(to, amount);
    }
}
