/** Addresses of the demo company's records, with the position QuickBooks' geocoder gives to what is typed on its screens. */
import type { Body } from '../types.ts';
import type { DemoAddress } from './customers.ts';

/** Middle of each postal code, rounded. */
const POSITIONS: Readonly<Record<string, readonly [lat: string, long: string]>> = {
  '94534': ['38.2671', '-122.0357'],
  '94901': ['37.9731', '-122.5144'],
  '94903': ['38.0206', '-122.5444'],
  '94928': ['38.3396', '-122.7011'],
  '94930': ['37.9871', '-122.5889'],
  '94939': ['37.9341', '-122.5353'],
  '94941': ['37.9060', '-122.5450'],
  '94947': ['38.1074', '-122.5697'],
  '94949': ['38.0680', '-122.5350'],
  '94952': ['38.2324', '-122.6367'],
  '94954': ['38.2500', '-122.6130'],
  '94960': ['37.9746', '-122.5616'],
  '94965': ['37.8591', '-122.4853'],
  '95401': ['38.4405', '-122.7144'],
  '95403': ['38.4860', '-122.7480'],
  '95407': ['38.4080', '-122.7360'],
  '95472': ['38.4021', '-122.8239'],
  '95476': ['38.2919', '-122.4580'],
  '95814': ['38.5816', '-121.4944'],
};

/** What stands in both members where the geocoder found nothing (recorded). */
const NOT_FOUND = ['INVALID', 'INVALID'] as const;

export function demoPlace({ line1, line2, city, state, zip }: DemoAddress): Body {
  const [Lat, Long] = POSITIONS[zip] ?? NOT_FOUND;
  const address: Body = { Line1: line1, City: city, CountrySubDivisionCode: state, PostalCode: zip, Lat, Long };
  if (line2 !== undefined) address.Line2 = line2;
  return address;
}
