import type { Feature } from '../matrix/feature-matrix.js';
import type { Model, ModelParts } from '../model/model.js';
import { invalidPart, readFeatures, readList, readNumber, readObject } from '../model/read-parts.js';
import { type BlendKind, type BlendModel, createBlend, memberPrefix } from './blend-model.js';

/** A blend of blends of blends …: deeper ones are a trap, not a model. */
const DEEPEST = 4;

/**
 * Makes the function that restores a voting or stacking model from its parts, bit for bit; it throws BUNDLE_INVALID.
 * @param restore restores a member, whatever its kind
 */
export function restoreBlend(
  kind: BlendKind,
  restore: (parts: ModelParts) => Model,
): (parts: ModelParts) => BlendModel {
  return (parts) => {
    const json = readObject(kind, 'json', parts.json);
    if (depthOf(json) > DEEPEST) throw invalidPart(kind, 'members', `be at most ${DEEPEST} deep`);
    const features = readFeatures(kind, json['features']);
    const members = readList(kind, 'members', json['members']).map((entry, index) => {
      const field = `members[${index}]`;
      const member = readObject(kind, field, entry);
      const { name, kind: memberKind } = member;
      if (typeof name !== 'string') throw invalidPart(kind, `${field}.name`, 'be a text');
      if (typeof memberKind !== 'string') throw invalidPart(kind, `${field}.kind`, 'be a text');
      const prefix = memberPrefix(index);
      const arrays = Object.fromEntries(
        Object.entries(parts.arrays)
          .filter(([array]) => array.startsWith(prefix))
          .map(([array, values]) => [array.slice(prefix.length), values]),
      );
      const model = restore({ kind: memberKind, json: member['model'], arrays });
      checkFeatures(kind, field, features, model.features);
      return { name, model, weight: readNumber(kind, `${field}.weight`, member['weight']) };
    });
    if (members.length === 0) throw invalidPart(kind, 'members', 'hold at least one');
    const record = readObject(kind, 'record', json['record']);
    return createBlend({
      kind,
      features,
      intercept: readNumber(kind, 'intercept', json['intercept']),
      members,
      record,
    });
  };
}

/** A row of the blend is a row of the member. */
function checkFeatures(kind: string, field: string, own: readonly Feature[], member: readonly Feature[]): void {
  const same =
    own.length === member.length &&
    own.every(({ name, kind: featureKind }, index) => {
      const other = member[index];
      return other.name === name && other.kind === featureKind;
    });
  if (!same) throw invalidPart(kind, `${field}.features`, 'be those of the blend');
}

function depthOf(json: Record<string, unknown>): number {
  const { members } = json;
  if (!Array.isArray(members)) return 0;
  let deepest = 0;
  for (const member of members as readonly unknown[]) {
    const model = typeof member === 'object' && member !== null ? (member as Record<string, unknown>)['model'] : null;
    if (typeof model === 'object' && model !== null) {
      deepest = Math.max(deepest, depthOf(model as Record<string, unknown>));
    }
    if (deepest > DEEPEST) break;
  }
  return deepest + 1;
}
