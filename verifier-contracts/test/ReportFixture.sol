// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BeaconRoots} from "../src/BeaconRoots.sol";
import {ExecutionProof, Source, SourceKind} from "../src/ExecutionState.sol";
import {ForkLayout} from "../src/ForkLayouts.sol";
import {GrowthSpurts} from "../src/GrowthSpurts.sol";
import {IGroth16BatchVerifier} from "../src/interfaces/IGroth16BatchVerifier.sol";
import {IBlockAssets} from "../src/interfaces/IBlockAssets.sol";
import {RateBounds} from "../src/interfaces/IRateFeed.sol";
import {OracleConfig, Page, PageRun, Policy} from "../src/interfaces/IReservesOracle.sol";
import {ListTop} from "../src/ListTree.sol";
import {PendingDepositsProof} from "../src/PendingDeposits.sol";
import {ReservesOracle} from "../src/ReservesOracle.sol";
import {BeaconHeader} from "../src/SSZ.sol";
import {BeaconRootsContract} from "./BeaconRootsContract.sol";
import {PoseidonDeployer} from "./PoseidonDeployer.sol";
import {OpenRegistry} from "./OpenRegistry.sol";

/// @dev The arguments of ReservesOracle.report, to change and send.
struct ReportArguments {
    uint64 spurt;
    uint64 nextTimestamp;
    BeaconHeader header;
    ListTop top;
    PageRun run;
    ExecutionProof execution;
    PendingDepositsProof deposits;
}

/// @dev What BlockAssets is deployed with, beside the registry.
struct AssetLists {
    Source[] sources;
    Source[] liabilities;
    address token;
    uint256 supplySlot;
}

