// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BeaconRoots} from "../src/BeaconRoots.sol";
import {IBeaconRoots} from "../src/interfaces/IBeaconRoots.sol";
import {ForkLayout} from "../src/interfaces/IForkLayouts.sol";
import {IGrowthSpurts} from "../src/interfaces/IGrowthSpurts.sol";
import {IPoseidon3} from "../src/interfaces/IPoseidon3.sol";
import {Registration} from "../src/interfaces/IValidatorRegistry.sol";
import {ListTop} from "../src/ListTree.sol";
import {BeaconHeader} from "../src/SSZ.sol";
import {ValidatorRegistry} from "../src/ValidatorRegistry.sol";
import {BeaconRootsContract} from "./BeaconRootsContract.sol";
import {PoseidonDeployer} from "./PoseidonDeployer.sol";

/// @dev The arguments of ValidatorRegistry.register, to change and send.
struct RegisterArguments {
    uint64 nextTimestamp;
    BeaconHeader header;
    ListTop validators;
    Registration[] registrations;
}

/// @notice A registry, and the block of a fixture whose validators may join it
///         (test/contract-fixtures/registry-vectors.ts).
abstract contract RegistryFixture is BeaconRootsContract, PoseidonDeployer {
    address internal constant ADMIN = address(0xad);
    address internal constant REGISTRAR = address(0x4e6);

    ValidatorRegistry internal registry;

    bytes[] internal pubkeys;
    bytes32[] internal pubkeyRoots;
    uint64[] internal principalsGwei;
    address[] internal pods;
    /// @dev Positions of the validators that pay out to a pod.
    uint256[] internal eligible;
    /// @dev Chain after all eligible ones.
    uint256 internal chain;
    bytes private _arguments;

    /// @dev Reads one block, gives its root to EIP-4788 and deploys a registry for its chain. No pod, no provision yet.
    function load(string memory file, string memory key) internal {
        string memory json = readOrSkip(string.concat(FIXTURES, file));
        _arguments = vm.parseJsonBytes(json, string.concat(key, ".arguments"));
        pubkeys = vm.parseJsonBytesArray(json, string.concat(key, ".pubkeys"));
        pubkeyRoots = vm.parseJsonBytes32Array(json, string.concat(key, ".pubkeyRoots"));
        pods = vm.parseJsonAddressArray(json, string.concat(key, ".pods"));
        eligible = vm.parseJsonUintArray(json, string.concat(key, ".eligible"));
        chain = vm.parseJsonUint(json, string.concat(key, ".commitment"));
        uint256[] memory principals = vm.parseJsonUintArray(json, string.concat(key, ".principalsGwei"));
        delete principalsGwei;
        for (uint256 i = 0; i < principals.length; ++i) {
            principalsGwei.push(uint64(principals[i]));
        }
        deployBeaconRoots();
        uint64 genesisTime = uint64(vm.parseJsonUint(json, string.concat(key, ".genesisTime")));
        registry = newRegistry(deployPoseidon(), newBeaconRoots(genesisTime));
        bytes32 blockRoot = vm.parseJsonBytes32(json, string.concat(key, ".blockRoot"));
        seal();
        storeBeaconRoot(arguments().nextTimestamp, blockRoot);
    }

    /// @dev Overridden where a test wants another kind of registry.
    function newRegistry(IPoseidon3 poseidon, IBeaconRoots beaconRoots)
        internal
        virtual
        returns (ValidatorRegistry)
    {
        return deployRegistry("ValidatorRegistry.sol:ValidatorRegistry", poseidon, beaconRoots);
    }

    function deployRegistry(string memory artifact, IPoseidon3 poseidon, IBeaconRoots beaconRoots)
        internal
        returns (ValidatorRegistry)
    {
        return ValidatorRegistry(deploy(artifact, abi.encode(ADMIN, REGISTRAR, poseidon, beaconRoots)));
    }

    /// @dev Sepolia's forks: Deneb at epoch 132,608, Electra at 222,464. The made chains begin later.
    function newBeaconRoots(uint64 genesisTime) internal returns (IBeaconRoots) {
        ForkLayout[] memory layouts = new ForkLayout[](2);
        layouts[0] = ForkLayout(1_655_733_600 + 132_608 * 32 * 12, 44, 43, 0, 0, 37, 59, 1794, 0, 0, false);
        layouts[1] = ForkLayout(1_655_733_600 + 222_464 * 32 * 12, 76, 75, 98, 100, 69, 91, 2818, 0, 0, false);
        // The schedule is not read.
        return IBeaconRoots(
            deploy("BeaconRoots.sol:BeaconRoots", abi.encode(address(0), 0, genesisTime, 12, layouts))
        );
    }

    function arguments() internal view returns (RegisterArguments memory r) {
        (r.nextTimestamp, r.header, r.validators, r.registrations) =
            abi.decode(_arguments, (uint64, BeaconHeader, ListTop, Registration[]));
    }

    function send(RegisterArguments memory r) internal {
        registry.register(r.nextTimestamp, r.header, r.validators, r.registrations);
    }

    /// @dev The arguments with these registrations only.
    function argumentsFor(uint256[] memory positions) internal view returns (RegisterArguments memory r) {
        r = arguments();
        r.registrations = pick(r.registrations, positions);
    }

    function pick(Registration[] memory from, uint256[] memory positions)
        internal
        pure
        returns (Registration[] memory picked)
    {
        picked = new Registration[](positions.length);
        for (uint256 i = 0; i < positions.length; ++i) {
            picked[i] = from[positions[i]];
        }
    }

    /// @dev Without what each branch has in common with the one before, in place: of validators that differ.
    function shorten(Registration[] memory registrations) internal pure {
        for (uint256 i = 1; i < registrations.length; ++i) {
            // Two levels below the validators; from the highest bit that differs on, both ways are the same.
            uint256 length = 2;
            uint256 differing = registrations[i].validatorIndex ^ registrations[i - 1].validatorIndex;
            while (differing >> (length - 1) != 0) ++length;
            bytes32[] memory branch = registrations[i].branch;
            assembly ("memory-safe") {
                mstore(branch, length)
            }
        }
    }

    /// @dev Before any provision: anyone may register from then on.
    function seal() internal {
        vm.prank(REGISTRAR);
        registry.seal(0);
    }

    function addPods() internal {
        for (uint256 i = 0; i < pods.length; ++i) {
            addPod(pods[i]);
        }
    }

    function addPod(address pod) internal {
        vm.etch(pod, hex"00");
        vm.prank(ADMIN);
        registry.addPod(pod);
    }

    /// @dev In the order of the fixture, so that registration k fits to provision k + 1.
    function provisionAll() internal {
        for (uint256 i = 0; i < pubkeys.length; ++i) {
            provision(i);
        }
    }

    function provision(uint256 position) internal returns (uint64) {
        vm.prank(REGISTRAR);
        return registry.provision(pubkeys[position], principalsGwei[position]);
    }

    function writeOff(uint64 number) internal {
        vm.prank(REGISTRAR);
        registry.writeOff(number, "never deposited");
    }

    function list(uint256 position) internal pure returns (uint256[] memory positions) {
        positions = new uint256[](1);
        positions[0] = position;
    }
}
