import { readRole } from './analyze.ts';
import type { Certainty } from './policy.ts';
import type { AnalysisOptions, Question } from './question.ts';
import {
  foreignRegime,
  freshKeyFor,
  ownRegime,
  partitionOf,
  probe,
  type Subject,
  subjectsOf,
} from './questions/subject.ts';
import type { ReadRole, RolePolicies } from './role.ts';
import type { Probe } from './symbolic/probe.ts';
import { iamUniverse, objectUniverse } from './symbolic/universe.ts';

/** Which of the given resources a role reaches. */
export interface Reached {
  reachable: string[];
  /** Only for buckets: some objects, those whose key suits the policies, and not just any. */
  partly: string[];
  unreachable: string[];
  /** The answer hangs on something that is not known. */
  unclear: string[];
}

/**
 * Sorts concrete resources of an inventory by whether the role reaches them.
 *
 * @param names role ARNs for `pass-role` and `assume-role`; bucket names or bucket ARNs, taken as the role's own account's, for `read-objects`.
 */
export function reachableAmong(
  role: RolePolicies | ReadRole,
  kind: Exclude<Question['kind'], 'admin'>,
  names: readonly string[],
  options: AnalysisOptions = {},
): Reached {
  const read = 'layers' in role ? role : readRole(role);
  const answers = subjectsOf(read, options).map((subject) =>
    kind === 'read-objects' ? bucketsAmong(subject, names) : rolesAmong(subject, kind, names),
  );
  return agreed(names, answers);
}

/** What holds in every organization the account may be in; the rest is unclear. */
function agreed(names: readonly string[], answers: readonly Sorting[]): Reached {
  const reached: Reached = { reachable: [], partly: [], unreachable: [], unclear: [] };
  for (const [index, name] of names.entries()) {
    const sort = answers[0]?.[index] ?? 'unclear';
    reached[answers.every((answer) => answer[index] === sort) ? sort : 'unclear'].push(name);
  }
  return reached;
}

/** For each name in turn where it belongs. */
type Sorting = readonly (keyof Reached)[];

const SORTS: Readonly<Record<Certainty, 'reachable' | 'unreachable' | 'unclear'>> = {
  yes: 'reachable',
  no: 'unreachable',
  maybe: 'unclear',
};

function rolesAmong(subject: Subject, kind: 'pass-role' | 'assume-role', arns: readonly string[]): Sorting {
  const { partition, account: own } = subject.principal;
  const probes = new Map<string, Probe>();
  const action = kind === 'pass-role' ? 'iam:PassRole' : 'sts:AssumeRole';
  const probeOf = (account: string): Probe => {
    let asked = probes.get(account);
    if (!asked) {
      const regime = account === own ? ownRegime(subject) : foreignRegime(subject, account, true);
      asked = probe(subject, action, iamUniverse(partition, account, 'role'), regime);
      probes.set(account, asked);
    }
    return asked;
  };
  // Inventories hold thousands of roles, and each is asked about for each role that fails.
  const prefix = `arn:${partition}:iam::`;
  return arns.map((arn) => {
    const accountEnd = arn.indexOf(':', prefix.length);
    if (!arn.startsWith(prefix) || !arn.startsWith(':role/', accountEnd)) return 'unreachable';
    const account = arn.slice(prefix.length, accountEnd);
    if (account !== own && kind === 'pass-role') return 'unreachable';
    return SORTS[probeOf(account).reaches(arn.slice(accountEnd + ':role/'.length))];
  });
}

function bucketsAmong(subject: Subject, names: readonly string[]): Sorting {
  const key = freshKeyFor(subject);
  const asked = probe(
    subject,
    's3:GetObject',
    objectUniverse(subject.principal.partition, key, true),
    ownRegime(subject),
  );
  return names.map((given) => {
    if (given.startsWith('arn:') && partitionOf(given) !== subject.principal.partition) return 'unreachable';
    const name = given.startsWith('arn:') ? given.slice(given.lastIndexOf(':') + 1) : given;
    const any = asked.reaches(`${name}/${key}`);
    if (any === 'yes') return 'reachable';
    const some = asked.reachesSome(`${name}/`);
    if (some === 'yes') return 'partly';
    return any === 'maybe' || some === 'maybe' ? 'unclear' : 'unreachable';
  });
}
