"""Writes nfc.bin, the canonical mappings of Unicode that NormalFormC reads.

All numbers little-endian.
  u16 number of mappings, then for each: u24 character, u24 first, u24 second (0: a mapping to one character),
      u8 1 if the pair composes to the character again, else 0
  u16 number of characters with a combining class, then for each: u24 character, u8 class
Hangul syllables are left out: they are computed.
"""
import struct
import sys
import unicodedata


def u24(number):
    return struct.pack("<I", number)[:3]


mappings, classes = [], []
for code in range(sys.maxunicode + 1):
    character = chr(code)
    if unicodedata.combining(character):
        classes.append(u24(code) + bytes([unicodedata.combining(character)]))
    decomposition = unicodedata.decomposition(character)
    if decomposition and not decomposition.startswith("<"):
        parts = [int(part, 16) for part in decomposition.split()]
        composes = len(parts) == 2 and unicodedata.normalize("NFC", character) == character
        mappings.append(u24(code) + u24(parts[0]) + u24(parts[1] if len(parts) == 2 else 0) + bytes([composes]))

with open("nfc.bin", "wb") as table:
    table.write(struct.pack("<H", len(mappings)) + b"".join(mappings))
    table.write(struct.pack("<H", len(classes)) + b"".join(classes))
