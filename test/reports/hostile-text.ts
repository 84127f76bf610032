import fc from 'fast-check';
import { nastyStrings } from './support.ts';

const codeUnits = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));
const meaningful = fc
  .array(fc.constantFrom(...'=+-@;,|`"\'<>&[](){}*_~#$:/\\.!\t\r\n \u202e\u001b\ud83d\ude00]]>'), { maxLength: 40 })
  .map((parts) => parts.join(''));

/** Strings as an enemy would write them, of any length: any code units, characters that mean something, known attacks. */
export const hostileText: fc.Arbitrary<string> = fc
  .tuple(fc.oneof(codeUnits, meaningful, fc.constantFrom(...nastyStrings)), fc.constantFrom(1, 1, 1, 3, 400))
  .map(([text, times]) => text.slice(0, 200).repeat(times) + text.slice(200));
