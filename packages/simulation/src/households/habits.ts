/** Something that a household buys again and again. */
export interface Habit {
  readonly category: string;
  readonly timesPerMonth: number;
  /** Share of the money that fixed costs leave; all shares together are 1. */
  readonly share: number;
  /** Standard deviation of the logarithm of an amount. */
  readonly spread: number;
  readonly isEssential: boolean;
  readonly onCard: boolean;
  readonly merchants: readonly string[];
}

/** Made-up and well-known names mixed, in the way banks write them. */
export const habits: readonly Habit[] = [
  habit('groceries', 9, 0.3, 0.5, ['REWE MARKT', 'LIDL', 'ALDI SUED', 'EDEKA CENTER', 'FARMERS MARKET'], {
    isEssential: true,
    onCard: false,
  }),
  habit('dining', 6, 0.14, 0.6, ['PIZZA NAPOLI', 'CAFE MORGEN', 'SUSHI BAR', 'BURGER HAUS', 'LIEFERANDO']),
  habit('transport', 4, 0.11, 0.5, ['SHELL', 'ARAL TANKSTELLE', 'DEUTSCHE BAHN', 'CITY PARKING'], {
    isEssential: true,
    onCard: false,
  }),
  habit('shopping', 2.5, 0.13, 0.8, ['AMAZON MARKETPLACE', 'MEDIAMARKT', 'EBAY']),
  habit('clothing', 0.9, 0.07, 0.7, ['ZALANDO', 'ZARA', 'DEICHMANN SHOES']),
  habit('home', 0.7, 0.07, 0.8, ['IKEA', 'OBI BAUMARKT', 'HARDWARE STORE']),
  habit('health', 0.9, 0.05, 0.6, ['APOTHEKE AM MARKT', 'DR WEBER ARZT'], { isEssential: true, onCard: false }),
  habit('personal-care', 1.2, 0.04, 0.4, ['FRISEUR SALON', 'ROSSMANN']),
  habit('entertainment', 1.2, 0.05, 0.7, ['KINO CENTRAL', 'EVENTIM TICKETS', 'STEAM GAMES']),
  habit('cash', 0.8, 0.04, 0.4, ['ATM CASH WITHDRAWAL'], { isEssential: false, onCard: false }),
];

/** Subscriptions and their monthly prices in minor units. */
export const subscriptionOffers: readonly (readonly [string, number])[] = [
  ['NETFLIX.COM', 1299],
  ['SPOTIFY AB', 1099],
  ['DISNEY PLUS', 899],
  ['FITX GYM', 2499],
  ['DIE ZEITUNG ABO', 3490],
  ['ICLOUD STORAGE', 299],
];

function habit(
  category: string,
  timesPerMonth: number,
  share: number,
  spread: number,
  merchants: readonly string[],
  { isEssential, onCard } = { isEssential: false, onCard: true },
): Habit {
  return { category, timesPerMonth, share, spread, isEssential, onCard, merchants };
}
