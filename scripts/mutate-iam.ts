/**
 * Seeds one bug at a time into a copy of src/iam and expects the tests to catch it: `npx tsx scripts/mutate-iam.ts [part of a name]`.
 * Ends with status 1 when a bug survives or no longer fits the source.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Mutation {
  name: string;
  file: string;
  from: string;
  to: string;
}

const MUTATIONS: readonly Mutation[] = [
  {
    name: 'a Deny is ignored by the analysis',
    file: 'symbolic/build.ts',
    from: "effect !== 'Deny' ||",
    to: "effect !== 'Deny' || true ||",
  },
  { name: 'a Deny is ignored by decide', file: 'decide.ts', from: "if (denied === 'yes')", to: 'if (false)' },
  {
    name: 'the boundary is ignored',
    file: 'role.ts',
    from: 'if (policies.boundary)',
    to: 'if (policies.boundary && layers.length > 9)',
  },
  {
    name: 'only the last SCP level counts',
    file: 'role.ts',
    from: 'of policies.scps ?? []',
    to: 'of (policies.scps ?? []).slice(-1)',
  },
  {
    name: 'one SCP level is enough',
    file: 'decide.ts',
    from: 'allowed = both(allowed, layerAllows)',
    to: "allowed = layer.kind === 'scp' ? allowed : both(allowed, layerAllows)",
  },
  {
    name: 'ForAllValues is false on a missing key',
    file: 'condition.ts',
    from: "set === 'ForAllValues' || ifExists",
    to: 'ifExists',
  },
  {
    name: 'ForAnyValue is true on a missing key',
    file: 'condition.ts',
    from: "if (set === 'ForAnyValue') return 'no'",
    to: "if (set === 'ForAnyValue') return 'yes'",
  },
  {
    name: 'negated operators are false on a missing key',
    file: 'condition.ts',
    from: "operator?.negated ? 'yes' : 'no'",
    to: "'no'",
  },
  {
    name: 'negated operators mean not all values',
    file: 'condition.ts',
    from: 'operator.negated ? opposite(matched) : matched',
    to: "operator.negated ? (comparisons.some((compare) => compare(value) === 'no') ? 'yes' : 'no') : matched",
  },
  {
    name: 'actions mind case',
    file: 'action.ts',
    from: 'matchOne(pattern.toLowerCase(), wanted)',
    to: 'matchOne(pattern, action)',
  },
  {
    name: 'NotAction is read as Action',
    file: 'action.ts',
    from: 'actions.not ? opposite(found) : found',
    to: 'found',
  },
  {
    name: 'NumericLessThan takes the limit',
    file: 'operators/numeric.ts',
    from: 'value < written',
    to: 'value <= written',
  },
  {
    name: 'GreaterThanEquals leaves the limit out',
    file: 'operators/numeric.ts',
    from: 'value >= written',
    to: 'value > written',
  },
  {
    name: 'only the ends of intervals are tried, not their neighbours',
    file: 'symbolic/values.ts',
    from: 'number - 1, number + 1, number - 0.001, number + 0.001',
    to: 'number',
  },
  {
    name: 'a star stops at a slash',
    file: 'glob.ts',
    from: 'if (wildcard === STAR || wildcard === ONE) return true;',
    to: 'if (wildcard === ONE) return true;\n  if (wildcard === STAR) return code !== SLASH;',
  },
  {
    name: 'a declared star runs over slashes',
    file: 'glob.ts',
    from: 'if (wildcard === STAR_IN_NAME) return code !== SLASH;',
    to: 'if (wildcard === STAR_IN_NAME) return true;',
  },
  {
    name: 'positions behind the last star are lost',
    file: 'glob.ts',
    from: 'at >= lastStar',
    to: 'at > lastStar || lastStar === 0',
  },
  {
    name: 'a question mark contains a star',
    file: 'glob.ts',
    from: 'if (own === STAR) next.push(at);',
    to: 'if (own === STAR || own === ONE) next.push(own === ONE ? at + 1 : at);',
  },
  {
    name: 'dominance is flipped',
    file: 'symbolic/search.ts',
    from: 'covers(node.none[k] as number, other.none[k] as number)',
    to: 'covers(other.none[k] as number, node.none[k] as number)',
  },
  {
    name: 'the fresh letter decides under `?` too',
    file: 'symbolic/search.ts',
    from: 'WILDCARD_OF_ONE.has(token) || LIMITED.has(token)',
    to: 'LIMITED.has(token)',
  },
  {
    name: 'NotResource of an Allow is read as Resource',
    file: 'symbolic/build.ts',
    from: "if (statement.resources.not) terms.push(term([], bracket === 'lower' ? maybe : sure, [ref]));\n      else",
    to: '',
  },
  {
    name: 'a Deny with NotResource guards nothing',
    file: 'symbolic/build.ts',
    from: 'guards.push(this.exempted(relevant, bracket))',
    to: 'this.exempted(relevant, bracket)',
  },
  {
    name: 'doubtful denials are left out of both brackets',
    file: 'symbolic/build.ts',
    from: "return certain || bracket === 'lower'",
    to: 'return certain',
  },
  {
    name: 'unread policies grant nothing',
    file: 'symbolic/build.ts',
    from: "(bracket === 'upper' && layer.missing.length > 0)",
    to: 'false',
  },
  {
    name: 'a Deny needs every key to fail',
    file: 'symbolic/contexts.ts',
    from: '((a | b) & ~this.allows)',
    to: '(a & b & ~this.allows)',
  },
  {
    name: 'contexts that beat others are dropped',
    file: 'symbolic/contexts.ts',
    from: '(a.favour & b.favour) === a.favour',
    to: '(a.favour & b.favour) === b.favour',
  },
  { name: 'only the first context counts', file: 'symbolic/build.ts', from: 'if (plain) break;', to: 'break;' },
  {
    name: 's3:prefix may be set on GetObject',
    file: 'symbolic/keys.ts',
    from: 'if (OTHER_ACTIONS_KEYS[action]?.test(key)) return ABSENT;',
    to: 'if (OTHER_ACTIONS_KEYS[action]?.test(key)) return FREE;',
  },
  {
    name: 'a role session has a user name',
    file: 'symbolic/keys.ts',
    from: "'aws:username': ABSENT",
    to: "'aws:username': FREE",
  },
  {
    name: 'a service assumes roles with MFA',
    file: 'symbolic/keys.ts',
    from: "if (assumedBy === 'services') return { kind: 'values', options: without };",
    to: "if (assumedBy === 'services') return { kind: 'values', options: [...without, ...withMfa] };",
  },
  {
    name: 'tags can limit PassRole',
    file: 'symbolic/keys.ts',
    from: "if (this.request.action === 'iam:passrole')",
    to: "if (this.request.action === 'iam:nothing')",
  },
  {
    name: 'foreign resources lie in the own account',
    file: 'questions/subject.ts',
    from: "owner: 'foreign', account, organizations",
    to: "owner: 'foreign', account: FOREIGN_ORGANIZATION, organizations",
  },
  {
    name: 'StringEquals takes wildcards',
    file: 'operators/string.ts',
    from: '  StringEquals: { wildcards: false',
    to: '  StringEquals: { wildcards: true',
  },
  {
    name: 'ArnLike runs over colons',
    file: 'operators/arn.ts',
    from: 'token === STAR ? STAR_IN_PART : ONE_IN_PART',
    to: 'token',
  },
  {
    name: 'ranges of addresses begin one later',
    file: 'operators/ip.ts',
    from: 'address.first >= range.first',
    to: 'address.first > range.first',
  },
  {
    name: 'variables work in the older language',
    file: 'arn.ts',
    from: "if (version === '2012-10-17') return",
    to: 'if (version) return',
  },
  {
    name: 'a star in a variable’s value is a wildcard',
    file: 'variables.ts',
    from: "if (value.state === 'known') tokens.push(...codePoints(value.value));",
    to: "if (value.state === 'known') tokens.push(...codePoints(value.value).map((code) => (code === 42 ? STAR : code)));",
  },
  {
    name: 'duplicate keys are taken',
    file: 'json.ts',
    from: 'if (members.has(key))',
    to: 'if (members.has(key) && depth < 0)',
  },
  {
    name: 'letters nobody mentions weigh nothing',
    file: 'symbolic/share.ts',
    from: '(letters.length - own.length) / letters.length',
    to: '0',
  },
  {
    name: 'denials do not reduce the share',
    file: 'symbolic/share.ts',
    from: 'none.every((_, k) => one.none[k] === DEAD)',
    to: 'none.length >= 0',
  },
  {
    name: 'the threshold is ten times higher',
    file: 'symbolic/probe.ts',
    from: 'THRESHOLD = 0.01',
    to: 'THRESHOLD = 0.1',
  },
];

const ROOT = join(import.meta.dirname, '..');
const QUICK = ['test/iam/corpus.test.ts'];
const THOROUGH = ['test/iam/exhaustive.test.ts', 'test/iam/properties.test.ts', 'test/iam/inventory.test.ts'];

/** These tests need nothing of what the project's own configuration prepares. */
const CONFIG = "export default { test: { include: ['test/iam/*.test.ts'], testTimeout: 60_000 } };\n";

