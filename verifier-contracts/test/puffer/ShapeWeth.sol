// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @dev ETH as a token, with the balances in slot 3, behind three fields.
contract ShapeWeth {
    string public name = "Wrapped Ether";
    string public symbol = "WETH";
    uint8 public decimals = 18;
    mapping(address account => uint256) public balanceOf;

    receive() external payable {
        deposit();
    }

    function deposit() public payable {
        balanceOf[msg.sender] += msg.value;
    }

    function withdraw(uint256 amountWei) external {
        balanceOf[msg.sender] -= amountWei;
        (bool ok,) = msg.sender.call{value: amountWei}("");
        require(ok, "refused");
    }

    function transfer(address to, uint256 amountWei) external returns (bool) {
        balanceOf[msg.sender] -= amountWei;
        balanceOf[to] += amountWei;
        return true;
    }
}
