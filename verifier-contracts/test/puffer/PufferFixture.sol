// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BeaconRoots} from "../../src/BeaconRoots.sol";
import {GrowthSpurts} from "../../src/GrowthSpurts.sol";
import {ForkLayout} from "../../src/interfaces/IForkLayouts.sol";
import {IGroth16BatchVerifier} from "../../src/interfaces/IGroth16BatchVerifier.sol";
import {Page, PageRun} from "../../src/interfaces/ISpurtPages.sol";
import {ListTop, ListTree} from "../../src/ListTree.sol";
import {
    IPufferAssets,
    CoreProof,
    VaultAccounts,
    VaultLayout,
    WaitingPair
} from "../../src/puffer/IPufferAssets.sol";
import {
    IPufferRegistry,
    Pair,
    PairProof,
    PairRegistration,
    PairsProof,
    ProtocolProof
} from "../../src/puffer/IPufferRegistry.sol";
import {IPufferSecondOpinion, OpinionConfig} from "../../src/puffer/IPufferSecondOpinion.sol";
import {ProtocolLayout, PufferSource} from "../../src/puffer/PufferSource.sol";
import {AccountProof, StateProof} from "../../src/puffer/PufferState.sol";
import {BeaconHeader, SSZ} from "../../src/SSZ.sol";
import {AcceptsEverything} from "../AcceptsEverything.sol";
import {BeaconRootsContract} from "../BeaconRootsContract.sol";
import {PoseidonDeployer} from "../PoseidonDeployer.sol";
import {ShapeDepositor} from "./ShapeDepositor.sol";
import {ShapeModule} from "./ShapeModule.sol";
import {ShapeOracle} from "./ShapeOracle.sol";
import {ShapePodManager} from "./ShapePodManager.sol";
import {ShapeProtocol} from "./ShapeProtocol.sol";
import {ShapeStaking} from "./ShapeStaking.sol";
import {DEPOSITOR_BASE, IMPLEMENTATION_SLOT, PROTOCOL_BASE, TOKEN_BASE, VAULT_BASE} from "./ShapeStorage.sol";
import {ShapeVault} from "./ShapeVault.sol";
import {ShapeWeth} from "./ShapeWeth.sol";
import {BuiltList, BuiltState, StateBuilder, Wanted} from "./StateBuilder.sol";

/// @dev A validator of the beacon chain.
struct BeaconValidator {
    bytes32 pubkeyRoot;
    bytes32 credentials;
    uint64 balanceGwei;
}

/// @dev A block that everything is proved from.
struct Taken {
    BuiltState state;
    BuiltList validators;
    BuiltList deposits;
    BuiltList balances;
    bytes32[16] leaves;
    BeaconHeader header;
    uint64 nextTimestamp;
    /// Of the contracts that are in the state; then come module and pod of each module.
    uint256 firstModule;
    bytes executionHeader;
}

