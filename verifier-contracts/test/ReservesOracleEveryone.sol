// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {SourceProof} from "../src/ExecutionState.sol";
import {IBlockAssets} from "../src/interfaces/IBlockAssets.sol";
import {Page, PageRun, SpurtProgress} from "../src/interfaces/IReservesOracle.sol";
import {WaitingDeposit} from "../src/PendingDeposits.sol";
import {ReservesOracle} from "../src/ReservesOracle.sol";
import {OpenRegistry} from "./OpenRegistry.sol";
import {ReportArguments} from "./ReportFixture.sol";
import {Test} from "./Test.sol";

/// @notice Everybody at once at one spurt: the registrar, two provers with their own partitions, strangers who bring any sources
///         and deposits, finish and improve, a griefer in front of each of their calls, and time that jumps. What must
///         succeed, whatever the others did, is called outright: a revert fails the test.
contract ReservesOracleEveryone is Test {
    address private constant GRIEFER = address(0xbad);
    uint256 private constant DEPOSITS = 3;

    ReservesOracle private immutable oracle;
    OpenRegistry private immutable registry;
    IBlockAssets private immutable assets;
    uint64 private immutable spurt;
    uint256 private immutable accounts;
    /// @dev Entries from which on as many provisions exist as are needed, if all deposits are shown.
    uint256 private immutable enough;
    uint64[] private numbers;
    uint64[] private indices;
    uint256[] private valuesWei;
    uint64[] private waitingProvisions;
    /// @dev Encoded, because these structs cannot be copied to storage.
    bytes private arguments;
    bytes[2] private partitions;

    /// @notice Time of the next call, seconds.
    uint256 public now_;
    /// @notice Places of the sources, a bit each, that were accepted in some call.
    uint256 public shownPlaces;
    /// @notice When the spurt was finished, seconds; 0 before.
    uint256 public finishedAt;
    /// @notice The report, hashed, when its day was over; 0 before.
    bytes32 public lastReport;
    /// @notice Ends of accepted runs.
    uint64[] public borders;
    /// @notice Of the provisions whose deposits wait, those that were accounted for at some time.
    mapping(uint64 provision => bool) public wasAccounted;

    constructor(
        ReservesOracle oracle_,
        OpenRegistry registry_,
        uint64[] memory numbers_,
        uint64[] memory indices_,
        uint256 enough_,
        uint256[] memory valuesWei_,
        ReportArguments memory arguments_,
        PageRun[2] memory partitions_
    ) {
        (oracle, registry, numbers, indices) = (oracle_, registry_, numbers_, indices_);
        (enough, valuesWei, now_) = (enough_, valuesWei_, block.timestamp);
        (assets, spurt, accounts) =
        (oracle_.blockAssets(), arguments_.spurt, arguments_.execution.places.length);
        arguments = abi.encode(arguments_);
        for (uint256 i = 0; i < arguments_.deposits.waiting.length; ++i) {
            waitingProvisions.push(arguments_.deposits.waiting[i].provision);
        }
        (partitions[0], partitions[1]) = (abi.encode(partitions_[0]), abi.encode(partitions_[1]));
    }

    /// @dev The griefer first, and what it changed is looked at before the others act.
    modifier griefed(uint256 seed) {
        vm.warp(now_);
        _grief(uint256(keccak256(abi.encode(seed))));
        _observe();
        _;
        _observe();
    }

    /// @notice The next validator joins.
    function register() public {
        vm.warp(now_);
        uint64 next = registry.count();
        if (next < numbers.length) registry.append(numbers[next], indices[next]);
    }

    function timePasses(uint256 seconds_) external {
        now_ += seconds_ % 9 hours;
        vm.warp(now_);
        _observe();
    }

    /// @notice A prover sends pages of its partition, from a border that was accepted or from the first entry.
    function prove(uint256 seed, bool second, uint256 from, uint256 length) external griefed(seed) {
        if (finishedAt != 0) return;
        (bool found, PageRun memory part) = _part(second, from, length);
        if (!found) return;
        oracle.submitPages(spurt, _arguments().top, part);
        borders.push(part.pages[part.pages.length - 1].countOut);
    }

    /// @notice A stranger brings sources and deposits: before the report, or to improve it. It improves exactly when
    ///         something counts that did not.
    function bring(uint256 seed, address sender, uint256 places, uint256 deposits) external griefed(seed) {
        ReportArguments memory r = _withParts(places, deposits);
        if (finishedAt == 0) {
            vm.prank(sender);
            assets.submit(spurt, r.execution, r.deposits);
            shownPlaces |= places;
            return;
        }
        if (now_ >= finishedAt + oracle.IMPROVEMENT_PERIOD() || _valueWei(places & ~shownPlaces) == 0) {
            return;
        }
        vm.prank(sender);
        oracle.improve(spurt, r.top, _noPages(), r.execution, r.deposits);
        shownPlaces |= places;
    }

    /// @notice Somebody who proves everything finishes the spurt.
    function finish(uint256 seed, address sender) external griefed(seed) {
        SpurtProgress memory progress = oracle.progressOf(spurt);
        if (finishedAt != 0 || progress.count < progress.requiredCount || progress.count < enough) return;
        // Others get further than this, or nothing else would ever happen.
        if (seed % 4 != 0) return;
        ReportArguments memory r = _arguments();
        vm.prank(sender);
        oracle.finalize(spurt, r.execution, r.deposits);
        shownPlaces |= (1 << accounts) - 1;
    }

    function bordersCount() external view returns (uint256) {
        return borders.length;
    }

    /// @dev Whatever might stand in the way of the call behind it; it may fail.
    function _grief(uint256 seed) private {
        (uint256 places, uint256 deposits) = (seed >> 16, seed >> 32);
        ReportArguments memory r = _withParts(places, deposits);
        uint256 what = seed % 8;
        bool done = false;
        if (what < 2) {
            (bool found, PageRun memory part) = _part(what == 1, seed >> 64, seed >> 128);
            if (!found) return;
            vm.prank(GRIEFER);
            try oracle.submitPages(spurt, r.top, part) {} catch {}
        } else if (what < 4) {
            vm.prank(GRIEFER);
            try assets.submit(spurt, r.execution, r.deposits) {
                done = true;
            } catch {}
        } else if (what == 4) {
            vm.prank(GRIEFER);
            try oracle.finalize(spurt, r.execution, r.deposits) {
                done = true;
            } catch {}
        } else if (what == 5) {
            vm.prank(GRIEFER);
            try oracle.improve(spurt, r.top, _noPages(), r.execution, r.deposits) {
                done = true;
            } catch {}
        } else if (what == 6) {
            register();
        }
        if (done) shownPlaces |= places;
    }

    /// @dev Remembers what may not be lost, and when the report was final.
    function _observe() private {
        if (finishedAt == 0 && oracle.progressOf(spurt).finalized) finishedAt = now_;
        if (finishedAt != 0 && now_ >= finishedAt + oracle.IMPROVEMENT_PERIOD() && lastReport == 0) {
            lastReport = keccak256(abi.encode(oracle.reportOf(spurt)));
        }
        for (uint256 i = 0; i < waitingProvisions.length; ++i) {
            uint64 provision = waitingProvisions[i];
            if (assets.isAccounted(spurt, provision)) wasAccounted[provision] = true;
        }
    }

    function _arguments() private view returns (ReportArguments memory) {
        return abi.decode(arguments, (ReportArguments));
    }

    function _noPages() private pure returns (PageRun memory none) {}

    /// @dev Of the sources whose bit is set; those that are shown twice count once.
    function _valueWei(uint256 places) private view returns (uint256 sumWei) {
        for (uint256 i = 0; i < accounts; ++i) {
            if (places >> i & 1 == 1) sumWei += valuesWei[i];
        }
    }

    /// @param places   Bits of the sources. @param deposits Bits of the deposits, then of the provisions given up.
    function _withParts(uint256 places, uint256 deposits) private view returns (ReportArguments memory r) {
        r = _arguments();
        uint256 count;
        for (uint256 i = 0; i < accounts; ++i) {
            if (places >> i & 1 == 0) continue;
            (r.execution.places[count], r.execution.sources[count]) =
            (r.execution.places[i], r.execution.sources[i]);
            ++count;
        }
        uint256 waits;
        for (uint256 i = 0; i < r.deposits.waiting.length; ++i) {
            if (deposits >> i & 1 == 1) r.deposits.waiting[waits++] = r.deposits.waiting[i];
        }
        if (deposits >> (DEPOSITS - 1) & 1 == 0) r.deposits.writtenOff = new uint64[](0);
        (uint64[] memory keptPlaces, SourceProof[] memory sources) = (r.execution.places, r.execution.sources);
        WaitingDeposit[] memory waiting = r.deposits.waiting;
        assembly ("memory-safe") {
            mstore(keptPlaces, count)
            mstore(sources, count)
            mstore(waiting, waits)
        }
    }

    /// @dev Pages that the registry has, of one partition.
    function _part(bool second, uint256 from, uint256 length)
        private
        view
        returns (bool found, PageRun memory part)
    {
        PageRun memory all = abi.decode(partitions[second ? 1 : 0], (PageRun));
        uint256 end = 0;
        while (end < all.pages.length && all.pages[end].countOut <= registry.count()) ++end;
        if (end == 0) return (false, part);
        from %= end;
        if (from > 0 && !oracle.isProved(spurt, all.pages[from - 1].countOut)) from = 0;
        part = PageRun(all.count, all.principalWei, all.rawWei, new Page[](1 + length % (end - from)));
        if (from > 0) {
            Page memory before = all.pages[from - 1];
            (part.count, part.principalWei, part.rawWei) =
            (before.countOut, before.principalOutWei, before.rawOutWei);
        }
        for (uint256 i = 0; i < part.pages.length; ++i) {
            part.pages[i] = all.pages[from + i];
        }
        return (true, part);
    }
}
