// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @notice An EigenPod as far as exits go: its owner asks, and it asks the contract of EIP-7002.
/// @dev    Stands in the genesis of a network, with its owner in slot 0.
contract ExitingPod {
    address private constant WITHDRAWAL_REQUESTS = 0x00000961Ef480Eb55e80D19ad83579A64c007002;

    struct WithdrawalRequest {
        bytes pubkey;
        uint64 amountGwei;
    }

    address public podOwner;

    error NotTheOwner(address caller);
    error FeeTooLow(uint256 sentWei, uint256 wantedWei);

    function requestWithdrawal(WithdrawalRequest[] calldata requests) external payable {
        if (msg.sender != podOwner) revert NotTheOwner(msg.sender);
        (bool isKnown, bytes memory fee) = WITHDRAWAL_REQUESTS.staticcall("");
        require(isKnown);
        uint256 feeWei = abi.decode(fee, (uint256));
        if (msg.value < feeWei * requests.length) revert FeeTooLow(msg.value, feeWei * requests.length);
        for (uint256 i = 0; i < requests.length; ++i) {
            bytes memory request = abi.encodePacked(requests[i].pubkey, requests[i].amountGwei);
            (bool isTaken,) = WITHDRAWAL_REQUESTS.call{value: feeWei}(request);
            require(isTaken);
        }
    }
}
