// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BalancesTop} from "../src/BalancesTree.sol";
import {ForkLayout} from "../src/ForkLayouts.sol";
import {IGroth16BatchVerifier} from "../src/interfaces/IGroth16BatchVerifier.sol";
import {ExecutionProof, OracleConfig, Page} from "../src/interfaces/IReservesOracle.sol";
import {ReservesOracle} from "../src/ReservesOracle.sol";
import {BeaconHeader} from "../src/SSZ.sol";
import {ValidatorRegistry} from "../src/ValidatorRegistry.sol";
import {BeaconRootsContract} from "./BeaconRootsContract.sol";
import {PoseidonDeployer} from "./PoseidonDeployer.sol";

/// @dev The arguments of ReservesOracle.report, to change and send.
struct ReportArguments {
    uint64 nextTimestamp;
    BeaconHeader header;
    BalancesTop top;
    Page[] pages;
    ExecutionProof execution;
}

/// @notice Sets up the chain of a report fixture (schema: test/contract-fixtures/fixture-file.ts).
abstract contract ReportFixture is BeaconRootsContract, PoseidonDeployer {
    string internal fixture;
    ValidatorRegistry internal registry;
    OracleConfig internal config;
    ReservesOracle internal oracle;

    /// @return Name of the JSON file below build/fixtures/.
    function fixtureName() internal pure virtual returns (string memory);

    function setUp() public virtual {
        fixture = readOrSkip(string.concat(FIXTURES, fixtureName()));
        deployBeaconRoots();
        storeBeaconRoot(uint64(number(".nextTimestamp")), vm.parseJsonBytes32(fixture, ".blockRoot"));
        registry = new ValidatorRegistry(address(this), deployPoseidon());
        registry.append(_uint64s(".registry.indices"), _uint64s(".registry.principalsGwei"));
        _readConfig();
        oracle = new ReservesOracle(config);
    }

    function number(string memory key) internal view returns (uint256) {
        return vm.parseJsonUint(fixture, key);
    }

    function validReport() internal view returns (ReportArguments memory r) {
        bytes memory data = vm.parseJsonBytes(fixture, ".calldata");
        uint256 length = data.length - 4;
        // The selector goes: the array starts four bytes later, with its length before it.
        assembly ("memory-safe") {
            data := add(data, 4)
            mstore(data, length)
        }
        (r.nextTimestamp, r.header, r.top, r.pages, r.execution) =
            abi.decode(data, (uint64, BeaconHeader, BalancesTop, Page[], ExecutionProof));
    }

    function send(ReportArguments memory r) internal {
        oracle.report(r.nextTimestamp, r.header, r.top, r.pages, r.execution);
    }

    function bitMask(uint256 position) internal pure returns (bytes32) {
        return bytes32(1 << (position % 256));
    }

    function _readConfig() private {
        config.verifier = IGroth16BatchVerifier(create(vm.getCode(vm.parseJsonString(fixture, ".verifier"))));
        config.registry = registry;
        config.token = vm.parseJsonAddress(fixture, ".token");
        config.supplySlot = number(".supplySlot");
        config.pools = vm.parseJsonAddressArray(fixture, ".pools");
        config.genesisTime = uint64(number(".genesisTime"));
        config.secondsPerSlot = uint64(number(".secondsPerSlot"));
        uint64[] memory times = _uint64s(".layouts.activationTimestamps");
        uint64[] memory balances = _uint64s(".layouts.balancesGindices");
        uint64[] memory execution = _uint64s(".layouts.executionStateRootGindices");
        for (uint256 i = 0; i < times.length; ++i) {
            config.layouts.push(ForkLayout(times[i], balances[i], execution[i]));
        }
    }

    function _uint64s(string memory key) private view returns (uint64[] memory narrow) {
        uint256[] memory wide = vm.parseJsonUintArray(fixture, key);
        narrow = new uint64[](wide.length);
        for (uint256 i = 0; i < wide.length; ++i) {
            narrow[i] = uint64(wide[i]);
        }
    }
}
