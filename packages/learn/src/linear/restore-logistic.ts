import type { ModelParts } from '../model/model.js';
import {
  invalidPart,
  readDoubles,
  readFeatures,
  readList,
  readNumber,
  readObject,
  readWhole,
} from '../model/read-parts.js';
import { createPreparation, type FeatureEncoder } from '../preparation/linear-preparation.js';
import { createLogistic, type ElasticPenalty, type LogisticFit, type LogisticModel } from './logistic-model.js';

const KIND = 'logistic';
/** Beyond any table that was fitted; keeps a forged part from asking for all the memory there is. */
const MOST_TERMS = 10_000_000;

/**
 * A logistic model from its parts, bit for bit.
 * @throws BUNDLE_INVALID when anything in them is not as `toParts` writes it
 */
export function restoreLogistic(parts: ModelParts): LogisticModel {
  if (parts.kind !== KIND) throw invalidPart(KIND, 'kind', `be ${KIND}`);
  const json = readObject(KIND, 'model', parts.json);
  const features = readFeatures(KIND, json['features']);
  const entries = readList(KIND, 'encoders', json['encoders']);
  if (entries.length !== features.length) throw invalidPart(KIND, 'encoders', 'be one per feature');
  let firstTerm = 0;
  const encoders = entries.map((entry, index) => {
    const encoder = readEncoder(entry, `encoders[${index}]`, firstTerm);
    if (encoder.kind !== features[index].kind)
      throw invalidPart(KIND, `encoders[${index}].kind`, 'be that of the feature');
    const { levels } = features[index];
    if (encoder.kind === 'category' && levels !== undefined && levels.length !== encoder.termOfLevel.length) {
      throw invalidPart(KIND, `encoders[${index}].termOfLevel`, 'have one entry per level');
    }
    firstTerm += encoder.termCount;
    return encoder;
  });
  const preparation = createPreparation(encoders);
  return createLogistic({
    features,
    intercept: readNumber(KIND, 'intercept', json['intercept']),
    l2: readNumber(KIND, 'l2', json['l2']),
    fit: readFit(json['fit']),
    ...readPenalty(json['penalty']),
    preparation,
    coefficients: readDoubles(parts, 'coefficients', preparation.termCount),
    means: readDoubles(parts, 'means', preparation.termCount),
  });
}

function readEncoder(entry: unknown, field: string, expectedFirst: number): FeatureEncoder {
  const encoder = readObject(KIND, field, entry);
  const firstTerm = readWhole(KIND, `${field}.firstTerm`, encoder['firstTerm'], expectedFirst, expectedFirst);
  const termCount = readWhole(KIND, `${field}.termCount`, encoder['termCount'], 0, MOST_TERMS);
  if (encoder['kind'] === 'numeric') {
    const knots = readList(KIND, `${field}.knots`, encoder['knots']).map((knot) =>
      readNumber(KIND, `${field}.knots`, knot),
    );
    if (knots.some((knot, index) => index > 0 && knot <= knots[index - 1])) {
      throw invalidPart(KIND, `${field}.knots`, 'ascend');
    }
    const { marksMissing } = encoder;
    if (typeof marksMissing !== 'boolean') throw invalidPart(KIND, `${field}.marksMissing`, 'be true or false');
    if (termCount !== Math.max(0, knots.length - 1) + (marksMissing ? 1 : 0)) {
      throw invalidPart(KIND, `${field}.termCount`, 'fit the knots');
    }
    const median = readNumber(KIND, `${field}.median`, encoder['median']);
    return { kind: 'numeric', firstTerm, termCount, knots, median, marksMissing };
  }
  if (encoder['kind'] !== 'category') throw invalidPart(KIND, `${field}.kind`, 'be numeric or category');
  const termOfLevel = readList(KIND, `${field}.termOfLevel`, encoder['termOfLevel']).map((term) =>
    readWhole(KIND, `${field}.termOfLevel`, term, -1, termCount - 1),
  );
  const termOfMissing = readWhole(KIND, `${field}.termOfMissing`, encoder['termOfMissing'], -1, termCount - 1);
  return { kind: 'category', firstTerm, termCount, termOfLevel, termOfMissing };
}

function readFit(value: unknown): LogisticFit {
  const fit = readObject(KIND, 'fit', value);
  const { converged } = fit;
  if (typeof converged !== 'boolean') throw invalidPart(KIND, 'fit.converged', 'be true or false');
  return {
    iterations: readWhole(KIND, 'fit.iterations', fit['iterations'], 0, Number.MAX_SAFE_INTEGER),
    gradientNorm: readNumber(KIND, 'fit.gradientNorm', fit['gradientNorm']),
    startGradientNorm: readNumber(KIND, 'fit.startGradientNorm', fit['startGradientNorm']),
    converged,
  };
}

function readPenalty(value: unknown): { penalty?: ElasticPenalty } {
  if (value === undefined) return {};
  const penalty = readObject(KIND, 'penalty', value);
  const tried = readList(KIND, 'penalty.tried', penalty['tried']).map((entry) => {
    const step = readObject(KIND, 'penalty.tried', entry);
    return {
      lambda: readNumber(KIND, 'penalty.tried.lambda', step['lambda']),
      loss: readNumber(KIND, 'penalty.tried.loss', step['loss']),
    };
  });
  return {
    penalty: {
      lambda: readNumber(KIND, 'penalty.lambda', penalty['lambda']),
      l1Share: readNumber(KIND, 'penalty.l1Share', penalty['l1Share']),
      tried,
    },
  };
}