/// @notice Sets up the chain of a report fixture (schema: test/contract-fixtures/fixture-file.ts): the real contracts,
///         with a registry that is filled without branches; EIP-4788 holds the spurt's block; the spurt is over.
abstract contract ReportFixture is BeaconRootsContract, PoseidonDeployer {
    /// @dev After the block that makes the spurt's root known; the root is still in the ring buffer.
    uint64 internal constant REPORT_DELAY = 1 hours;

    /// @dev Without its runs: every value that is read takes the whole text.
    string internal fixture;
    string internal fixtureFile;
    GrowthSpurts internal growthSpurts;
    BeaconRoots internal beaconRoots;
    OpenRegistry internal registry;
    OracleConfig internal config;
    AssetLists internal lists;
    ReservesOracle internal oracle;

    /// @return Name of the JSON file below build/fixtures/.
    function fixtureName() internal pure virtual returns (string memory);

    function setUp() public virtual {
        loadFixture(fixtureName());
        deployBeaconRoots();
        growthSpurts = GrowthSpurts(
            deploy(
                "GrowthSpurts.sol:GrowthSpurts",
                abi.encode(
                    address(this), uint64(number(".spurtsStart")), type(uint128).max, type(uint128).max
                )
            )
        );
        beaconRoots = BeaconRoots(
            deploy(
                "BeaconRoots.sol:BeaconRoots",
                abi.encode(
                    growthSpurts,
                    uint64(number(".firstSummaryPeriod")),
                    uint64(number(".genesisTime")),
                    uint64(number(".secondsPerSlot")),
                    layouts()
                )
            )
        );
        registry = OpenRegistry(
            deploy(
                "OpenRegistry.sol:OpenRegistry",
                abi.encode(address(this), address(this), deployPoseidon(), beaconRoots)
            )
        );
        // Complete from the first second on: what the fixtures announce later is deposited later.
        registry.seal(0);
        _addPods();
        _provision();
        _readConfig();
        enterSpurt();
        appendEntries(0, initialEntries());
        uint64[] memory givenUp = uint64s(".writtenOff");
        for (uint256 i = 0; i < givenUp.length; ++i) {
            registry.writeOff(givenUp[i], "test");
        }
        oracle = deployOracle();
    }

    /// @dev By `config` and `lists`.
    function deployOracle() internal returns (ReservesOracle) {
        config.blockAssets = deployAssets();
        return ReservesOracle(deploy("ReservesOracle.sol:ReservesOracle", abi.encode(config)));
    }

    /// @dev By `config.registry` and `lists`; nobody knows of a consolidation yet.
    function deployAssets() internal returns (IBlockAssets) {
        address consolidations =
            deploy("Consolidations.sol:Consolidations", abi.encode(config.registry, address(0)));
        bytes memory arguments =
            abi.encode(consolidations, lists.sources, lists.liabilities, lists.token, lists.supplySlot);
        return IBlockAssets(deploy("BlockAssets.sol:BlockAssets", arguments));
    }

    /// @dev Entries of the chain that are there before any test.
    function initialEntries() internal view virtual returns (uint256) {
        return entryCount();
    }

    /// @dev Rate bounds of the oracle: the two toy spurts lie within them.
    function bounds() internal pure virtual returns (RateBounds memory) {
        return RateBounds({maxRisePpm: 10_000, maxFallPpm: 10_000, reviewPeriod: 2 days, maxAge: 9 days});
    }

    /// @dev Another file of the same chain, e.g. the next spurt; `enterSpurt` makes its block known.
    function loadFixture(string memory name) internal {
        fixture = readOrSkip(string.concat(FIXTURES, name));
        fixtureFile = name;
    }

    function enterSpurt() internal {
        storeBeaconRoot(uint64(number(".nextTimestamp")), vm.parseJsonBytes32(fixture, ".blockRoot"));
        skip(REPORT_DELAY);
    }

    function skip(uint256 time) internal {
        vm.warp(block.timestamp + time);
    }

    /// @dev Appends entries `from` to `to - 1` of the fixture's chain.
    function appendEntries(uint256 from, uint256 to) internal {
        (uint64[] memory numbers, uint64[] memory indices) =
            (uint64s(".registry.provisions"), uint64s(".registry.indices"));
        for (uint256 i = from; i < to; ++i) {
            registry.append(numbers[i], indices[i]);
        }
    }

    function entryCount() internal view returns (uint256) {
        return uint64s(".registry.indices").length;
    }

    function number(string memory key) internal view returns (uint256) {
        return vm.parseJsonUint(fixture, key);
    }

    /// @param key Name below `expected`.
    function expected(string memory key) internal view returns (uint256) {
        return number(string.concat(".expected.", key));
    }

    function spurtNumber() internal view returns (uint64) {
        return uint64(number(".spurt"));
    }

    /// @dev All arguments, with the run `whole`.
    function validReport() internal view returns (ReportArguments memory r) {
        r.spurt = spurtNumber();
        r.nextTimestamp = uint64(number(".nextTimestamp"));
        r.header = abi.decode(vm.parseJsonBytes(fixture, ".header"), (BeaconHeader));
        r.top = abi.decode(vm.parseJsonBytes(fixture, ".top"), (ListTop));
        r.run = run("whole");
        r.execution = abi.decode(vm.parseJsonBytes(fixture, ".execution"), (ExecutionProof));
        r.deposits = abi.decode(vm.parseJsonBytes(fixture, ".deposits"), (PendingDepositsProof));
    }

    /// @param name A run of the fixture; toys: whole, other, wholeWrongStart, fromThree, fromThreeWrongStart
    ///             (test/contract-fixtures/toy-report.ts has their borders).
    function run(string memory name) internal view returns (PageRun memory) {
        string memory runs = vm.readFile(string.concat(FIXTURES, "runs/", fixtureFile));
        return abi.decode(vm.parseJsonBytes(runs, string.concat(".", name)), (PageRun));
    }

    /// @dev Pages `from` to `to - 1` of a run, as a run that starts from the totals before them.
    function slice(PageRun memory whole, uint256 from, uint256 to)
        internal
        pure
        returns (PageRun memory part)
    {
        part = PageRun(whole.count, whole.principalWei, whole.rawWei, new Page[](to - from));
        if (from > 0) {
            Page memory before = whole.pages[from - 1];
            (part.count, part.principalWei, part.rawWei) =
            (before.countOut, before.principalOutWei, before.rawOutWei);
        }
        for (uint256 i = from; i < to; ++i) {
            part.pages[i - from] = whole.pages[i];
        }
    }

    function send(ReportArguments memory r) internal {
        oracle.report(r.spurt, r.nextTimestamp, r.header, r.top, r.run, r.execution, r.deposits);
    }

    function open(ReportArguments memory r) internal {
        oracle.open(r.spurt, r.nextTimestamp, r.header);
    }

    function submit(ReportArguments memory r, PageRun memory pages) internal {
        oracle.submitPages(r.spurt, r.top, pages);
    }

    function finalize(ReportArguments memory r) internal {
        oracle.finalize(r.spurt, r.execution, r.deposits);
    }

    function bitMask(uint256 position) internal pure returns (bytes32) {
        return bytes32(1 << (position % 256));
    }

    function uint64s(string memory key) internal view returns (uint64[] memory narrow) {
        uint256[] memory wide = vm.parseJsonUintArray(fixture, key);
        narrow = new uint64[](wide.length);
        for (uint256 i = 0; i < wide.length; ++i) {
            narrow[i] = uint64(wide[i]);
        }
    }

    function layouts() internal view returns (ForkLayout[] memory list) {
        uint64[] memory times = uint64s(".layouts.activationTimestamps");
        list = new ForkLayout[](times.length);
        for (uint256 i = 0; i < times.length; ++i) {
            list[i] = ForkLayout({
                activationTimestamp: times[i],
                balances: uint64s(".layouts.balances")[i],
                validators: uint64s(".layouts.validators")[i],
                pendingDeposits: uint64s(".layouts.pendingDeposits")[i],
                pendingConsolidations: uint64s(".layouts.pendingConsolidations")[i],
                blockRoots: uint64s(".layouts.blockRoots")[i],
                historicalSummaries: uint64s(".layouts.historicalSummaries")[i],
                executionStateRoot: uint64s(".layouts.executionStateRoots")[i],
                executionBlockHash: uint64s(".layouts.executionBlockHashes")[i],
                expectedWithdrawals: uint64s(".layouts.expectedWithdrawals")[i],
                progressiveLists: uint64s(".layouts.progressiveLists")[i] == 1
            });
        }
    }

    function _addPods() private {
        address[] memory pods = vm.parseJsonAddressArray(fixture, ".pods.addresses");
        uint64[] memory addedAt = uint64s(".pods.addedAt");
        for (uint256 i = 0; i < pods.length; ++i) {
            vm.warp(addedAt[i]);
            // A pod is a contract.
            vm.etch(pods[i], hex"00");
            registry.addPod(pods[i]);
        }
    }

    function _provision() private {
        bytes[] memory pubkeys = vm.parseJsonBytesArray(fixture, ".provisions.pubkeys");
        uint64[] memory principalsGwei = uint64s(".provisions.principalsGwei");
        uint64[] memory provisionedAt = uint64s(".provisions.provisionedAt");
        for (uint256 i = 0; i < pubkeys.length; ++i) {
            vm.warp(provisionedAt[i]);
            registry.provision(pubkeys[i], principalsGwei[i]);
        }
    }

    function _readConfig() private {
        config.verifier = IGroth16BatchVerifier(create(vm.getCode(vm.parseJsonString(fixture, ".verifier"))));
        config.registry = registry;
        config.beaconRoots = beaconRoots;
        _readSources(".sources", lists.sources);
        _readSources(".liabilities", lists.liabilities);
        lists.token = vm.parseJsonAddress(fixture, ".token");
        lists.supplySlot = number(".supplySlot");
        config.policy = Policy(number(".policy"));
        config.bounds = bounds();
        config.referenceRate = uint128(expected(config.policy == Policy.Raw ? "rawRate" : "principalRate"));
        config.admin = address(this);
    }

    function _readSources(string memory key, Source[] storage list) private {
        bytes32[] memory names = vm.parseJsonBytes32Array(fixture, string.concat(key, ".names"));
        uint64[] memory kinds = uint64s(string.concat(key, ".kinds"));
        address[] memory accounts = vm.parseJsonAddressArray(fixture, string.concat(key, ".accounts"));
        uint256[] memory slots = vm.parseJsonUintArray(fixture, string.concat(key, ".slots"));
        for (uint256 i = 0; i < names.length; ++i) {
            list.push(Source(names[i], SourceKind(kinds[i]), accounts[i], slots[i]));
        }
    }
}
