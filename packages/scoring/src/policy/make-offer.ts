import type { Application, CreditPolicy, Offer, OfferGrid } from '@probity/domain';
import { expectedProfit } from './credit-policy.js';

/**
 * Price and limit of an application: the cell of its grade and band.
 * @returns undefined where the grid has no offer for it, or its band is not known
 */
export function makeOffer(
  policy: CreditPolicy & { readonly offers: OfferGrid },
  riskScore: number,
  grade: string,
  application: Application,
): Offer | undefined {
  const { offers, exposure, economics } = policy;
  const row = offers.rows.find((candidate) => candidate.grade === grade);
  const index = bandIndex(offers, application);
  const limit = index === undefined ? undefined : row?.limits[index];
  const band = index === undefined ? undefined : offers.bands[index];
  if (row === undefined || band === undefined || limit === undefined || limit === null) return undefined;
  const asked = exposure?.field === undefined ? null : application[exposure.field];
  const amount = typeof asked === 'number' && asked > 0 ? Math.min(asked, limit) : limit;
  return {
    margin: row.margin,
    limit,
    amount,
    expectedProfit: amount * expectedProfit(riskScore, row.margin, economics.lossGivenDefault),
    expectedLoss: amount * riskScore * economics.lossGivenDefault,
    band: band.label,
    ...(exposure?.currency === undefined ? {} : { currency: exposure.currency }),
  };
}

/** The band an application falls in; undefined where its value is not known. */
export function bandIndex({ bandField, bands }: OfferGrid, application: Application): number | undefined {
  if (bandField === undefined) return 0;
  const value = application[bandField];
  if (typeof value !== 'number') return undefined;
  const index = bands.findIndex(({ upTo }) => upTo === null || value <= upTo);
  return index < 0 ? undefined : index;
}

/** Money at risk: the amount asked for where it is known, else the typical loan, else 1. */
export function exposureOf({ exposure }: CreditPolicy, application: Application): number {
  const asked = exposure?.field === undefined ? undefined : application[exposure.field];
  return typeof asked === 'number' && asked > 0 ? asked : (exposure?.typical ?? 1);
}
