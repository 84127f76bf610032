import type { StatementRef } from './role.ts';
import type { Limits } from './symbolic/budget.ts';

/** What to ask about a role. */
export type Question =
  | {
      kind: 'admin';
      /** Whether a role that can make itself administrator fails as well. Default `true`. */
      failOnEscalation?: boolean;
    }
  | {
      kind: 'pass-role';
      /** Services to which any role may be passed (`sagemaker.amazonaws.com`). Default none. */
      acceptPassedToService?: readonly string[];
    }
  | {
      kind: 'assume-role';
      /** ARN globs of the roles it may assume; any other reachable role fails. Without it only "any role at all" fails. */
      allowedRoles?: readonly string[];
    }
  | {
      kind: 'read-objects';
      /** `any-object` fails when the objects of any bucket are readable, `some-object` when some object of any bucket is. Default `any-object`. */
      reach?: 'any-object' | 'some-object';
      /** Names of the only buckets it may read; `*` and `?` stay inside the name. */
      declaredBuckets?: readonly string[];
    };

export type Verdict = 'PASSED' | 'FAILED' | 'UNKNOWN';

/**
 * How much is reachable: `UNSCOPED` when at least 1 % of all 20-character names are, `SCOPED` when some are, `NONE` when none is,
 * `UNKNOWN` when the answer hangs on the constructs in `unknown`.
 */
export type Reach = 'UNSCOPED' | 'SCOPED' | 'NONE' | 'UNKNOWN';

/** The answer for one kind of resource. */
export interface Row {
  /** `roles`, `any object`, `some object`, `access points`, `iam:PutRolePolicy`. */
  what: string;
  owner: 'own' | 'foreign';
  /** Whether resources count whose tags suit the policies. */
  tags: 'none' | 'free';
  reach: Reach;
  /** Logarithm to base 2 of the part of all names that is reachable: at most `to`, at least `from` (nothing: maybe none). */
  log2Share?: { from?: number; to: number };
}

/** A request that is allowed. */
export interface Witness {
  action: string;
  resource: string;
  /** Whose resource it is. The RCPs of the role's organization do not concern foreign ones. */
  owner: 'own' | 'foreign';
  /** Every key of the request, as {@link decide} takes it. */
  context: Readonly<Record<string, string | readonly string[]>>;
  /** The keys among them that the conditions ask for and the caller can choose. */
  chosen: readonly string[];
  /** The statements that allow it, of the identity policies, the boundary and the SCPs. */
  grantedBy: readonly StatementRef[];
}

/** A set of ARNs that is reachable. */
export interface ReachedPattern {
  /** Patterns as written in the policies; an ARN must match all of them. */
  patterns: readonly string[];
  /** Patterns as written that are taken out again. */
  except: readonly string[];
  grantedBy: readonly StatementRef[];
}

export type Access = 'ADMIN' | 'ESCALATES' | 'POWERUSER' | 'LIMITED';

/** The answer to one question about one role. */
export interface Analysis {
  question: Question['kind'];
  verdict: Verdict;
  /** One sentence, without the names of the role or the account. */
  summary: string;
  rows: readonly Row[];
  /** The proof of a FAILED verdict, first the one to show; for other verdicts an example of what is reachable, if any. */
  witnesses: readonly Witness[];
  /** How far the role reaches, at most 50 entries. */
  reaches: readonly ReachedPattern[];
  /** Entries of `reaches` left out. */
  reachesLeftOut: number;
  /** Only for `admin`, when it is certain. */
  access?: Access;
  /** Only for `pass-role`: the services to which any role can be passed. */
  services?: 'any' | readonly string[];
  /** The constructs on which an UNKNOWN hangs. */
  unknown: readonly string[];
  notes: readonly string[];
  /** Inputs that could take permissions away and were not looked at. */
  notSeen: readonly string[];
  /** Set when a witness did not stand its re-check. The verdict is then UNKNOWN, and this is a defect to report. */
  internalError?: string;
}

export interface AnalysisOptions {
  limits?: Partial<Limits>;
}
