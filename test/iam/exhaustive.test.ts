import { describe, expect, it } from 'vitest';
import { codePoints, contains, globOf, intersects, matchGlob } from '../../src/iam/glob.ts';
import { analyzeRole } from '../../src/iam/index.ts';
import { Automaton, DEAD } from '../../src/iam/symbolic/automaton.ts';
import { Budget } from '../../src/iam/symbolic/budget.ts';
import { type Conjunction, RestTable } from '../../src/iam/symbolic/region.ts';
import { extend, findMember } from '../../src/iam/symbolic/search.ts';
import { shareOf } from '../../src/iam/symbolic/share.ts';
import { iamUniverse, type Universe } from '../../src/iam/symbolic/universe.ts';
import { regexOf } from './naive.ts';
import { Random } from './random.ts';

function words(letters: string, most: number): string[] {
  const all = [''];
  for (let from = 0, length = 1; length <= most; length += 1) {
    const to = all.length;
    for (; from < to; from += 1) for (const letter of letters) all.push(all[from] + letter);
  }
  return all;
}

const SHORT = words('ab/', 5);
const GLOBS = words('ab*?', 4);

describe('globs over a small alphabet', () => {
  it('match exactly what a regular expression matches', () => {
    for (const glob of GLOBS) {
      const automaton = new Automaton(globOf(glob), new Budget());
      const regex = regexOf(glob);
      for (const word of SHORT.filter((_, i) => i % 3 === glob.length % 3)) {
        const expected = regex.test(word);
        expect(matchGlob(globOf(glob), codePoints(word)), `${glob} on ${word}`).toBe(expected);
        expect(automaton.matches(word), `automaton of ${glob} on ${word}`).toBe(expected);
      }
    }
  });

  it('contain and meet each other only where their words do', () => {
    const random = new Random(5);
    for (let i = 0; i < 4000; i += 1) {
      const a = random.pick(GLOBS);
      const b = random.pick(GLOBS);
      const inA = SHORT.filter((word) => regexOf(a).test(word));
      const inB = SHORT.filter((word) => regexOf(b).test(word));
      if (contains(globOf(a), globOf(b)))
        expect(
          inB.filter((word) => !regexOf(a).test(word)),
          `${a} contains ${b}`,
        ).toEqual([]);
      if (inA.some((word) => regexOf(b).test(word)))
        expect(intersects(globOf(a), globOf(b)), `${a} meets ${b}`).toBe(true);
      else if (a.length + b.length <= 5)
        expect(intersects(globOf(a), globOf(b)), `${a} does not meet ${b}`).toBe(false);
    }
  });

  it('an automaton that accepts all or nothing from a state on does so for every word', () => {
    for (const glob of GLOBS) {
      const automaton = new Automaton(globOf(glob), new Budget());
      for (const word of ['', 'a', 'b', 'ab', 'ba']) {
        const state = automaton.run(automaton.start, codePoints(word));
        const ends = SHORT.filter((_, i) => i < 60).map((end) => regexOf(glob).test(word + end));
        if (state === DEAD) expect(ends).not.toContain(true);
        else if (automaton.acceptsAll(state)) expect(ends).not.toContain(false);
      }
    }
  });
});

/** Names over two letters and a slash, so that everything can be tried. */
function smallUniverse(): Universe {
  const letters = codePoints('abz');
  return {
    head: ['arn', 'aws', 'iam', '', '1'],
    start: 'role/',
    step: (_, code) => (code === 47 ? 0 : letters.includes(code) ? 1 : -1),
    accepts: (state) => state === 1,
    except: [],
    fillers: [letters],
    marks: [47],
    anyLetter: false,
    names: { letters, length: 5, before: [''], after: '', anyTail: false },
    example: 'zzz',
    fillings: [['', 'z']],
    shapes: ['z'],
    shapesSuffice: true,
  };
}

const TRIED = words('abz/', 6).filter((word) => /[abz]$/.test(word));
const NAMES = words('abz', 5).filter((word) => word.length === 5);

function randomConjunction(random: Random, table: RestTable): Conjunction & { texts: [string[], string[]] } {
  const pick = () =>
    Array.from({ length: 1 + random.below(5) }, () => random.pick(['a', 'b', '*', '*', '?', '/'])).join('');
  const all = Array.from({ length: 1 + random.below(2) }, () => (random.chance(0.4) ? '*' : pick()));
  const none = Array.from({ length: random.below(5) }, pick);
  const rests = (texts: string[]) => texts.map((text) => table.rest(globOf(text), text));
  return { all: rests(all), none: rests(none), by: [], context: 0, texts: [all, none] };
}

