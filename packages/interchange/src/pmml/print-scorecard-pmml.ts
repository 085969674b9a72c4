import type { ScorecardModel } from '@probity/learn';
import { printNumber } from '../card/print-number.js';
import { type Card, type CardVariable, readCard, type ScorecardExport } from '../card/read-card.js';
import { apply, constant, fieldRef, probabilityOf } from './pmml-expression.js';
import { element, printXml, type XmlElement } from './print-xml.js';

const MOST_REASONS = 4;

/**
 * Prints a scorecard as PMML 4.4: a `Scorecard` of characteristics whose score is the points, with reason codes (the
 * variables that lost most points against their mean) and the output fields `points`, `margin` (log-odds of bad),
 * `probability` (of bad, calibrated where a calibration is given) and `reason_1` to `reason_4`.
 *
 * Missing values, NaN and levels without a bin fall into the bin for missing. Dates are days and times milliseconds since
 * 1970-01-01 UTC, flags 0 or 1.
 *
 * @throws INVALID_ARGUMENT as `readCard`, and for a character in a name or level that XML cannot hold
 * @example printScorecardPmml(model, { calibration: bundle.calibration, title: 'loans@3' })
 */
export function printScorecardPmml(model: ScorecardModel, options: ScorecardExport = {}): string {
  const card = readCard(model, options);
  const names = card.variables.map(({ name }) => name);
  const own = ownNames(names, card.variables.length);
  const document = element('PMML', { xmlns: 'http://www.dmg.org/PMML-4_4', version: '4.4' }, [
    element('Header', { description: card.title }, [element('Application', { name: 'Probity' })]),
    element('DataDictionary', { numberOfFields: names.length }, card.variables.map(dataField)),
    element(
      'Scorecard',
      {
        modelName: card.title,
        functionName: 'regression',
        algorithmName: 'scorecard',
        initialScore: printNumber(card.initialPoints),
        useReasonCodes: 'true',
        reasonCodeAlgorithm: 'pointsBelow',
        baselineMethod: 'mean',
      },
      [
        element(
          'MiningSchema',
          {},
          card.variables.map(({ name, kind }) =>
            element('MiningField', { name, ...(kind === 'category' ? { invalidValueTreatment: 'asMissing' } : {}) }),
          ),
        ),
        output(card, own),
        element(
          'LocalTransformations',
          {},
          card.variables.map((variable, index) => derivedPart(variable, own.parts[index] ?? '')),
        ),
        element('Characteristics', {}, card.variables.map(characteristic)),
      ],
    ),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${printXml(document)}\n`;
}

interface OwnNames {
  readonly parts: readonly string[];
  readonly points: string;
  readonly margin: string;
  readonly probability: string;
  readonly reasons: readonly string[];
}

/** Names of the document's own fields; where a variable has the name already, underscores tell them apart. */
function ownNames(taken: readonly string[], variables: number): OwnNames {
  const used = new Set(taken);
  const free = (wanted: string): string => {
    let name = wanted;
    while (used.has(name)) name = `${name}_`;
    used.add(name);
    return name;
  };
  return {
    parts: taken.map((_, index) => free(`log_odds_${index + 1}`)),
    points: free('points'),
    margin: free('margin'),
    probability: free('probability'),
    reasons: Array.from({ length: Math.min(MOST_REASONS, variables) }, (_, index) => free(`reason_${index + 1}`)),
  };
}

function dataField({ name, kind, levels }: CardVariable): XmlElement {
  if (kind === 'numeric') return element('DataField', { name, optype: 'continuous', dataType: 'double' });
  return element(
    'DataField',
    { name, optype: 'categorical', dataType: 'string' },
    levels.map(({ level }) => element('Value', { value: level })),
  );
}

function output({ intercept, calibration, variables }: Card, own: OwnNames): XmlElement {
  const margin = variables.reduce(
    (sum, _, index) => apply('+', sum, fieldRef(own.parts[index] ?? '')),
    constant(intercept),
  );
  const transformed = (name: string, expression: XmlElement) =>
    element('OutputField', { name, optype: 'continuous', dataType: 'double', feature: 'transformedValue' }, [
      expression,
    ]);
  return element('Output', {}, [
    element('OutputField', { name: own.points, optype: 'continuous', dataType: 'double', feature: 'predictedValue' }),
    transformed(own.margin, margin),
    transformed(own.probability, probabilityOf(calibration, fieldRef(own.margin))),
    ...own.reasons.map((name, index) =>
      element('OutputField', {
        name,
        optype: 'categorical',
        dataType: 'string',
        feature: 'reasonCode',
        rank: index + 1,
      }),
    ),
  ]);
}

/** The bin's share of the margin, as a chain of conditions in the order of the attributes. */
function derivedPart(variable: CardVariable, name: string): XmlElement {
  const { bins, missing, kind } = variable;
  const partOf = (bin: number) => constant(bins[bin - 1]?.part ?? 0);
  const value = fieldRef(variable.name);
  let chain = partOf(missing);
  if (kind === 'category') {
    for (const { bin, members } of groups(variable.levels.map(({ level, bin }) => ({ value: level, bin })))) {
      const tests = members.map((level) =>
        apply('equal', value, element('Constant', { dataType: 'string' }, [], level)),
      );
      chain = apply('if', anyOf(tests), partOf(bin), chain);
    }
  } else {
    for (const { upTo, bin } of [...variable.intervals].reverse()) {
      chain =
        upTo === Number.POSITIVE_INFINITY
          ? partOf(bin)
          : apply('if', apply('lessOrEqual', value, constant(upTo)), partOf(bin), chain);
    }
    for (const { bin, members } of groups(variable.codes.map(({ code, bin }) => ({ value: code, bin })))) {
      chain = apply('if', anyOf(members.map((code) => apply('equal', value, constant(code)))), partOf(bin), chain);
    }
  }
  const whole = apply('if', apply('isMissing', value), partOf(missing), chain);
  return element('DerivedField', { name, optype: 'continuous', dataType: 'double' }, [whole]);
}

function characteristic(variable: CardVariable): XmlElement {
  const { name, bins, missing, kind } = variable;
  const attributes: XmlElement[] = [];
  const attribute = (bin: number, predicate: XmlElement) =>
    attributes.push(
      element('Attribute', { reasonCode: name, partialScore: printNumber(bins[bin - 1]?.bin.points ?? 0) }, [
        predicate,
      ]),
    );
  attribute(missing, element('SimplePredicate', { field: name, operator: 'isMissing' }));
  if (kind === 'category') {
    for (const { bin, members } of groups(variable.levels.map(({ level, bin }) => ({ value: level, bin })))) {
      attribute(bin, oneOf(name, members));
    }
  } else {
    for (const { bin, members } of groups(variable.codes.map(({ code, bin }) => ({ value: printNumber(code), bin })))) {
      attribute(bin, oneOf(name, members));
    }
    for (const { upTo, bin } of variable.intervals) {
      const last = upTo === Number.POSITIVE_INFINITY;
      attribute(
        bin,
        last
          ? element('True')
          : element('SimplePredicate', { field: name, operator: 'lessOrEqual', value: printNumber(upTo) }),
      );
    }
  }
  if (kind === 'category') attribute(missing, element('True'));
  return element(
    'Characteristic',
    { name: `${name} characteristic`, baselineScore: printNumber(meanPoints(variable)) },
    attributes,
  );
}

/** Points of the mean training row, against which reasons are measured. */
function meanPoints({ bins }: CardVariable): number {
  let weight = 0;
  let points = 0;
  for (const { bin } of bins) {
    weight += bin.goods + bin.bads;
    points += (bin.goods + bin.bads) * bin.points;
  }
  return weight > 0 ? points / weight : 0;
}

function oneOf(field: string, values: readonly string[]): XmlElement {
  const tests = values.map((value) => element('SimplePredicate', { field, operator: 'equal', value }));
  return tests.length === 1
    ? (tests[0] ?? element('False'))
    : element('CompoundPredicate', { booleanOperator: 'or' }, tests);
}

function groups<Value>(
  entries: readonly { value: Value; bin: number }[],
): readonly { bin: number; members: Value[] }[] {
  const found = new Map<number, Value[]>();
  for (const { value, bin } of entries) found.set(bin, [...(found.get(bin) ?? []), value]);
  return [...found].map(([bin, members]) => ({ bin, members }));
}

function anyOf(tests: readonly XmlElement[]): XmlElement {
  return tests.length === 1 ? (tests[0] ?? element('False')) : apply('or', ...tests);
}
