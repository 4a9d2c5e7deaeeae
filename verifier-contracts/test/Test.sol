// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @dev The cheatcodes that these tests use (https://getfoundry.sh/reference/cheatcodes/overview).
///      npm's forge-std is an old copy that does not compile without ds-test, which npm does not have.
interface Vm {
    struct Gas {
        uint64 gasLimit;
        uint64 gasTotalUsed;
        uint64 gasMemoryUsed;
        int64 gasRefunded;
        uint64 gasRemaining;
    }

    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    enum AccountAccessKind {
        Call,
        DelegateCall,
        CallCode,
        StaticCall,
        Create,
        SelfDestruct,
        Resume,
        Balance,
        Extcodesize,
        Extcodehash,
        Extcodecopy
    }

    struct ChainInfo {
        uint256 forkId;
        uint256 chainId;
    }

    struct StorageAccess {
        address account;
        bytes32 slot;
        bool isWrite;
        bytes32 previousValue;
        bytes32 newValue;
        bool reverted;
    }

    struct AccountAccess {
        ChainInfo chainInfo;
        AccountAccessKind kind;
        address account;
        address accessor;
        bool initialized;
        uint256 oldBalance;
        uint256 newBalance;
        bytes deployedCode;
        uint256 value;
        bytes data;
        bool reverted;
        StorageAccess[] storageAccesses;
        uint64 depth;
        uint64 oldNonce;
        uint64 newNonce;
    }

    function assume(bool condition) external pure;
    function chainId(uint256 id) external;
    function computeCreateAddress(address deployer, uint256 nonce) external pure returns (address);
    function deal(address account, uint256 balance) external;
    function etch(address target, bytes calldata code) external;
    function exists(string calldata path) external view returns (bool);
    function expectCall(address target, bytes calldata data) external;
    function expectEmit(bool topic1, bool topic2, bool topic3, bool data, address emitter) external;
    function expectPartialRevert(bytes4 selector) external;
    function expectRevert(bytes calldata data) external;
    function getNonce(address account) external view returns (uint64);
    function getCode(string calldata artifact) external view returns (bytes memory);
    function getRecordedLogs() external returns (Log[] memory);
    function lastCallGas() external view returns (Gas memory gas);
    function load(address target, bytes32 slot) external view returns (bytes32);
    function mockCall(address target, bytes calldata data, bytes calldata answer) external;
    function mockCallRevert(address target, bytes calldata data, bytes calldata revertData) external;
    function parseJsonAddressArray(string calldata json, string calldata key)
        external
        pure
        returns (address[] memory);
    function parseJsonAddress(string calldata json, string calldata key) external pure returns (address);
    function parseJsonBytes(string calldata json, string calldata key) external pure returns (bytes memory);
    function parseJsonBytes32(string calldata json, string calldata key) external pure returns (bytes32);
    function parseJsonBytes32Array(string calldata json, string calldata key)
        external
        pure
        returns (bytes32[] memory);
    function parseJsonBytesArray(string calldata json, string calldata key)
        external
        pure
        returns (bytes[] memory);
    function parseJsonString(string calldata json, string calldata key) external pure returns (string memory);
    function parseJsonUint(string calldata json, string calldata key) external pure returns (uint256);
    function parseJsonUintArray(string calldata json, string calldata key)
        external
        pure
        returns (uint256[] memory);
    function prank(address sender) external;
    function readFile(string calldata path) external view returns (string memory);
    function recordLogs() external;
    function snapshotState() external returns (uint256 id);
    function snapshotValue(string calldata group, string calldata name, uint256 value) external;
    function revertToState(uint256 id) external returns (bool reverted);
    function skip(bool condition, string calldata reason) external;
    function startStateDiffRecording() external;
    function store(address target, bytes32 slot, bytes32 value) external;
    function stopAndReturnStateDiff() external returns (AccountAccess[] memory accesses);
    function toString(uint256 value) external pure returns (string memory);
    function warp(uint256 timestamp) external;
}

/// @notice Base of all tests: cheatcodes, assertions that revert with both values, and the two data folders.
abstract contract Test {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    string internal constant FIXTURES = "build/fixtures/";
    string internal constant REAL_DATA = "../shared/realdata/";

    error NotEqualUint(uint256 actual, uint256 expected);
    error NotEqualWord(bytes32 actual, bytes32 expected);
    error NotTrue(string what);

    function assertEq(uint256 actual, uint256 expected) internal pure {
        if (actual != expected) revert NotEqualUint(actual, expected);
    }

    function assertEq(bytes32 actual, bytes32 expected) internal pure {
        if (actual != expected) revert NotEqualWord(actual, expected);
    }

    function assertEq(address actual, address expected) internal pure {
        assertEq(bytes32(uint256(uint160(actual))), bytes32(uint256(uint160(expected))));
    }

    function assertTrue(bool condition, string memory what) internal pure {
        if (!condition) revert NotTrue(what);
    }

    /// @dev As `new` does, but with the code from forge's output: a test contract that holds the code of a large contract is
    ///      compiled many times longer, and all of them again with every change of it.
    /// @param artifact  `File.sol:Contract`. @param arguments  of the constructor, encoded.
    function deploy(string memory artifact, bytes memory arguments) internal returns (address) {
        return create(abi.encodePacked(vm.getCode(artifact), arguments));
    }

    /// @dev Reverts as the constructor does.
    function create(bytes memory creationCode) internal returns (address deployed) {
        assembly ("memory-safe") {
            deployed := create(0, add(creationCode, 32), mload(creationCode))
            if iszero(deployed) {
                let free := mload(0x40)
                returndatacopy(free, 0, returndatasize())
                revert(free, returndatasize())
            }
        }
    }

    /// @dev The file's text; a test whose file is absent is skipped, and says which.
    function readOrSkip(string memory path) internal returns (string memory) {
        bool isThere = false;
        // Refused where the whole folder is absent: forge cannot resolve its permission then.
        try vm.exists(path) returns (bool found) {
            isThere = found;
        } catch {}
        if (!isThere) vm.skip(true, string.concat("absent: ", path));
        return vm.readFile(path);
    }
}