/// @notice A world of the deployed protocol's shape, and the contracts that prove it: every state that a test makes can be
///         proved, by real tries and branches; only the pages' proofs are taken on trust.
abstract contract PufferFixture is StateBuilder, BeaconRootsContract, PoseidonDeployer {
    uint64 internal constant START = 1_800_000_000;
    uint64 internal constant WEEK = 604_800;
    bytes32 internal constant FIRST = "PUFFER_MODULE_0";
    bytes32 internal constant SECOND = "PUFFER_MODULE_1";
    uint256 internal constant BALANCES = 0;
    uint256 internal constant VALIDATORS = 1;
    uint256 internal constant DEPOSITS = 2;
    uint256 internal constant EXECUTION = 3;
    uint256 internal constant BLOCK_HASH = 4;
    uint256 internal constant WITHDRAWALS = 5;
    address internal constant DEPOSIT_CONTRACT = address(0xdeb0);
    address internal constant NODE = address(0x40de);

    ShapeVault internal vault;
    ShapeVault internal vaultCode;
    ShapeOracle internal oracle;
    ShapeProtocol internal protocol;
    address internal protocolCode;
    ShapeDepositor internal depositor;
    address internal depositorCode;
    ShapeWeth internal weth;
    ShapeStaking internal staking;
    ShapePodManager internal podManager;

    BeaconRoots internal roots;
    PufferSource internal source;
    IPufferRegistry internal registry;
    IPufferAssets internal assets;
    IPufferSecondOpinion internal opinion;

    Pair[] internal pairs;
    bytes[] internal keys;
    BeaconValidator[] internal beacon;
    /// @dev Keys whose deposit of 32 ETH waits.
    BeaconValidator[] internal queue;
    /// @dev Of the account trie, as full as a large one's.
    uint256 internal fullLevels;
    /// @dev Lists of validators and of deposits that are longer than what stands in them.
    uint64 internal fullLength;
    uint64 internal fullQueue;

    receive() external payable {}

    function setUp() public virtual {
        vm.warp(START);
        vm.deal(address(this), 1_000_000 ether);
        deployBeaconRoots();
        _deployWorld(3, seed());
        _deployContracts();
    }

    /// @dev Validators that the oracle counts and nobody has.
    function seed() internal pure virtual returns (uint256) {
        return 0;
    }

    function forkLayouts() internal pure virtual returns (ForkLayout[] memory layouts) {
        layouts = new ForkLayout[](1);
        layouts[0].activationTimestamp = START;
        layouts[0].balances = uint64(16 + BALANCES);
        layouts[0].validators = uint64(16 + VALIDATORS);
        layouts[0].pendingDeposits = uint64(16 + DEPOSITS);
        layouts[0].pendingConsolidations = 29;
        layouts[0].executionStateRoot = uint64(16 + EXECUTION);
        layouts[0].blockRoots = 30;
        layouts[0].historicalSummaries = 31;
    }

    function _deployWorld(uint256 stakingVersion, uint256 seeded) private {
        weth = ShapeWeth(payable(deploy("ShapeWeth.sol:ShapeWeth", "")));
        staking = ShapeStaking(deploy("ShapeStaking.sol:ShapeStaking", abi.encode(stakingVersion)));
        oracle = ShapeOracle(deploy("ShapeOracle.sol:ShapeOracle", abi.encode(address(0xacce55), seeded)));
        podManager = ShapePodManager(deploy("ShapePodManager.sol:ShapePodManager", ""));
        address moduleManager = deploy("ShapeModuleManager.sol:ShapeModuleManager", abi.encode(podManager));
        vault = ShapeVault(payable(_proxyOf(deploy("ShapeProxy.sol:ShapeUnset", ""))));
        depositorCode = deploy("ShapeDepositor.sol:ShapeDepositor", abi.encode(weth, vault));
        depositor = ShapeDepositor(_proxyOf(depositorCode));
        vaultCode = ShapeVault(payable(newVaultCode(address(oracle))));
        vault.upgradeToAndCall(address(vaultCode), "");
        protocolCode = deploy(
            "ShapeProtocol.sol:ShapeProtocol", abi.encode(vault, oracle, moduleManager, DEPOSIT_CONTRACT)
        );
        protocol = ShapeProtocol(payable(_proxyOf(protocolCode)));
        vault.depositETH{value: 1000 ether}(address(this));
        protocol.createPufferModule(FIRST);
        protocol.createPufferModule(SECOND);
    }

    function newVaultCode(address oracle_) internal returns (address) {
        return deploy("ShapeVault.sol:ShapeVault", abi.encode(staking, weth, oracle_, depositor));
    }

    function _proxyOf(address code) private returns (address) {
        return deploy("ShapeProxy.sol:ShapeProxy", abi.encode(code));
    }

    function _deployContracts() private {
        GrowthSpurts spurts = GrowthSpurts(
            deploy(
                "GrowthSpurts.sol:GrowthSpurts",
                abi.encode(address(this), START, type(uint128).max, type(uint128).max)
            )
        );
        roots = BeaconRoots(
            deploy("BeaconRoots.sol:BeaconRoots", abi.encode(spurts, 0, START, 12, forkLayouts()))
        );
        ProtocolLayout[] memory known = new ProtocolLayout[](1);
        known[0] = ProtocolLayout(protocolCode, uint256(PROTOCOL_BASE) + 4);
        source = PufferSource(deploy("PufferSource.sol:PufferSource", abi.encode(protocol, known)));
        registry = newRegistry();
        registry.addModule(FIRST);
        registry.addModule(SECOND);
        assets = newAssets(vaultLayouts());
        opinion = newOpinion(assets);
    }

    function newRegistry() internal returns (IPufferRegistry) {
        return IPufferRegistry(
            deploy(
                "PufferRegistry.sol:PufferRegistry",
                abi.encode(source, podManager, podManager.podInitCodeHash(), deployPoseidon(), roots)
            )
        );
    }

    function vaultLayouts() internal view virtual returns (VaultLayout[] memory known) {
        known = new VaultLayout[](1);
        known[0] = vaultLayout(address(vaultCode));
    }

    function vaultLayout(address code) internal view returns (VaultLayout memory) {
        return VaultLayout({
            vaultImplementation: code,
            depositorImplementation: depositorCode,
            vaultBase: uint256(VAULT_BASE),
            supplySlot: uint256(TOKEN_BASE) + 2,
            oracle: address(oracle),
            countSlot: 1,
            countOffset: -int64(uint64(seed())),
            depositor: address(depositor),
            depositorSlot: uint256(DEPOSITOR_BASE)
        });
    }

    function newAssets(VaultLayout[] memory known) internal returns (IPufferAssets) {
        VaultAccounts memory accounts = VaultAccounts(address(vault), address(weth), 3, address(staking));
        return IPufferAssets(deploy("PufferAssets.sol:PufferAssets", abi.encode(registry, accounts, known)));
    }

    function newOpinion(IPufferAssets assets_) internal returns (IPufferSecondOpinion) {
        return newOpinion(registry, assets_, 10, 9 days);
    }

    function newOpinion(
        IPufferRegistry registry_,
        IPufferAssets assets_,
        uint16 toleranceBasisPoints,
        uint64 maxAge
    ) internal returns (IPufferSecondOpinion) {
        IGroth16BatchVerifier verifier = IGroth16BatchVerifier(new AcceptsEverything());
        return IPufferSecondOpinion(
            deploy(
                "PufferSecondOpinion.sol:PufferSecondOpinion",
                abi.encode(OpinionConfig(verifier, registry_, assets_, toleranceBasisPoints, maxAge))
            )
        );
    }

    // ---- The world

    function keyOf(uint256 id) internal pure returns (bytes memory) {
        return abi.encodePacked(keccak256(abi.encode(id)), bytes16(keccak256(abi.encode(id, "last"))));
    }

    function rootOf(bytes memory key) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(key, bytes16(0)));
    }

    /// @dev Enlists and provisions, and nothing of it is on the beacon chain. @return pair  Its place in `pairs`.
    function provision(bytes32 name) internal returns (uint256 pair) {
        pair = enlist(name);
        _pay(name);
    }

    /// @dev And its deposit waits. @return pair  Its place in `pairs`.
    function provisionWaiting(bytes32 name) internal returns (uint256 pair) {
        pair = provision(name);
        queue.push(BeaconValidator(rootOf(keys[pair]), credentialsOf(podOf(name)), 32_000_000_000));
    }

    /// @dev With the key of another pair: nothing in the protocol compares keys. @return pair  Its place in `pairs`.
    function provisionAgain(bytes32 name, uint256 other) internal returns (uint256 pair) {
        pair = _enlist(name, keys[other]);
        _pay(name);
    }

    function enlist(bytes32 name) internal returns (uint256) {
        return _enlist(name, keyOf(pairs.length));
    }

    function _enlist(bytes32 name, bytes memory key) private returns (uint256 pair) {
        pair = pairs.length;
        pairs.push(Pair(name, uint64(protocol.getPendingValidatorIndex(name))));
        keys.push(key);
        protocol.enlist(name, NODE, 1 ether, key);
    }

    function _pay(bytes32 name) private {
        vault.depositETH{value: 32 ether}(address(this));
        protocol.provision(name);
    }

    /// @dev And its validator exists. @return pair  Its place in `pairs`.
    function provisionWith(bytes32 name, uint64 balanceGwei) internal returns (uint256 pair) {
        pair = provision(name);
        join(pair, credentialsOf(podOf(name)), balanceGwei);
    }

    function join(uint256 pair, bytes32 credentials, uint64 balanceGwei) internal returns (uint64 index) {
        index = uint64(beacon.length);
        beacon.push(BeaconValidator(rootOf(keys[pair]), credentials, balanceGwei));
    }

    function moduleOf(bytes32 name) internal view returns (address) {
        return protocol.getModuleAddress(name);
    }

    function podOf(bytes32 name) internal view returns (address) {
        return ShapeModule(payable(moduleOf(name))).getEigenPod();
    }

    function credentialsOf(address payee) internal pure returns (bytes32) {
        return bytes32(uint256(1) << 248 | uint160(payee));
    }

    function give(address account, uint256 amountWei) internal {
        vm.deal(account, account.balance + amountWei);
    }

    // ---- Its block

    function blockTime(uint64 spurt) internal pure returns (uint64) {
        return START + spurt * WEEK / 12 * 12;
    }

    /// @dev The state as it is now, as that of the last block of a spurt, an hour later.
    function take(uint64 spurt) internal returns (Taken memory taken) {
        taken = takeAt(blockTime(spurt));
    }

    function takeAt(uint64 time) internal returns (Taken memory taken) {
        vm.warp(time);
        (Wanted[] memory wanted, uint256 firstModule) = _wanted();
        taken.firstModule = firstModule;
        taken.state = stateOf(wanted);
        taken.validators = _validatorList();
        taken.deposits = _depositList();
        taken.balances = _balanceList();
        bytes32[16] memory leaves;
        leaves[BALANCES] = listRoot(taken.balances, ListTree.BALANCES_DEPTH);
        leaves[VALIDATORS] = listRoot(taken.validators, ListTree.VALIDATORS_DEPTH);
        leaves[DEPOSITS] = listRoot(taken.deposits, ListTree.PENDING_DEPOSITS_DEPTH);
        leaves[EXECUTION] = taken.state.root;
        finishLeaves(taken, leaves);
        taken.leaves = leaves;
        (, bytes32 stateRoot) = stateBranch(leaves, 0);
        taken.header = BeaconHeader((time - START) / 12, 7, keccak256("parent"), stateRoot, keccak256("body"));
        taken.nextTimestamp = time + 12;
        storeBeaconRoot(taken.nextTimestamp, SSZ.hashTreeRoot(taken.header));
        vm.warp(time + 1 hours);
    }

    function stateOf(Wanted[] memory wanted) internal view virtual returns (BuiltState memory) {
        return buildState(wanted, fullLevels);
    }

    function finishLeaves(Taken memory taken, bytes32[16] memory leaves) internal virtual {}

    function _wanted() private view returns (Wanted[] memory wanted, uint256 firstModule) {
        firstModule = 6;
        address[] memory modules = registry.modules();
        wanted = new Wanted[](firstModule + 2 * modules.length);
        wanted[0] = Wanted(address(vault), new uint256[](5));
        wanted[0].slots[0] = uint256(IMPLEMENTATION_SLOT);
        wanted[0].slots[1] = uint256(VAULT_BASE);
        wanted[0].slots[2] = uint256(VAULT_BASE) + 12;
        wanted[0].slots[3] = uint256(VAULT_BASE) + 13;
        wanted[0].slots[4] = uint256(TOKEN_BASE) + 2;
        wanted[1] = Wanted(address(oracle), new uint256[](1));
        wanted[1].slots[0] = 1;
        wanted[2] = Wanted(address(depositor), new uint256[](2));
        wanted[2].slots[0] = uint256(IMPLEMENTATION_SLOT);
        wanted[2].slots[1] = uint256(DEPOSITOR_BASE);
        wanted[3] = Wanted(address(weth), new uint256[](1));
        wanted[3].slots[0] = uint256(keccak256(abi.encode(address(vault), uint256(3))));
        wanted[4] = Wanted(address(staking), _stakingSlots());
        wanted[5] = Wanted(address(protocol), new uint256[](1 + 3 * pairs.length));
        wanted[5].slots[0] = uint256(IMPLEMENTATION_SLOT);
        for (uint256 i = 0; i < pairs.length; ++i) {
            uint256 slot = _statusSlot(pairs[i]);
            wanted[5].slots[1 + 3 * i] = slot;
            wanted[5].slots[2 + 3 * i] = uint256(keccak256(abi.encode(slot + 1)));
            wanted[5].slots[3 + 3 * i] = uint256(keccak256(abi.encode(slot + 1))) + 1;
        }
        for (uint256 k = 0; k < modules.length; ++k) {
            wanted[firstModule + 2 * k] = Wanted(registry.podOf(modules[k]), new uint256[](0));
            wanted[firstModule + 2 * k + 1] = Wanted(modules[k], new uint256[](0));
        }
    }

    function _stakingSlots() private view returns (uint256[] memory slots) {
        slots = new uint256[](5);
        bool is3 = staking.getContractVersion() == 3;
        slots[0] = uint256(staking.VERSION_SLOT());
        slots[1] = uint256(keccak256(abi.encode(address(vault), uint256(0))));
        slots[2] = uint256(staking.SHARES_SLOT());
        slots[3] = uint256(is3 ? staking.BUFFERED_SLOT_3() : staking.BUFFERED_SLOT_4());
        slots[4] = uint256(is3 ? staking.CL_SLOT_3() : staking.CL_SLOT_4());
    }

    function _statusSlot(Pair memory pair) private pure returns (uint256) {
        bytes32 inner = keccak256(abi.encode(pair.name, uint256(PROTOCOL_BASE) + 4));
        return uint256(keccak256(abi.encode(uint256(pair.index), inner))) + 1;
    }

    function _inner() private pure returns (bytes32[] memory inner) {
        inner = new bytes32[](2);
        (inner[0], inner[1]) = (keccak256("balance and slashed"), keccak256("epochs"));
    }

    function _depthOf(uint256 length) internal pure returns (uint256) {
        return ListTree.topDepth(length == 0 ? 1 : length);
    }

    function _validatorList() private view returns (BuiltList memory list) {
        list = _emptyList(beacon.length, fullLength);
        bytes32[] memory inner = _inner();
        for (uint256 i = 0; i < beacon.length; ++i) {
            bytes32 node = SSZ.hashPair(beacon[i].pubkeyRoot, beacon[i].credentials);
            list.leaves[i] = SSZ.hashPair(SSZ.hashPair(node, inner[0]), inner[1]);
        }
    }

    function _depositList() private view returns (BuiltList memory list) {
        list = _emptyList(queue.length, fullQueue);
        for (uint256 i = 0; i < queue.length; ++i) {
            bytes32 left = SSZ.hashPair(
                SSZ.hashPair(queue[i].pubkeyRoot, queue[i].credentials),
                SSZ.hashPair(SSZ.toChunk(queue[i].balanceGwei), keccak256("signature"))
            );
            list.leaves[i] = SSZ.hashPair(left, keccak256("rest"));
        }
    }

    /// @dev One chunk of four balances each.
    function _balanceList() internal view returns (BuiltList memory list) {
        uint256 chunks = (beacon.length + 3) / 4;
        list = _emptyList(chunks, (fullLength + 3) / 4);
        list.length = fullLength == 0 ? uint64(beacon.length) : fullLength;
        for (uint256 i = 0; i < chunks; ++i) {
            list.leaves[i] = keccak256(abi.encode("balances", i));
        }
    }

    /// @param length  0: as long as what stands there.
    function _emptyList(uint256 count, uint256 length) private pure returns (BuiltList memory list) {
        if (length == 0) length = count;
        list = BuiltList(uint64(length), _depthOf(length), new uint256[](count), new bytes32[](count));
        for (uint256 i = 0; i < count; ++i) {
            list.positions[i] = i;
        }
    }

    // ---- Proofs

    function stateProof(Taken memory taken) internal view returns (StateProof memory proof) {
        (bytes32[] memory branch,) =
            stateBranch(taken.leaves, taken.executionHeader.length == 0 ? EXECUTION : BLOCK_HASH);
        return StateProof(taken.state.root, branch, taken.executionHeader, taken.state.nodes);
    }

    function accountProof(Taken memory taken, uint256 place) internal pure returns (AccountProof memory) {
        return AccountProof(taken.state.accounts[place], taken.state.slots[place]);
    }

    function coreProof(Taken memory taken) internal view returns (CoreProof memory core) {
        core.stEthVersion = staking.getContractVersion();
        core.vault = accountProof(taken, 0);
        core.oracle = accountProof(taken, 1);
        core.depositor = accountProof(taken, 2);
        core.weth = accountProof(taken, 3);
        core.stEth = accountProof(taken, 4);
    }

    function protocolProof(Taken memory taken) internal pure returns (ProtocolProof memory) {
        return ProtocolProof(taken.state.accounts[5], taken.state.slots[5][0]);
    }

    function statusPath(Taken memory taken, uint256 pair) internal pure returns (bytes memory) {
        return taken.state.slots[5][1 + 3 * pair];
    }

    function validatorsTop(Taken memory taken) internal view returns (ListTop memory) {
        (bytes32[] memory siblings,) = stateBranch(taken.leaves, VALIDATORS);
        return topOf(taken.validators, ListTree.VALIDATORS_DEPTH, siblings);
    }

    function depositsTop(Taken memory taken) internal view returns (ListTop memory) {
        (bytes32[] memory siblings,) = stateBranch(taken.leaves, DEPOSITS);
        return topOf(taken.deposits, ListTree.PENDING_DEPOSITS_DEPTH, siblings);
    }

    function balancesTop(Taken memory taken) internal view returns (ListTop memory) {
        (bytes32[] memory siblings,) = stateBranch(taken.leaves, BALANCES);
        return topOf(taken.balances, ListTree.BALANCES_DEPTH, siblings);
    }

    function registration(Taken memory taken, uint256 pair, uint64 index)
        internal
        view
        returns (PairRegistration memory)
    {
        bytes32[] memory branch = branchOf(taken.validators, index, _inner());
        return PairRegistration(pairs[pair], index, beacon[index].credentials, branch);
    }

    /// @dev Registers pair by pair, each with the validator whose key it has.
    function register(Taken memory taken, uint256[] memory which) internal {
        registry.register(
            taken.nextTimestamp, taken.header, validatorsTop(taken), registrations(taken, which)
        );
    }

    function registrations(Taken memory taken, uint256[] memory which)
        internal
        view
        returns (PairRegistration[] memory given)
    {
        given = new PairRegistration[](which.length);
        for (uint256 i = 0; i < which.length; ++i) {
            given[i] = registration(taken, which[i], indexOf(which[i]));
        }
    }

    /// @dev Without what each branch has in common with the one before, in place: of validators that differ.
    function shorten(PairRegistration[] memory given) internal pure {
        for (uint256 i = 1; i < given.length; ++i) {
            // Two levels below the validators; from the highest bit that differs on, both ways are the same.
            uint256 length = 2;
            uint256 differing = given[i].validatorIndex ^ given[i - 1].validatorIndex;
            while (differing >> (length - 1) != 0) ++length;
            bytes32[] memory branch = given[i].branch;
            assembly ("memory-safe") {
                mstore(branch, length)
            }
        }
    }

    function indexOf(uint256 pair) internal view returns (uint64) {
        bytes32 root = rootOf(keys[pair]);
        for (uint64 i = 0; i < beacon.length; ++i) {
            if (beacon[i].pubkeyRoot == root) return i;
        }
        revert("no validator");
    }

    function registerProved(Taken memory taken, uint256[] memory which) internal {
        registry.registerProved(
            taken.nextTimestamp,
            taken.header,
            validatorsTop(taken),
            registrations(taken, which),
            pairsProof(taken, which)
        );
    }

    function pairsProof(Taken memory taken, uint256[] memory which)
        internal
        view
        returns (PairsProof memory proof)
    {
        proof = PairsProof(stateProof(taken), protocolProof(taken), new PairProof[](which.length));
        for (uint256 i = 0; i < which.length; ++i) {
            bytes[] memory slots = taken.state.slots[5];
            uint256 place = 1 + 3 * which[i];
            proof.pairs[i] = PairProof(slots[place], slots[place + 1], slots[place + 2]);
        }
    }

    /// @dev All entries of the registry in one page, with the sums that the circuit would prove.
    function pageRun(Taken memory taken) internal view returns (PageRun memory run) {
        uint64 count = registry.count();
        (uint64[] memory indices,) = registry.entries(0, count);
        Page memory page;
        for (uint256 i = 0; i < count; ++i) {
            if (indices[i] >= taken.validators.length) continue;
            ++page.existingOut;
            uint256 balanceWei = uint256(beacon[indices[i]].balanceGwei) * 1 gwei;
            page.rawOutWei += balanceWei;
            page.principalOutWei += balanceWei < 32 ether ? balanceWei : 32 ether;
        }
        page.countOut = count;
        page.commitmentOut = registry.commitment();
        ListTop memory top = balancesTop(taken);
        page.linkNode = top.node;
        page.linkDepth = uint64(_depthOf((taken.validators.length + 3) / 4));
        run.pages = new Page[](1);
        run.pages[0] = page;
    }

    // ---- A spurt

    function open(uint64 spurt, Taken memory taken) internal {
        opinion.open(spurt, taken.nextTimestamp, taken.header);
    }

    function submitPages(uint64 spurt, Taken memory taken) internal {
        if (registry.count() != 0) opinion.submitPages(spurt, balancesTop(taken), pageRun(taken));
    }

    function proveCore(uint64 spurt, Taken memory taken) internal {
        assets.proveCore(spurt, stateProof(taken), coreProof(taken));
    }

    function showSources(uint64 spurt, Taken memory taken, uint64[] memory places) internal {
        bytes[] memory paths = new bytes[](places.length);
        for (uint256 i = 0; i < places.length; ++i) {
            paths[i] = taken.state.accounts[taken.firstModule + places[i]];
        }
        assets.showSources(spurt, stateProof(taken), places, paths);
    }

    function showAllSources(uint64 spurt, Taken memory taken) internal {
        uint64[] memory places = new uint64[](2 * registry.modules().length);
        for (uint64 i = 0; i < places.length; ++i) {
            places[i] = i;
        }
        showSources(spurt, taken, places);
    }

    function showLate(uint64 spurt, Taken memory taken, uint256[] memory which) internal {
        (Pair[] memory late, bytes[] memory paths) = (new Pair[](which.length), new bytes[](which.length));
        for (uint256 i = 0; i < which.length; ++i) {
            (late[i], paths[i]) = (pairs[which[i]], statusPath(taken, which[i]));
        }
        assets.showLate(spurt, stateProof(taken), protocolProof(taken), late, paths);
    }

    /// @dev The first entry of the queue, which is this pair's.
    function waitingPairs(Taken memory taken, uint256 pair)
        internal
        view
        returns (WaitingPair[] memory waiting)
    {
        waiting = new WaitingPair[](1);
        bytes32[] memory branch = branchOf(taken.deposits, 0, new bytes32[](0));
        waiting[0] = WaitingPair(
            pairs[pair], 0, queue[0].credentials, keccak256("signature"), keccak256("rest"), branch
        );
    }

    function finish(uint64 spurt, Taken memory taken) internal {
        open(spurt, taken);
        submitPages(spurt, taken);
        proveCore(spurt, taken);
        showAllSources(spurt, taken);
        opinion.finalize(spurt);
    }

    function improve(uint64 spurt, Taken memory taken, bool withPages) internal {
        PageRun memory run;
        ListTop memory top;
        if (withPages) (run, top) = (pageRun(taken), balancesTop(taken));
        opinion.improve(spurt, top, run);
    }

    function announce(uint256[] memory which) internal {
        Pair[] memory given = new Pair[](which.length);
        for (uint256 i = 0; i < which.length; ++i) {
            given[i] = pairs[which[i]];
        }
        registry.announce(given);
    }

    function settle(uint256[] memory which) internal {
        Pair[] memory given = new Pair[](which.length);
        for (uint256 i = 0; i < which.length; ++i) {
            given[i] = pairs[which[i]];
        }
        registry.settle(given);
    }

    function exit(uint256 pair, uint256 withdrawnWei) internal {
        protocol.exit(pairs[pair].name, pairs[pair].index, withdrawnWei);
    }

    function some(uint256 a) internal pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = a;
    }

    function some(uint256 a, uint256 b) internal pure returns (uint256[] memory list) {
        list = new uint256[](2);
        (list[0], list[1]) = (a, b);
    }

    function upTo(uint256 count) internal pure returns (uint256[] memory list) {
        list = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = i;
        }
    }
}
