/** A place where customers live and merchants trade. */
export interface City {
  readonly name: string;
  /** ISO 3166 alpha-2. */
  readonly country: string;
  /** ISO 4217; what is paid there. */
  readonly currency: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Inhabitants in thousands: how often a customer lives or a merchant trades there. */
  readonly size: number;
}

/** Cities where customers live; accounts are kept in euros. */
export const homeCities: readonly City[] = [
  { name: 'Berlin', country: 'DE', currency: 'EUR', latitude: 52.52, longitude: 13.405, size: 3700 },
  { name: 'Hamburg', country: 'DE', currency: 'EUR', latitude: 53.551, longitude: 9.994, size: 1900 },
  { name: 'Munich', country: 'DE', currency: 'EUR', latitude: 48.137, longitude: 11.575, size: 1500 },
  { name: 'Cologne', country: 'DE', currency: 'EUR', latitude: 50.938, longitude: 6.96, size: 1090 },
  { name: 'Paris', country: 'FR', currency: 'EUR', latitude: 48.857, longitude: 2.352, size: 2100 },
  { name: 'Lyon', country: 'FR', currency: 'EUR', latitude: 45.764, longitude: 4.836, size: 520 },
  { name: 'Marseille', country: 'FR', currency: 'EUR', latitude: 43.296, longitude: 5.37, size: 870 },
  { name: 'Brussels', country: 'BE', currency: 'EUR', latitude: 50.85, longitude: 4.352, size: 1200 },
  { name: 'Antwerp', country: 'BE', currency: 'EUR', latitude: 51.219, longitude: 4.402, size: 530 },
  { name: 'Amsterdam', country: 'NL', currency: 'EUR', latitude: 52.368, longitude: 4.904, size: 920 },
  { name: 'Rotterdam', country: 'NL', currency: 'EUR', latitude: 51.924, longitude: 4.478, size: 660 },
  { name: 'Madrid', country: 'ES', currency: 'EUR', latitude: 40.417, longitude: -3.704, size: 3300 },
  { name: 'Barcelona', country: 'ES', currency: 'EUR', latitude: 41.387, longitude: 2.17, size: 1600 },
  { name: 'Milan', country: 'IT', currency: 'EUR', latitude: 45.464, longitude: 9.19, size: 1400 },
  { name: 'Rome', country: 'IT', currency: 'EUR', latitude: 41.903, longitude: 12.496, size: 2800 },
  { name: 'Vienna', country: 'AT', currency: 'EUR', latitude: 48.208, longitude: 16.373, size: 1900 },
];

/** Cities that customers travel to, and fraudsters pay from. */
export const farCities: readonly City[] = [
  { name: 'London', country: 'GB', currency: 'GBP', latitude: 51.507, longitude: -0.128, size: 420 },
  { name: 'New York', country: 'US', currency: 'USD', latitude: 40.713, longitude: -74.006, size: 300 },
  { name: 'Miami', country: 'US', currency: 'USD', latitude: 25.762, longitude: -80.192, size: 120 },
  { name: 'Istanbul', country: 'TR', currency: 'TRY', latitude: 41.008, longitude: 28.978, size: 260 },
  { name: 'Bangkok', country: 'TH', currency: 'THB', latitude: 13.756, longitude: 100.502, size: 180 },
  { name: 'Lagos', country: 'NG', currency: 'NGN', latitude: 6.524, longitude: 3.379, size: 80 },
  { name: 'Sao Paulo', country: 'BR', currency: 'BRL', latitude: -23.551, longitude: -46.633, size: 100 },
  { name: 'Warsaw', country: 'PL', currency: 'PLN', latitude: 52.23, longitude: 21.012, size: 260 },
];

/** All cities; those of customers come first. */
export const cities: readonly City[] = [...homeCities, ...farCities];