function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sagevet-mutate-'));
  for (const part of ['src/iam', 'test/iam', 'test/corpus/iam', 'package.json', 'tsconfig.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'vitest.config.ts'), CONFIG);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function testsPass(folder: string, files: readonly string[]): boolean {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  return (
    spawnSync(process.execPath, [vitest, 'run', '--bail', '1', ...files], { cwd: folder, stdio: 'ignore' }).status === 0
  );
}

function isCaught(folder: string, { file, from, to }: Mutation): boolean | undefined {
  const path = join(folder, 'src/iam', file);
  const source = readFileSync(path, 'utf8');
  if (source.split(from).length !== 2) return undefined;
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
  try {
    return !testsPass(folder, QUICK) || !testsPass(folder, THOROUGH);
  } finally {
    writeFileSync(path, source);
  }
}

const wanted = process.argv[2] ?? '';
const folder = copyProject();
let survivors = 0;
try {
  if (!testsPass(folder, [...QUICK, ...THOROUGH])) throw new Error('the tests fail without any seeded bug');
  for (const mutation of MUTATIONS.filter(({ name }) => name.includes(wanted))) {
    const caught = isCaught(folder, mutation);
    if (caught !== true) survivors += 1;
    console.log(`${caught === undefined ? 'DOES NOT FIT' : caught ? 'caught' : 'SURVIVED'}  ${mutation.name}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(survivors === 0 ? 'every seeded bug was caught' : `${survivors} seeded bugs were not caught`);
process.exitCode = survivors === 0 ? 0 : 1;
