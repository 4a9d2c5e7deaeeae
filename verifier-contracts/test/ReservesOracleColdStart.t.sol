// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {SourceProof} from "../src/ExecutionState.sol";
import {IBlockAssets} from "../src/interfaces/IBlockAssets.sol";
import {IReservesOracle} from "../src/interfaces/IReservesOracle.sol";
import {ISpurtPages} from "../src/interfaces/ISpurtPages.sol";
import {IBeaconRoots} from "../src/interfaces/IBeaconRoots.sol";
import {ReservesOracle} from "../src/ReservesOracle.sol";
import {OpenRegistry} from "./OpenRegistry.sol";
import {ReportArguments, ReportFixture} from "./ReportFixture.sol";

/// @notice A protocol that had validators before its registry: what anybody can do with spurts that ended before the
///         registry was complete. The fixture's registry has been sealed early; these are deployed after the block.
contract ReservesOracleColdStartTest is ReportFixture {
    address private constant STRANGER = address(0x57a);

    function fixtureName() internal pure override returns (string memory) {
        return "toy-report.json";
    }

    function setUp() public override {
        super.setUp();
        registry = new OpenRegistry(address(this), address(this), registry.poseidon(), beaconRoots);
        config.registry = registry;
        oracle = deployOracle();
    }

    /// @dev Nothing is announced, so no page is needed: without a seal it would be the first rate, far too low.
    function test_finalize_revert_emptyRegistry() public {
        ReportArguments memory r = _withoutValidators();
        vm.prank(STRANGER);
        open(r);
        _expectNotSealed(0);
        vm.prank(STRANGER);
        finalize(r);
    }

    /// @dev Opened before the announcements, finished after them and the seal.
    function test_finalize_revert_blockBeforeTheSeal() public {
        ReportArguments memory r = _withoutValidators();
        open(r);
        _announce();
        _expectNotSealed(0);
        finalize(r);
        registry.seal(registry.provisionCount());
        _expectNotSealed(uint48(block.timestamp));
        finalize(r);
        assertEq(oracle.latestSpurt(), 0);
    }

    /// @dev One second decides.
    function test_finalize_provesBlocksFromTheSealOn() public {
        ReportArguments memory r = _withoutValidators();
        _sealedAt(r, 1);
        _expectNotSealed(uint48(_blockTime(r) + 1));
        finalize(r);
        _sealedAt(r, 0);
        finalize(r);
        assertEq(oracle.latestSpurt(), r.spurt);
    }

    function test_constructor_revert_registryOfOtherBeaconRoots() public {
        IBeaconRoots other = IBeaconRoots(address(0xbeac));
        registry = new OpenRegistry(address(this), address(this), registry.poseidon(), other);
        config.registry = registry;
        config.blockAssets = deployAssets();
        vm.expectRevert(
            abi.encodeWithSelector(
                ISpurtPages.BeaconRootsMismatch.selector, address(beaconRoots), address(other)
            )
        );
        new ReservesOracle(config);
    }

    function test_constructor_revert_assetsOfAnotherRegistry() public {
        address given = address(registry);
        config.blockAssets = deployAssets();
        registry = new OpenRegistry(address(this), address(this), registry.poseidon(), beaconRoots);
        config.registry = registry;
        vm.expectRevert(
            abi.encodeWithSelector(
                IReservesOracle.RegistryOfAssetsMismatch.selector, address(registry), given
            )
        );
        new ReservesOracle(config);
    }

    /// @dev Two oracles cannot count what is proved in one place.
    function test_constructor_revert_assetsOfAnotherOracle() public {
        vm.expectRevert(abi.encodeWithSelector(IBlockAssets.AlreadyBound.selector, address(oracle)));
        new ReservesOracle(config);
    }

    /// @dev A new registry and oracle, sealed so many seconds after the block, and the spurt opened.
    function _sealedAt(ReportArguments memory r, uint256 later) private {
        vm.warp(_blockTime(r) + later);
        registry = new OpenRegistry(address(this), address(this), registry.poseidon(), beaconRoots);
        registry.seal(0);
        config.registry = registry;
        oracle = deployOracle();
        vm.warp(r.nextTimestamp + REPORT_DELAY);
        open(r);
    }

    function _blockTime(ReportArguments memory r) private view returns (uint256) {
        return number(".genesisTime") + number(".secondsPerSlot") * r.header.slot;
    }

    /// @dev The proofs that an empty registry asks for.
    function _withoutValidators() private view returns (ReportArguments memory r) {
        r = validReport();
        SourceProof[] memory proofs = r.execution.sources;
        uint64[] memory places = r.execution.places;
        uint256 listed = lists.sources.length;
        assembly ("memory-safe") {
            mstore(proofs, listed)
            mstore(places, listed)
        }
        delete r.deposits;
    }

    function _announce() private {
        bytes[] memory pubkeys = vm.parseJsonBytesArray(fixture, ".provisions.pubkeys");
        uint64[] memory principalsGwei = uint64s(".provisions.principalsGwei");
        for (uint256 i = 0; i < pubkeys.length; ++i) {
            registry.provision(pubkeys[i], principalsGwei[i]);
        }
        appendEntries(0, entryCount());
    }

    function _expectNotSealed(uint48 sealedAt) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IReservesOracle.RegistryNotSealed.selector, sealedAt, uint48(_blockTime(validReport()))
            )
        );
    }
}
