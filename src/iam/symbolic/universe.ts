import { codePoints, type Glob, globOf } from '../glob.ts';

/** The letters a name is drawn from when shares are counted, and the length of the name. */
export interface NameSpace {
  letters: readonly number[];
  length: number;
  /** Texts that may stand before the name; the largest share counts. */
  before: readonly string[];
  /** Text after the name when shares are counted. */
  after: string;
  /** Whether, for "some object", any key may follow instead. */
  anyTail: boolean;
}

/**
 * The ARNs a question is about: a fixed beginning and a small automaton for the rest.
 * `step` answers -1 where no ARN goes on.
 */
export interface Universe {
  /** The first five components. */
  head: readonly string[];
  /** Literal beginning of the sixth. */
  start: string;
  step(state: number, code: number): number;
  accepts(state: number): boolean;
  /** Parts of the universe that AWS keeps to itself. */
  except: readonly Glob[];
  /** Groups of letters that the universe does not tell apart, the likeliest names first. */
  fillers: readonly (readonly number[])[];
  /** Letters with a meaning of their own in the universe. */
  marks: readonly number[];
  /** The only characters there are; nothing when any may occur. */
  alphabet?: ReadonlySet<number>;
  /** Whether some part of the ARN takes any character at all. */
  anyLetter: boolean;
  names?: NameSpace;
  /** A member that nobody wrote down. */
  example: string;
  /** What to put for the first and the last `*` of a pattern to make readable members, in order of preference. */
  fillings: readonly (readonly [first: string, last: string])[];
  /** Shapes a `*` may have to take on, `z` standing for a letter no pattern mentions. */
  shapes: readonly string[];
  /** Whether those shapes are all there are, so that they decide emptiness. */
  shapesSuffice: boolean;
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const ALNUM = `${LOWER}0123456789`;
const BUCKET_LETTERS = codePoints(ALNUM);
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const NAME_LETTERS = codePoints(`${ALNUM}${LOWER.toUpperCase()}+=,.@_-`);
const NAME_LETTER = new Set(NAME_LETTERS);
const SLASH = 47;
const ENTITY_LETTERS = new Set([...NAME_LETTERS, SLASH]);

const NAME_LENGTH = 20;

/**
 * IAM entities of one account: `role/…`, `user/…`, `group/…`, `policy/…`.
 *
 * @param freshPath a path that no policy mentions, ending in `/`: names under it count like names without a path.
 */
export function iamUniverse(
  partition: string,
  account: string,
  type: 'role' | 'user' | 'group' | 'policy',
  freshPath?: string,
): Universe {
  return {
    head: ['arn', partition, 'iam', '', account],
    start: `${type}/`,
    // 0: nothing, or after a slash; 1: after a character of a name
    step: (_state, code) => (code === SLASH ? 0 : NAME_LETTER.has(code) ? 1 : -1),
    accepts: (state) => state === 1,
    // Roles of IAM Identity Center can be neither passed nor edited.
    except: type === 'role' ? [globOf('aws-reserved/*')] : [],
    alphabet: ENTITY_LETTERS,
    fillers: [NAME_LETTERS],
    marks: [SLASH],
    anyLetter: false,
    names: {
      letters: NAME_LETTERS,
      length: NAME_LENGTH,
      before: freshPath === undefined ? [''] : ['', freshPath],
      after: '',
      anyTail: false,
    },
    example: `example-${type}-7q`,
    fillings: [
      ['', `example-${type}-7q`],
      [`example-${type}-7q`, ''],
      ['', ''],
    ],
    shapes: ['z'],
    shapesSuffice: true,
  };
}

const BUCKET_MARKS = codePoints('.-');
const BUCKET_EDGE = new Set(codePoints(ALNUM));
const BUCKET_INSIDE = new Set(codePoints(`${ALNUM}.-`));
// Buckets of us-east-1 made before March 2018 may have these as well.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const LEGACY_ONLY = codePoints(`${LOWER.toUpperCase()}.-_`);
const LEGACY = new Set([...BUCKET_LETTERS, ...LEGACY_ONLY]);

/** Objects of general purpose buckets. */
export function objectUniverse(partition: string, freshKey: string, legacyNames: boolean): Universe {
  const edge = legacyNames ? LEGACY : BUCKET_EDGE;
  const inside = legacyNames ? LEGACY : BUCKET_INSIDE;
  return {
    head: ['arn', partition, 's3', '', ''],
    start: '',
    // 0, 1, 2: characters of the bucket so far; 3: a bucket may end here; 4: may not; 5: after the slash; 6: in the key
    step(state, code) {
      if (state >= 5) return 6;
      if (state === 3 && code === SLASH) return 5;
      if (state === 0) return edge.has(code) ? 1 : -1;
      if (!inside.has(code)) return -1;
      if (state === 1) return 2;
      return edge.has(code) ? 3 : 4;
    },
    accepts: (state) => state === 6,
    except: [],
    fillers: legacyNames ? [BUCKET_LETTERS, LEGACY_ONLY] : [BUCKET_LETTERS, BUCKET_MARKS],
    marks: [SLASH],
    anyLetter: true,
    names: { letters: BUCKET_LETTERS, length: NAME_LENGTH, before: [''], after: `/${freshKey}`, anyTail: true },
    example: 'example-bucket-7q/example-key-7q',
    fillings: [
      ['', 'example-key-7q'],
      ['example-bucket-7q', 'example-key-7q'],
      ['example-bucket-7q/', ''],
      ['', 'example-bucket-7q/example-key-7q'],
      ['example-bucket-7q/', 'example-key-7q'],
      ['example-bucket-7q', ''],
      ['', ''],
    ],
    shapes: ['z', 'z/z'],
    shapesSuffice: true,
  };
}

/** Objects by way of an access point: `accesspoint/NAME/object/KEY`. */
export function accessPointUniverse(partition: string, region: string, account: string, freshKey: string): Universe {
  const middle = codePoints('/object/');
  return {
    head: ['arn', partition, 's3', region, account],
    start: 'accesspoint/',
    // 0: nothing; 1: in the name; 2…8: inside `/object/`; 9: after it; 10: in the key
    step(state, code) {
      if (state >= 9) return 10;
      if (state <= 1 && code !== SLASH) return BUCKET_INSIDE.has(code) ? 1 : -1;
      if (state === 0) return -1;
      return middle[state - 1] === code ? state + 1 : -1;
    },
    accepts: (state) => state === 10,
    except: [],
    fillers: [BUCKET_LETTERS, BUCKET_MARKS],
    marks: [SLASH, ...middle],
    anyLetter: true,
    names: { letters: BUCKET_LETTERS, length: NAME_LENGTH, before: [''], after: `/object/${freshKey}`, anyTail: true },
    example: 'example-ap-7q/object/example-key-7q',
    fillings: [
      ['', 'example-key-7q'],
      ['example-ap-7q', 'example-key-7q'],
      ['', 'example-ap-7q/object/example-key-7q'],
      ['', 'object/example-key-7q'],
    ],
    shapes: ['z', 'z/object/z', 'z/z'],
    shapesSuffice: false,
  };
}

/** One ARN. */
export function singleUniverse(arn: string): Universe {
  const pieces = arn.split(':');
  const text = codePoints(pieces.slice(5).join(':'));
  return {
    head: pieces.slice(0, 5),
    start: '',
    step: (state, code) => (text[state] === code ? state + 1 : -1),
    accepts: (state) => state === text.length,
    except: [],
    fillers: [],
    marks: text,
    anyLetter: false,
    example: pieces.slice(5).join(':'),
    fillings: [],
    shapes: [],
    shapesSuffice: false,
  };
}

export function arnIn(universe: Universe, rest: string): string {
  return `${universe.head.join(':')}:${universe.start}${rest}`;
}

export function isIn(universe: Universe, codes: readonly number[]): boolean {
  let state = 0;
  for (const code of codes) {
    state = universe.step(state, code);
    if (state < 0) return false;
  }
  return universe.accepts(state);
}
