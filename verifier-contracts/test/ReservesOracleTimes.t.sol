// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {SourceProof} from "../src/ExecutionState.sol";
import {IReservesOracle, Report} from "../src/interfaces/IReservesOracle.sol";
import {EntryChain} from "../src/EntryChain.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";

/// @notice What comes too early or too late: spurts opened before all validators are registered, pods added after the
///         block, spurts that are finished out of order.
contract ReservesOracleTimesTest is ReportFixture {
    function fixtureName() internal pure override returns (string memory) {
        return "toy-report.json";
    }

    function initialEntries() internal pure override returns (uint256) {
        return 0;
    }

    /// @dev Whenever it is opened, and however far the registry is when the first pages come, the report is the same.
    /// forge-config: default.fuzz.runs = 24
    function testFuzz_earlyOpenAndLateRegistrationCanBeFinished(uint256 atOpen, bool pagesBetween) public {
        atOpen %= entryCount() + 1;
        ReportArguments memory r = validReport();
        appendEntries(0, atOpen);
        open(r);
        assertEq(oracle.progressOf(r.spurt).requiredCount, atOpen);
        if (pagesBetween && atOpen >= 3) submit(r, slice(r.run, 0, 1));
        appendEntries(atOpen, entryCount());
        submit(r, r.run);
        finalize(r);
        assertEq(oracle.getRate(), expected("principalRate"));
        assertEq(oracle.reportOf(r.spurt).existing, expected("existing"));
    }

    /// @dev All that was required is proved, but a validator that exists came later: its ETH must not be left out.
    function test_finalize_revert_existingValidatorRegisteredLate() public {
        ReportArguments memory r = validReport();
        appendEntries(0, 3);
        open(r);
        appendEntries(3, entryCount());
        submit(r, slice(r.run, 0, 1));
        vm.expectPartialRevert(IReservesOracle.ProvisionsUnaccounted.selector);
        finalize(r);
        submit(r, r.run);
        finalize(r);
        assertEq(oracle.getRate(), expected("principalRate"));
    }

    /// @dev The registry goes on after `open`; who proved what was required is not held up by it.
    function test_finalize_needsOnlyWhatWasThereAtOpen() public {
        ReportArguments memory r = validReport();
        appendEntries(0, 6);
        open(r);
        submit(r, slice(r.run, 0, 3));
        appendEntries(6, entryCount());
        finalize(r);
        Report memory kept = oracle.reportOf(r.spurt);
        assertEq(kept.validators, 6);
        assertEq(kept.registryCommitment, registry.commitmentAt(6));
        assertEq(kept.rate, expected("principalRate"));
    }

    /// @dev Without pages no list length is proved, so nobody can say that a registered validator does not exist.
    function test_finalize_revert_registeredValidatorWaitsWithoutPages() public {
        ReportArguments memory r = validReport();
        open(r);
        appendEntries(0, entryCount());
        vm.expectPartialRevert(IReservesOracle.ProvisionsUnaccounted.selector);
        finalize(r);
        send(r);
        assertEq(oracle.getRate(), expected("principalRate"));
    }

    function test_submitPages_revert_pagesOfEntriesThatAreNotRegisteredYet() public {
        ReportArguments memory r = validReport();
        appendEntries(0, 3);
        open(r);
        vm.expectPartialRevert(EntryChain.EntriesOutOfRange.selector);
        submit(r, r.run);
    }

    function test_olderSpurtFinishedLate_leavesTheNewerRate() public {
        appendEntries(0, entryCount());
        ReportArguments memory first = validReport();
        uint256 firstRate = expected("principalRate");
        open(first);
        submit(first, first.run);
        _sendNext();
        uint256 secondRate = expected("principalRate");
        finalize(first);
        assertEq(oracle.latestSpurt(), 2);
        assertEq(oracle.getRate(), secondRate);
        assertEq(oracle.reportOf(1).rate, firstRate);
        (, int256 answer,,,) = oracle.getRoundData(1);
        assertEq(uint256(answer), firstRate);
    }

    function test_podsAddedAfterTheBlockDoNotCount() public {
        appendEntries(0, entryCount());
        ReportArguments memory r = validReport();
        _addPod(address(0xc0ffee));
        send(r);
        (uint128[] memory sourcesWei,) = oracle.blockAssets().componentsOf(r.spurt);
        assertEq(
            sourcesWei.length, lists.sources.length + registry.podsBy(uint48(expected("blockTimestamp")))
        );
        assertTrue(registry.pods().length > sourcesWei.length - lists.sources.length, "more pods by now");
        assertEq(oracle.getRate(), expected("principalRate"));
    }

    /// @dev Its ETH counts once, and the oracle is not stopped by it.
    function test_aPodThatIsASourceCountsOnce() public {
        appendEntries(0, entryCount());
        _addPod(lists.sources[0].account);
        loadFixture("toy-next.json");
        enterSpurt();
        ReportArguments memory r = validReport();
        SourceProof[] memory proofs = new SourceProof[](r.execution.sources.length + 1);
        for (uint256 i = 0; i < proofs.length - 1; ++i) {
            proofs[i] = r.execution.sources[i];
        }
        proofs[proofs.length - 1] = proofs[0];
        uint64[] memory places = new uint64[](proofs.length);
        for (uint64 i = 0; i < proofs.length; ++i) {
            places[i] = i;
        }
        (r.execution.places, r.execution.sources) = (places, proofs);
        send(r);
        (uint128[] memory sourcesWei,) = oracle.blockAssets().componentsOf(r.spurt);
        assertTrue(sourcesWei[0] > 0, "counts as a source");
        assertEq(sourcesWei[proofs.length - 1], 0);
        assertEq(oracle.getRate(), expected("principalRate"));
    }

    function _sendNext() private {
        loadFixture("toy-next.json");
        enterSpurt();
        send(validReport());
    }

    function _addPod(address pod) private {
        vm.etch(pod, hex"00");
        registry.addPod(pod);
    }
}
