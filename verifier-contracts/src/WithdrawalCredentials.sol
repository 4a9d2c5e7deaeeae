// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @title  WithdrawalCredentials
/// @notice Whom a validator or a deposit pays out to.
/// @dev    0x01 (execution withdrawals, Capella) or 0x02 (compounding, Electra), eleven zero bytes, an address:
///         https://github.com/ethereum/consensus-specs/blob/dev/specs/electra/beacon-chain.md#withdrawal-prefixes
///         A validator may change from 0x01 to 0x02; its address never changes.
///
///         Verified here: the prefix and the eleven zeros.
///         Trusted, not verified: the credentials themselves, which the caller proves.
library WithdrawalCredentials {
    bytes12 private constant EXECUTION = 0x010000000000000000000000;
    bytes12 private constant COMPOUNDING = 0x020000000000000000000000;

    /// @notice The address that the credentials pay out to.
    /// @param credentials Withdrawal credentials.
    /// @return payee      The address; zero where they name none (0x00: a BLS key) or have another form.
    function payeeOf(bytes32 credentials) internal pure returns (address payee) {
        bytes12 kind = bytes12(credentials);
        if (kind == EXECUTION || kind == COMPOUNDING) payee = address(uint160(uint256(credentials)));
    }
}
