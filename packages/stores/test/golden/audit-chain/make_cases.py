"""Writes cases.json from docs/methods/audit-chain.md alone, without the code it is compared with.

    python3 make_cases.py > cases.json

Needs only the standard library, and `cryptography` for the two envelopes.
"""
import hashlib
import hmac
import json
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def fields(*values):
    out = b""
    for value in values:
        if isinstance(value, int):
            value = struct.pack(">Q", value)
        elif isinstance(value, str):
            value = value.encode("utf-8")
        out += struct.pack(">I", len(value)) + value
    return out


def derive(master, purpose, length=32):
    """HKDF-SHA256 (RFC 5869) with no salt; one block is enough for 32 bytes."""
    extracted = hmac.new(b"\0" * 32, master, hashlib.sha256).digest()
    return hmac.new(extracted, b"probity/1/" + purpose.encode() + b"\1", hashlib.sha256).digest()[:length]


def entry(sequence, kind, recorded_at, body, payload_digest, previous_hash):
    content = fields("probity-audit-1", sequence, kind, recorded_at, body, payload_digest, previous_hash)
    return {
        "sequence": sequence, "kind": kind, "recordedAt": recorded_at, "body": body,
        "payloadDigest": payload_digest.hex(), "previousHash": previous_hash.hex(),
        "hash": hashlib.sha256(content).hexdigest(),
    }


master = bytes(range(32))
key_id, data_key = bytes(range(16)), bytes(range(100, 132))
header = b"\1" + key_id
plain = '{"grade":"B","name":"Zoë"}'.encode()
nonce = bytes(range(200, 212))
envelope = header + nonce + AESGCM(data_key).encrypt(nonce, plain, fields("probity-payload-1", header, 2, "decision"))
subject_hash = hmac.new(derive(master, "subject"), "customer-17 ü".encode(), hashlib.sha256).digest()
wrapped = nonce + AESGCM(derive(master, "wrapping")).encrypt(
    nonce, data_key, fields("probity-subject-key-1", key_id, subject_hash, 2))

first = entry(1, "alias-set", "2026-01-02T03:04:05.678Z", '{"alias":"champion","name":"ü"}', b"", b"\0" * 32)
second = entry(2, "decision", "2026-01-02T03:04:06.000Z", '{"riskScore":0.30000000000000004}',
               hashlib.sha256(envelope).digest(), bytes.fromhex(first["hash"]))
print(json.dumps({
    "master": master.hex(),
    "keyId": derive(master, "key-id", 8).hex(),
    "entries": [first, second],
    "headMac": hmac.new(derive(master, "head"), fields(
        "probity-head-1", 2, bytes.fromhex(second["hash"]), derive(master, "key-id", 8).hex()), hashlib.sha256).hexdigest(),
    "subject": {"text": "customer-17 ü", "hash": subject_hash.hex()},
    "idempotency": {
        "key": hmac.new(derive(master, "idempotency-key"), b"k-1", hashlib.sha256).hexdigest(),
        "request": hmac.new(derive(master, "request-digest"), b"abc", hashlib.sha256).hexdigest(),
    },
    "payload": {"keyId": key_id.hex(), "key": data_key.hex(), "sequence": 2, "kind": "decision",
                "plain": plain.decode(), "envelope": envelope.hex(), "wrapped": wrapped.hex()},
}, indent=2, ensure_ascii=False))
