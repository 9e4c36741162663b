"""Keccak-256 with the original padding, which hashlib's SHA-3 does not offer: checksums of Ethereum and Monero
addresses need it. For checksums only; nothing secret is ever put in."""

from __future__ import annotations

from typing import Final

_RATE: Final = 136
_MASK: Final = (1 << 64) - 1


def _round_constants() -> tuple[int, ...]:
    """The 24 constants, from the shift register that defines them (Keccak reference, section 1.2)."""
    constants, register = [], 1
    for _ in range(24):
        constant = 0
        for bit in range(7):
            if register & 1:
                constant |= 1 << ((1 << bit) - 1)
            register = (register << 1) ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return tuple(constants)


_CONSTANTS: Final = _round_constants()


def _turn(value: int, by: int) -> int:
    by %= 64
    return ((value << by) | (value >> (64 - by))) & _MASK if by else value


def _permute(a: list[int]) -> list[int]:
    """Keccak-f[1600] on 25 lanes of 64 bits, lane (x, y) at x + 5 y."""
    for constant in _CONSTANTS:
        columns = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
        a = [a[i] ^ columns[(i - 1) % 5] ^ _turn(columns[(i + 1) % 5], 1) for i in range(25)]
        x, y, lane, moved = 1, 0, a[1], [a[0]] + [0] * 24
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            moved[x + 5 * y] = _turn(lane, (step + 1) * (step + 2) // 2)
            lane = a[x + 5 * y]
        a = [moved[i] ^ (~moved[(i + 1) % 5 + i // 5 * 5] & moved[(i + 2) % 5 + i // 5 * 5] & _MASK) for i in range(25)]
        a[0] ^= constant
    return a


def keccak_256(data: bytes) -> bytes:
    """The 32-byte digest. About a millisecond: for addresses, not for files."""
    padded = data + b"\x01" + b"\x00" * (-(len(data) + 1) % _RATE)
    padded = padded[:-1] + bytes([padded[-1] | 0x80])
    state = [0] * 25
    for block in range(0, len(padded), _RATE):
        for lane in range(_RATE // 8):
            start = block + lane * 8
            state[lane] ^= int.from_bytes(padded[start : start + 8], "little")
        state = _permute(state)
    return b"".join(lane.to_bytes(8, "little") for lane in state[:4])
