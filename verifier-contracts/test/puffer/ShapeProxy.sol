// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";

/// @dev A proxy whose implementation stands in the slot of ERC-1967.
contract ShapeProxy is ERC1967Proxy {
    constructor(address implementation) ERC1967Proxy(implementation, "") {}

    /// @dev Implementations without an initializer are what the tests have.
    function _unsafeAllowUninitialized() internal pure override returns (bool) {
        return true;
    }
}

/// @dev What stands behind it. Anyone may upgrade: these contracts hold nothing of value.
abstract contract ShapeUpgradeable {
    /// @notice Replaces the implementation of the proxy that is called.
    /// @param implementation The new one.
    /// @param data           For a call of it; empty for none.
    function upgradeToAndCall(address implementation, bytes calldata data) external {
        ERC1967Utils.upgradeToAndCall(implementation, data);
    }
}

/// @dev In front of which a proxy is deployed whose address the real implementation needs to know.
contract ShapeUnset is ShapeUpgradeable {}
