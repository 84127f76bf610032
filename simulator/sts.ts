import type { RoleDetail } from '@aws-sdk/client-iam';
import type { Caller, Service } from './caller.ts';
import { accessDenied } from './faults.ts';
import { type QueryOperation, readQuery, requiredParameter } from './query.ts';
import { AwsError } from './wire.ts';

/** STS's Query protocol. */
export const sts: Service = {
  protocol: 'query',
  regional: true,
  read: (request) => readQuery('sts', 'https://sts.amazonaws.com/doc/2011-06-15/', operations, request),
};

const operations: Readonly<Record<string, QueryOperation>> = {
  GetCallerIdentity: (_parameters, caller) => ({
    Arn: caller.arn,
    UserId: caller.userId,
    Account: caller.account.accountId,
  }),
  AssumeRole: assumeRole,
};

function assumeRole(parameters: URLSearchParams, caller: Caller) {
  const roleArn = requiredParameter(parameters, 'RoleArn');
  const sessionName = requiredParameter(parameters, 'RoleSessionName');
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  }
  const [, , , , accountId = '', ...rest] = roleArn.split(':');
  const account = caller.estate.accounts.find((candidate) => candidate.accountId === accountId);
  const role = account?.roles?.find((candidate) => candidate.Arn === roleArn);
  if (account === undefined || role === undefined || !trusts(role, caller, parameters.get('ExternalId'))) {
    const { message, code, status } = accessDenied('query', { callerArn: caller.arn, action: 'sts:AssumeRole' });
    throw new AwsError(code, message.replace(/ because.*/, ` on resource: ${roleArn}`), status);
  }
  const name = rest.join(':').split('/').at(-1);
  const arn = `arn:aws:sts::${accountId}:assumed-role/${name}/${sessionName}`;
  const userId = `${role.RoleId}:${sessionName}`;
  const credentials = caller.openSession({ account, arn, userId });
  const seconds = Number(parameters.get('DurationSeconds') ?? 3600);
  return {
    Credentials: { ...credentials, Expiration: new Date(Date.now() + seconds * 1000) },
    AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
  };
}

interface TrustStatement {
  readonly Effect?: string;
  readonly Principal?: '*' | { readonly AWS?: string | readonly string[] };
  readonly Condition?: { readonly StringEquals?: Readonly<Record<string, string | readonly string[]>> };
}

/** Enough of policy evaluation for trust policies: account principals, role principals and `sts:ExternalId`. */
function trusts(role: RoleDetail, caller: Caller, externalId: string | null): boolean {
  const document: { Statement?: TrustStatement | TrustStatement[] } = JSON.parse(role.AssumeRolePolicyDocument ?? '{}');
  return [document.Statement ?? []].flat().some((statement) => {
    const expected = statement.Condition?.StringEquals?.['sts:ExternalId'];
    const idFits = expected === undefined || [expected].flat().includes(externalId ?? '');
    return statement.Effect === 'Allow' && idFits && namesCaller(statement.Principal, caller);
  });
}

function namesCaller(principal: TrustStatement['Principal'], caller: Caller): boolean {
  if (principal === '*') return true;
  const accountId = caller.account.accountId;
  const roleArn = caller.arn.replace(/^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:aws:iam::$1:role/$2');
  const names = ['*', accountId, `arn:aws:iam::${accountId}:root`, caller.arn, roleArn];
  return [principal?.AWS ?? []].flat().some((name) => names.includes(name));
}
