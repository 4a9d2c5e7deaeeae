// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BN254} from "../src/BN254.sol";
import {Groth16BatchVerifier} from "../src/Groth16BatchVerifier.sol";
import {IReservesOracle, Page} from "../src/interfaces/IReservesOracle.sol";
import {SSZ} from "../src/SSZ.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";

/// @notice Laws of the pages of every report fixture: none left out, added, moved or changed.
/// forge-config: default.fuzz.runs = 48
abstract contract ReservesOraclePagesTest is ReportFixture {
    function test_report_revert_noPages() public {
        ReportArguments memory r = validReport();
        r.pages = new Page[](0);
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.NoPages.selector));
        send(r);
    }

    function testFuzz_report_revert_anyOtherLinkNode(uint256 page, uint256 bit) public {
        ReportArguments memory r = validReport();
        r.pages[page % r.pages.length].linkNode ^= bitMask(bit);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        send(r);
    }

    function testFuzz_report_revert_amountsAbove128Bits(uint256 page, uint128 high, bool raw) public {
        vm.assume(high != 0);
        ReportArguments memory r = validReport();
        Page memory changed = r.pages[page % r.pages.length];
        uint256 amountWei = uint256(high) << 128;
        if (raw) changed.rawOutWei = amountWei;
        else changed.principalOutWei = amountWei;
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.AmountTooLarge.selector, amountWei));
        send(r);
    }

    function test_report_revert_moreExistingThanConsumed() public {
        ReportArguments memory r = validReport();
        uint256 count = r.pages[0].countOut;
        r.pages[0].existingOut = count + 1;
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.ExistingAboveCount.selector, count + 1, count));
        send(r);
    }

    function test_report_revert_validatorRegisteredButNotProved() public {
        ReportArguments memory r = validReport();
        uint64[] memory index = new uint64[](1);
        uint64[] memory principal = new uint64[](1);
        (index[0], principal[0]) = (2 ** 40 - 1, 32e9);
        registry.append(index, principal);
        Page memory last = r.pages[r.pages.length - 1];
        vm.expectRevert(
            abi.encodeWithSelector(
                IReservesOracle.RegistryMismatch.selector,
                last.commitmentOut,
                last.countOut,
                registry.commitment(),
                registry.count()
            )
        );
        send(r);
    }

    function test_report_revert_lastPageLeftOut() public {
        ReportArguments memory r = validReport();
        _needPages(r, 2);
        Page[] memory fewer = new Page[](r.pages.length - 1);
        for (uint256 i = 0; i < fewer.length; ++i) {
            fewer[i] = r.pages[i];
        }
        r.pages = fewer;
        vm.expectPartialRevert(IReservesOracle.RegistryMismatch.selector);
        send(r);
    }

    function test_report_revert_firstPageLeftOut() public {
        ReportArguments memory r = validReport();
        _needPages(r, 2);
        Page[] memory fewer = new Page[](r.pages.length - 1);
        for (uint256 i = 0; i < fewer.length; ++i) {
            fewer[i] = r.pages[i + 1];
        }
        r.pages = fewer;
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.ProofsRejected.selector, fewer.length));
        send(r);
    }

    /// @dev Amounts and existing count of any page, and the chain inside: whatever the registry does not pin.
    function testFuzz_report_revert_anyOtherPageOutput(uint256 page, uint256 field, uint128 change) public {
        vm.assume(change != 0);
        ReportArguments memory r = validReport();
        page %= r.pages.length;
        field %= page + 1 == r.pages.length ? 3 : 4;
        Page memory changed = r.pages[page];
        if (field == 0) changed.principalOutWei ^= change;
        else if (field == 1) changed.rawOutWei ^= change;
        else if (field == 2) changed.existingOut = (changed.existingOut + 1) % (changed.countOut + 1);
        else changed.commitmentOut = (changed.commitmentOut + change) % BN254.R;
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.ProofsRejected.selector, r.pages.length));
        send(r);
    }

    function test_report_revert_commitmentNotBelowTheFieldOrder() public {
        ReportArguments memory r = validReport();
        _needPages(r, 2);
        r.pages[0].commitmentOut += BN254.R;
        vm.expectRevert(
            abi.encodeWithSelector(
                Groth16BatchVerifier.PublicInputTooLarge.selector, 0, 7, r.pages[0].commitmentOut
            )
        );
        send(r);
    }

    function test_report_revert_proofsOfTwoPagesSwapped() public {
        ReportArguments memory r = validReport();
        _needPages(r, 2);
        (r.pages[0].proof, r.pages[1].proof) = (r.pages[1].proof, r.pages[0].proof);
        vm.expectRevert(abi.encodeWithSelector(IReservesOracle.ProofsRejected.selector, r.pages.length));
        send(r);
    }

    function _needPages(ReportArguments memory r, uint256 pages) private {
        if (r.pages.length < pages) vm.skip(true, string.concat("needs pages: ", vm.toString(pages)));
    }
}

/// @notice A synthetic chain; its proofs are real, of a toy circuit that proves anything (test/contract-fixtures).
contract ToyPagesTest is ReservesOraclePagesTest {
    function fixtureName() internal pure override returns (string memory) {
        return "toy-report.json";
    }
}

/// @notice A bundle of the real circuit over a real beacon state.
contract RealPagesTest is ReservesOraclePagesTest {
    function fixtureName() internal pure override returns (string memory) {
        return "report.json";
    }
}