describe('conjunctions over a small alphabet', () => {
  it('have a member exactly when trying every short name finds one', () => {
    const random = new Random(9);
    const universe = smallUniverse();
    for (let i = 0; i < 3000; i += 1) {
      const conjunction = randomConjunction(random, new RestTable(new Budget()));
      const [all, none] = conjunction.texts;
      const fits = (word: string) =>
        all.every((text) => regexOf(text).test(word)) && !none.some((text) => regexOf(text).test(word));
      const found = findMember(conjunction, universe, new Budget());
      if (found !== undefined) expect(fits(found), `${all} without ${none}: ${found}`).toBe(true);
      else expect(TRIED.find(fits), `${all} without ${none}`).toBeUndefined();
    }
  });

  it('are searched letter by letter without missing a member', () => {
    const random = new Random(14);
    const universe = smallUniverse();
    for (let i = 0; i < 4000; i += 1) {
      const table = new RestTable(new Budget());
      const pieces = ['a', 'b', '*', '?', 'a*', '*b', '??'];
      const pick = () => Array.from({ length: 1 + random.below(4) }, () => random.pick(pieces)).join('');
      const all = [random.chance(0.5) ? '*' : pick()];
      const none = Array.from({ length: 1 + random.below(6) }, pick);
      const rests = (texts: string[]) => texts.map((text) => table.rest(globOf(text), text));
      const conjunction: Conjunction = { all: rests(all), none: rests(none), by: [], context: 0 };
      const fits = (word: string) =>
        regexOf(all[0] as string).test(word) && !none.some((text) => regexOf(text).test(word));
      const found = extend('', conjunction, universe, new Budget());
      const shown = `${all} without ${none}`;
      if (found !== undefined) expect(fits(found), `${shown}: ${found}`).toBe(true);
      else expect(TRIED.find(fits), shown).toBeUndefined();
    }
  });

  it('have exactly the share of names that counting finds', () => {
    const random = new Random(10);
    const universe = smallUniverse();
    for (let i = 0; i < 1500; i += 1) {
      const table = new RestTable(new Budget());
      const several = Array.from({ length: 1 + random.below(3) }, () => randomConjunction(random, table));
      const fits = (word: string) =>
        several.some(
          ({ texts: [all, none] }) =>
            all.every((text) => regexOf(text).test(word)) && !none.some((text) => regexOf(text).test(word)),
        );
      const counted = NAMES.filter(fits).length / NAMES.length;
      const share = shareOf(several, universe, 'fixed', 0.01, new Budget());
      const shown = several.map(({ texts }) => `${texts[0]} without ${texts[1]}`).join(' or ');
      expect(share.lower, shown).toBeLessThanOrEqual(counted + 1e-9);
      expect(share.upper, shown).toBeGreaterThanOrEqual(counted - 1e-9);
      if (counted >= 0.01) expect(share.lower, shown).toBeCloseTo(counted, 9);
    }
  });
});

describe('whole questions over a small alphabet', () => {
  it('agree with trying every short role name', () => {
    const random = new Random(12);
    const ARN = 'arn:aws:iam::111122223333:role/';
    const glob = () =>
      Array.from({ length: 1 + random.below(4) }, () => random.pick(['a', 'b', '*', '?', '/'])).join('');
    const list = (most: number) => Array.from({ length: 1 + random.below(most) }, glob);
    const reserved = /^aws-reserved\//;
    for (let i = 0; i < 400; i += 1) {
      const [allow, deny, keep, declared] = [list(3), list(3), list(3), list(2)];
      const document = {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: allow.map((text) => ARN + text) },
          { Effect: 'Deny', Action: 'sts:AssumeRole', Resource: deny.map((text) => ARN + text) },
          { Effect: 'Deny', Action: 'sts:*', NotResource: keep.map((text) => ARN + text) },
        ],
      };
      const role = { roleArn: `${ARN}exec`, identity: [{ name: 'p', document }], now: new Date(0) };
      const { verdict, witnesses } = analyzeRole(role, {
        kind: 'assume-role',
        allowedRoles: declared.map((text) => ARN + text),
      });
      const any = (texts: string[], word: string) => texts.some((text) => regexOf(text).test(word));
      const outside = (word: string) =>
        any(allow, word) && !any(deny, word) && any(keep, word) && !any(declared, word) && !reserved.test(word);
      const found = TRIED.find(outside);
      const shown = JSON.stringify({ allow, deny, keep, declared });
      if (verdict === 'PASSED') expect(found, shown).toBeUndefined();
      else expect(outside(witnesses[0]?.resource.slice(ARN.length) ?? ''), shown).toBe(true);
    }
  });
});

it('the universe of roles knows which names there are', () => {
  const universe = iamUniverse('aws', '111122223333', 'role');
  const run = (text: string) =>
    codePoints(text).reduce((state, code) => (state < 0 ? state : universe.step(state, code)), 0);
  expect(universe.accepts(run('service-role/app'))).toBe(true);
  expect(universe.accepts(run('service-role/'))).toBe(false);
  expect(run('a:b')).toBe(-1);
});
