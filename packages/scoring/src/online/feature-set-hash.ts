import { canonicalJson, type JsonValue } from '@probity/domain';
import type { FeatureSet } from '@probity/features';
import { sha256Hex } from '../bundle/digest.js';

/**
 * Content hash of a feature set: what every answer names, and what a stored state must have been made under.
 *
 * @returns SHA-256 of the set's canonical JSON, lower-case hex
 * @throws INVALID_ARGUMENT where WebCrypto is missing
 * @example await featureSetHash(cardPaymentsSet) // '5f…'
 */
export function featureSetHash(set: FeatureSet): Promise<string> {
  return sha256Hex(new TextEncoder().encode(canonicalJson(set as unknown as JsonValue)));
}
