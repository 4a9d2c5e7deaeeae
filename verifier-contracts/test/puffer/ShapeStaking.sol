// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {StorageSlot} from "@openzeppelin/contracts/utils/StorageSlot.sol";

/// @dev Staked ETH whose token is a share of a pool: shares in the mapping of slot 0, everything else in slots that are
///      hashes, two numbers of 128 bits in each (the first one low), where the version says which slots count.
///
///          3   internal = buffered + clBalance + 32 ETH * (deposited - clValidators)
///          4   internal = buffered + depositedPostReport + validatorsBalance + pendingBalance
contract ShapeStaking {
    bytes32 public constant VERSION_SLOT = 0x4dd0f6662ba1d6b081f08b350f5e9a6a7b15cf586926ba66f753594928fa64a6;
    bytes32 public constant SHARES_SLOT = 0x6038150aecaa250d524370a0fdcdec13f2690e0723eaf277f41d7cae26b359e6;
    bytes32 public constant BUFFERED_SLOT_3 =
        0xa84c096ee27e195f25d7b6c7c2a03229e49f1a2a5087e57ce7d7127707942fe3;
    bytes32 public constant CL_SLOT_3 = 0xc36804a03ec742b57b141e4e5d8d3bd1ddb08451fd0f9983af8aaab357a78e2f;
    bytes32 public constant BUFFERED_SLOT_4 =
        0x81a11fa1111afa59b50051f60ccf604a39d96acb484dc467ad8eadb4a63f0a5f;
    bytes32 public constant CL_SLOT_4 = 0x096e465397f38e659238ccd5d5a2c434ced54a63fd8d694045bfb058ab9d8112;
    uint256 private constant PRINCIPAL_WEI = 32 ether;

    mapping(address account => uint256) public sharesOf;

    constructor(uint256 version) {
        _set(VERSION_SLOT, version);
    }

    function submit() external payable returns (uint256 shares) {
        (uint256 totalShares, uint256 externalShares) = _pair(SHARES_SLOT);
        uint256 internalShares = totalShares - externalShares;
        shares = internalShares == 0 ? msg.value : msg.value * internalShares / internalEtherWei();
        sharesOf[msg.sender] += shares;
        _setPair(SHARES_SLOT, totalShares + shares, externalShares);
        bytes32 slot = _bufferedSlot();
        (uint256 bufferedWei, uint256 other) = _pair(slot);
        _setPair(slot, bufferedWei + msg.value, other);
    }

    /// @dev Shares that somebody outside the pool stands for.
    function mintExternalShares(address to, uint256 shares) external {
        (uint256 totalShares, uint256 externalShares) = _pair(SHARES_SLOT);
        sharesOf[to] += shares;
        _setPair(SHARES_SLOT, totalShares + shares, externalShares + shares);
    }

    function transferShares(address to, uint256 shares) external {
        sharesOf[msg.sender] -= shares;
        sharesOf[to] += shares;
    }

    /// @dev Takes the four numbers as they are: what they mean depends on the version.
    function report(uint256 bufferedWei, uint256 second, uint256 third, uint256 fourth) external {
        _setPair(_bufferedSlot(), bufferedWei, second);
        _setPair(_clSlot(), third, fourth);
    }

    /// @dev From 3 to 4: the same ETH, in other slots.
    function finalizeUpgrade() external {
        uint256 bufferedWei;
        uint256 restWei = internalEtherWei();
        (bufferedWei,) = _pair(BUFFERED_SLOT_3);
        _set(VERSION_SLOT, 4);
        _setPair(BUFFERED_SLOT_4, bufferedWei, 0);
        _setPair(CL_SLOT_4, restWei - bufferedWei, 0);
        _set(BUFFERED_SLOT_3, 0);
        _set(CL_SLOT_3, 0);
    }

    function setVersion(uint256 version) external {
        _set(VERSION_SLOT, version);
    }

    function getContractVersion() public view returns (uint256) {
        return StorageSlot.getUint256Slot(VERSION_SLOT).value;
    }

    function getTotalShares() external view returns (uint256 totalShares) {
        (totalShares,) = _pair(SHARES_SLOT);
    }

    function balanceOf(address account) external view returns (uint256) {
        (uint256 totalShares, uint256 externalShares) = _pair(SHARES_SLOT);
        uint256 internalShares = totalShares - externalShares;
        return internalShares == 0 ? 0 : sharesOf[account] * internalEtherWei() / internalShares;
    }

    function internalEtherWei() public view returns (uint256) {
        (uint256 bufferedWei, uint256 second) = _pair(_bufferedSlot());
        (uint256 third, uint256 fourth) = _pair(_clSlot());
        if (getContractVersion() == 3) return bufferedWei + third + PRINCIPAL_WEI * (second - fourth);
        return bufferedWei + second + third + fourth;
    }

    function _bufferedSlot() private view returns (bytes32) {
        return getContractVersion() == 3 ? BUFFERED_SLOT_3 : BUFFERED_SLOT_4;
    }

    function _clSlot() private view returns (bytes32) {
        return getContractVersion() == 3 ? CL_SLOT_3 : CL_SLOT_4;
    }

    function _pair(bytes32 slot) private view returns (uint256 low, uint256 high) {
        uint256 word = StorageSlot.getUint256Slot(slot).value;
        return (uint128(word), word >> 128);
    }

    function _setPair(bytes32 slot, uint256 low, uint256 high) private {
        _set(slot, low | high << 128);
    }

    function _set(bytes32 slot, uint256 value) private {
        StorageSlot.getUint256Slot(slot).value = value;
    }
}
