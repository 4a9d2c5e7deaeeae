// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {WithdrawalCredentials} from "../src/WithdrawalCredentials.sol";
import {Test} from "./Test.sol";

contract WithdrawalCredentialsTest is Test {
    function testFuzz_payeeOf_isTheAddressBehindBothPrefixes(address payee) public pure {
        bytes32 suffix = bytes32(uint256(uint160(payee)));
        assertEq(WithdrawalCredentials.payeeOf(suffix | bytes32(bytes1(0x01))), payee);
        assertEq(WithdrawalCredentials.payeeOf(suffix | bytes32(bytes1(0x02))), payee);
    }

    function testFuzz_payeeOf_isNobodyBehindAnyOtherTwelveBytes(bytes12 kind, address payee) public pure {
        vm.assume(kind != bytes12(bytes1(0x01)) && kind != bytes12(bytes1(0x02)));
        _assertNobody(kind, payee);
    }

    /// @dev Every bit off the two known forms: other prefixes, and the zeros between prefix and address.
    function test_payeeOf_isNobodyWhereOneBitIsOff() public pure {
        for (uint256 bit = 0; bit < 96; ++bit) {
            bytes12 flip = bytes12(uint96(1 << bit));
            // 0x00 and 0x03 among them.
            _assertNobody(bytes12(bytes1(0x01)) ^ flip, address(0xb0d));
            _assertNobody(bytes12(bytes1(0x02)) ^ flip, address(0xb0d));
        }
    }

    function _assertNobody(bytes12 kind, address payee) private pure {
        bytes32 credentials = bytes32(kind) | bytes32(uint256(uint160(payee)));
        assertEq(WithdrawalCredentials.payeeOf(credentials), address(0));
    }
}
