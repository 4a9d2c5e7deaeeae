// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IPufferOracle} from "./IPufferOracle.sol";
import {IPufferSecondOpinion} from "./IPufferSecondOpinion.sol";

/// @title  VaultOracleAdapter
/// @notice The protocol's oracle as the vault alone asks it, less the proved shortfall: what one upgrade of the vault plugs in.
/// @dev    The old oracle goes on counting: protocol, tickets and prices keep it, and every provision and exit moves the answer
///         at once, since the count is read live. A loss that was settled since the last report is subtracted twice until the
///         next one: the low side.
///
///         Trusted, not verified: both contracts named at deployment. No view reverts where the old oracle's does not.
contract VaultOracleAdapter is IPufferOracle {
    /// @notice The protocol's oracle.
    IPufferOracle public immutable oldOracle;

    /// @notice Says the shortfall.
    IPufferSecondOpinion public immutable opinion;

    /// @notice Only the old oracle counts, prices and is told anything.
    error NotForVault();

    /// @param oldOracle_ The protocol's oracle.
    /// @param opinion_   Says the shortfall.
    constructor(IPufferOracle oldOracle_, IPufferSecondOpinion opinion_) {
        (oldOracle, opinion) = (oldOracle_, opinion_);
    }

    /// @inheritdoc IPufferOracle
    function getLockedEthAmount() external view returns (uint256) {
        return Math.saturatingSub(oldOracle.getLockedEthAmount(), opinion.shortfallInEffect());
    }

    /// @inheritdoc IPufferOracle
    function getValidatorTicketPrice() external view returns (uint256) {
        return oldOracle.getValidatorTicketPrice();
    }

    /// @inheritdoc IPufferOracle
    function isOverBurstThreshold() external view returns (bool) {
        return oldOracle.isOverBurstThreshold();
    }

    /// @inheritdoc IPufferOracle
    function getTotalNumberOfValidators() external view returns (uint256) {
        return oldOracle.getTotalNumberOfValidators();
    }

    /// @inheritdoc IPufferOracle
    function getNumberOfActiveValidators() external view returns (uint256) {
        return oldOracle.getNumberOfActiveValidators();
    }

    /// @inheritdoc IPufferOracle
    function provisionNode() external pure {
        revert NotForVault();
    }

    /// @inheritdoc IPufferOracle
    function exitValidators(uint256) external pure {
        revert NotForVault();
    }

    /// @inheritdoc IPufferOracle
    function setMintPrice(uint256) external pure {
        revert NotForVault();
    }

    /// @inheritdoc IPufferOracle
    function setTotalNumberOfValidators(uint256, uint256, bytes[] calldata) external pure {
        revert NotForVault();
    }
}
