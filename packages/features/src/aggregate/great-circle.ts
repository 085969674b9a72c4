import { asin, cos, sin } from '@probity/numerics';

/** Mean radius of the Earth in km (IUGG). */
const EARTH_RADIUS_KM = 6371.0088;
const RADIANS = Math.PI / 180;

/**
 * N7: kilometres between two places in degrees, along the great circle (haversine); the same bits everywhere.
 *
 * @example greatCircleKm(52.52, 13.405, 48.8566, 2.3522) // about 877
 */
export function greatCircleKm(
  latitude: number,
  longitude: number,
  otherLatitude: number,
  otherLongitude: number,
): number {
  const north = sin(((otherLatitude - latitude) * RADIANS) / 2);
  const east = sin(((otherLongitude - longitude) * RADIANS) / 2);
  const haversine = north * north + cos(latitude * RADIANS) * cos(otherLatitude * RADIANS) * (east * east);
  return 2 * EARTH_RADIUS_KM * asin(Math.min(1, Math.sqrt(haversine)));
}
