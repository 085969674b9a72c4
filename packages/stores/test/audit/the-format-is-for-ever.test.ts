import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hashEntry, headMac, sha256 } from '../../src/audit/audit-entry.js';
import { encodeFields } from '../../src/audit/encode-fields.js';
import {
  createSubjectKey,
  envelopeKeyId,
  openPayload,
  sealPayload,
  unwrapSubjectKey,
  wrapSubjectKey,
} from '../../src/audit/payload-envelope.js';
import { deriveKeyRing } from '../../src/keys/key-ring.js';

const golden = JSON.parse(readFileSync(new URL('../golden/audit-chain/cases.json', import.meta.url), 'utf8'));
const bytes = (hex: string) => Buffer.from(hex, 'hex');
const keys = deriveKeyRing(bytes(golden.master));

test('entries hash as in docs/methods/audit-chain.md', () => {
  for (const entry of golden.entries) {
    const { payloadDigest, previousHash, hash, ...rest } = entry;
    const content = { ...rest, payloadDigest: bytes(payloadDigest), previousHash: bytes(previousHash) };
    expect(hashEntry(content).toString('hex')).toBe(hash);
  }
});

test('keys derive, and the head is authenticated, as described', () => {
  expect(keys.id).toBe(golden.keyId);
  expect(headMac(keys, { sequence: 2, hash: bytes(golden.entries[1].hash) }).toString('hex')).toBe(golden.headMac);
  expect(keys.subjectHash(golden.subject.text).toString('hex')).toBe(golden.subject.hash);
  expect(keys.idempotencyHash('key', 'k-1').toString('hex')).toBe(golden.idempotency.key);
  expect(keys.idempotencyHash('request', 'abc').toString('hex')).toBe(golden.idempotency.request);
});

test('envelopes and wrapped keys written by the description open', () => {
  const { keyId, key, sequence, kind, plain, envelope, wrapped } = golden.payload;
  const row = {
    keyId: bytes(keyId),
    subjectHash: bytes(golden.subject.hash),
    firstSequence: 2,
    wrapped: bytes(wrapped),
  };
  expect(unwrapSubjectKey(keys, row)?.toString('hex')).toBe(key);
  expect(openPayload(bytes(key), sequence, kind, bytes(envelope))?.toString('utf8')).toBe(plain);
  expect(envelopeKeyId(bytes(envelope)).toString('hex')).toBe(keyId);
  expect(sha256(bytes(envelope)).toString('hex')).toBe(golden.entries[1].payloadDigest);
});

test('lists of fields that look alike have different encodings', () => {
  const lists = [
    ['ab', 'c'],
    ['a', 'bc'],
    ['abc'],
    ['abc', ''],
    ['', 'abc'],
    [1],
    ['\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001', ''],
  ];
  expect(new Set(lists.map((list) => encodeFields(list).toString('hex'))).size).toBe(lists.length);
});

test('an envelope opens only whole, in its place and with its key', () => {
  const subject = createSubjectKey();
  const envelope = sealPayload(subject, 7, 'decision', Buffer.from('plain'));
  expect(openPayload(subject.key, 7, 'decision', envelope)?.toString()).toBe('plain');
  expect(openPayload(subject.key, 8, 'decision', envelope)).toBeUndefined();
  expect(openPayload(subject.key, 7, 'alias-set', envelope)).toBeUndefined();
  expect(openPayload(createSubjectKey().key, 7, 'decision', envelope)).toBeUndefined();
  for (let at = 0; at < envelope.length; at++) {
    const changed = Buffer.from(envelope);
    changed[at] = (changed[at] as number) ^ 1;
    expect(openPayload(subject.key, 7, 'decision', changed), `byte ${at}`).toBeUndefined();
    expect(openPayload(subject.key, 7, 'decision', envelope.subarray(0, at)), `cut at ${at}`).toBeUndefined();
  }
});

test('a wrapped key belongs to its row and its master key', () => {
  const row = wrapSubjectKey(keys, createSubjectKey(), keys.subjectHash('ann'), 3);
  expect(unwrapSubjectKey(keys, row)).toHaveLength(32);
  expect(unwrapSubjectKey(keys, { ...row, firstSequence: 4 })).toBeUndefined();
  expect(unwrapSubjectKey(keys, { ...row, subjectHash: keys.subjectHash('bob') })).toBeUndefined();
  expect(unwrapSubjectKey(deriveKeyRing(Buffer.alloc(32)), row)).toBeUndefined();
});
