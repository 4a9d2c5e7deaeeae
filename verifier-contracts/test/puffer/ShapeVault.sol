// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ShapeDepositor} from "./ShapeDepositor.sol";
import {ShapeUpgradeable} from "./ShapeProxy.sol";
import {ShapeStaking} from "./ShapeStaking.sol";
import {TOKEN_BASE, TokenStorage, VAULT_BASE, VaultStorage} from "./ShapeStorage.sol";
import {ShapeWeth} from "./ShapeWeth.sol";

interface ILockedEth {
    function getLockedEthAmount() external view returns (uint256);
}

/// @dev The vault and its token. Like the deployed one it asks the oracle for one number only.
contract ShapeVault is ShapeUpgradeable {
    ShapeStaking public immutable ST_ETH;
    ShapeWeth public immutable WETH;
    ILockedEth public immutable PUFFER_ORACLE;
    ShapeDepositor public immutable RESTAKING_REWARDS_DEPOSITOR;

    constructor(ShapeStaking stEth, ShapeWeth weth, ILockedEth oracle, ShapeDepositor depositor) {
        (ST_ETH, WETH, PUFFER_ORACLE, RESTAKING_REWARDS_DEPOSITOR) = (stEth, weth, oracle, depositor);
    }

    receive() external payable {}

    function depositETH(address receiver) external payable returns (uint256 shares) {
        uint256 assetsWei = totalAssets() - msg.value;
        shares = totalSupply() == 0 ? msg.value : Math.mulDiv(msg.value, totalSupply(), assetsWei);
        _mint(receiver, shares);
    }

    function redeem(uint256 shares, address receiver) external returns (uint256 assetsWei) {
        assetsWei = Math.mulDiv(shares, totalAssets(), totalSupply());
        TokenStorage storage token = _token();
        token.balances[msg.sender] -= shares;
        token.totalSupply -= shares;
        _pay(receiver, assetsWei);
    }

    function wrap(uint256 amountWei) external {
        WETH.deposit{value: amountWei}();
    }

    function stake(uint256 amountWei) external {
        ST_ETH.submit{value: amountWei}();
    }

    /// @dev stETH goes to the queue, of which only the amount is kept.
    function initiateETHWithdrawals(address queue, uint256 shares) external {
        uint256 beforeWei = ST_ETH.balanceOf(address(this));
        ST_ETH.transferShares(queue, shares);
        _vault().lidoLockedEth += beforeWei - ST_ETH.balanceOf(address(this));
    }

    /// @dev And comes back as ETH.
    function claimWithdrawals(uint256 lockedWei) external payable {
        _vault().lidoLockedEth -= lockedWei;
    }

    function transferETH(address to, uint256 amountWei) external {
        _pay(to, amountWei);
    }

    function mintRewards(address receiver, uint256 amountWei) external {
        uint256 shares = Math.mulDiv(amountWei, totalSupply(), totalAssets());
        _vault().totalRewardMintAmount += amountWei;
        _mint(receiver, shares);
    }

    function depositRewards() external payable {
        _vault().totalRewardDepositAmount += msg.value;
    }

    /// @dev For a slot that the accounting does not read.
    function setTreasury(uint96 feeBasisPoints, address treasury) external {
        (_vault().treasuryFeeBasisPoints, _vault().treasury) = (feeBasisPoints, treasury);
        _vault().exitFeeBasisPoints = feeBasisPoints;
    }

    function totalAssets() public view returns (uint256) {
        VaultStorage storage kept = _vault();
        return ST_ETH.balanceOf(address(this)) + kept.lidoLockedEth + WETH.balanceOf(address(this))
            + address(this).balance + PUFFER_ORACLE.getLockedEthAmount() + kept.totalRewardMintAmount
            - kept.totalRewardDepositAmount - RESTAKING_REWARDS_DEPOSITOR.getPendingDistributionAmount();
    }

    function totalSupply() public view returns (uint256) {
        return _token().totalSupply;
    }

    function balanceOf(address account) external view returns (uint256) {
        return _token().balances[account];
    }

    function getLidoLockedETH() external view returns (uint256) {
        return _vault().lidoLockedEth;
    }

    function getTotalRewardMintAmount() external view returns (uint256) {
        return _vault().totalRewardMintAmount;
    }

    function getTotalRewardDepositAmount() external view returns (uint256) {
        return _vault().totalRewardDepositAmount;
    }

    function _mint(address receiver, uint256 shares) private {
        TokenStorage storage token = _token();
        token.balances[receiver] += shares;
        token.totalSupply += shares;
    }

    function _pay(address to, uint256 amountWei) private {
        (bool ok,) = to.call{value: amountWei}("");
        require(ok, "refused");
    }

    function _vault() private pure returns (VaultStorage storage kept) {
        assembly {
            kept.slot := VAULT_BASE
        }
    }

    function _token() private pure returns (TokenStorage storage kept) {
        assembly {
            kept.slot := TOKEN_BASE
        }
    }
}
