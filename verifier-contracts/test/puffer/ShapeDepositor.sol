// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {DEPOSITOR_BASE, DepositorStorage} from "./ShapeStorage.sol";
import {ShapeUpgradeable} from "./ShapeProxy.sol";
import {ShapeWeth} from "./ShapeWeth.sol";

/// @dev Gives revenue to the vault at once and lets it count little by little.
contract ShapeDepositor is ShapeUpgradeable {
    ShapeWeth public immutable WETH;
    address public immutable PUFFER_VAULT;

    constructor(ShapeWeth weth, address vault) {
        (WETH, PUFFER_VAULT) = (weth, vault);
    }

    function setRewardsDistributionWindow(uint104 windowSeconds) external {
        _storage().rewardsDistributionWindow = windowSeconds;
    }

    function depositRevenue() external payable {
        DepositorStorage storage kept = _storage();
        kept.lastDepositAmount = uint104(getPendingDistributionAmount() + msg.value);
        kept.lastDepositTimestamp = uint48(block.timestamp);
        WETH.deposit{value: msg.value}();
        WETH.transfer(PUFFER_VAULT, msg.value);
    }

    /// @dev Rounded up: what is not distributed yet never counts.
    function getPendingDistributionAmount() public view returns (uint256) {
        DepositorStorage storage kept = _storage();
        uint256 window = kept.rewardsDistributionWindow;
        if (window == 0) return 0;
        uint256 passed = Math.min(block.timestamp - kept.lastDepositTimestamp, window);
        return Math.mulDiv(kept.lastDepositAmount, window - passed, window, Math.Rounding.Ceil);
    }

    function _storage() private pure returns (DepositorStorage storage kept) {
        assembly {
            kept.slot := DEPOSITOR_BASE
        }
    }
}
