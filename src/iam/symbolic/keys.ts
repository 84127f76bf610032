import type { KeyValue } from '../condition.ts';
import type { VariableValue } from '../variables.ts';

/** What is known of whoever makes the requests. */
export interface Principal {
  roleArn: string;
  account: string;
  partition: string;
  /** Lower-case tag keys; nothing when unknown. */
  tags?: ReadonlyMap<string, string>;
  /** Who may assume the role, as far as its trust policy was read. */
  assumedBy: 'services' | 'others' | 'unknown';
  organization: { id: string; path?: string } | null;
  now: Date;
}

/** Whose resources, and with which tags. */
export interface Regime {
  owner: 'own' | 'foreign';
  /** Account of the resource. */
  account: string;
  /** Organization ids the resource may be in; nothing in the list means in none. */
  organizations: readonly (string | undefined)[];
  tags: 'none' | 'free';
}

/** The values a key can have in the requests that are asked about. */
export type Domain =
  | {
      kind: 'values';
      options: readonly KeyValue[] /** Options that only perhaps exist. */;
      perhaps?: readonly KeyValue[];
    }
  | { kind: 'free'; multivalued: boolean; words?: readonly string[] }
  | { kind: 'unknown'; why: string };

const ABSENT: Domain = { kind: 'values', options: [undefined] };
const FREE: Domain = { kind: 'free', multivalued: false };
const FREE_LIST: Domain = { kind: 'free', multivalued: true };
const FREE_BOOL: Domain = { kind: 'values', options: [undefined, 'true', 'false'] };

function only(value: KeyValue): Domain {
  return { kind: 'values', options: [value] };
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
const GLOBAL_KEYS: Readonly<Record<string, Domain>> = {
  'aws:sourceip': FREE,
  'aws:sourcevpc': FREE,
  'aws:sourcevpcarn': FREE,
  'aws:sourcevpce': FREE,
  'aws:vpcsourceip': FREE,
  'aws:vpceaccount': FREE,
  'aws:vpceorgid': FREE,
  'aws:vpceorgpaths': FREE_LIST,
  'aws:useragent': FREE,
  'aws:referer': FREE,
  'aws:requestedregion': FREE,
  'aws:securetransport': FREE_BOOL,
  'aws:calledvia': FREE_LIST,
  'aws:calledviafirst': FREE,
  'aws:calledvialast': FREE,
  'aws:calledviaawsmcp': FREE,
  'aws:viaawsservice': FREE_BOOL,
  'aws:viaawsmcpservice': FREE_BOOL,
  'aws:tokenissuetime': FREE,
  'aws:sourceidentity': FREE,
  'aws:federatedprovider': FREE,
  'aws:ec2instancesourcevpc': FREE,
  'aws:ec2instancesourceprivateipv4': FREE,
  'aws:username': ABSENT,
  'aws:sourcearn': ABSENT,
  'aws:sourceaccount': ABSENT,
  'aws:sourceorgid': ABSENT,
  'aws:sourceorgpaths': ABSENT,
  'aws:principalservicename': ABSENT,
  'aws:principalservicenameslist': ABSENT,
  'aws:principalisawsservice': only('false'),
  'aws:principaltype': only('AssumedRole'),
};

/** Keys of the action's own service that a request for it can carry. */
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
const ACTION_KEYS: Readonly<Record<string, Readonly<Record<string, Domain>>>> = {
  'iam:passrole': { 'iam:passedtoservice': FREE, 'iam:associatedresourcearn': FREE },
  'sts:assumerole': {
    'sts:externalid': FREE,
    'sts:rolesessionname': FREE,
    'sts:sourceidentity': FREE,
    'sts:transitivetagkeys': FREE_LIST,
    'aws:tagkeys': FREE_LIST,
  },
  's3:getobject': {
    's3:authtype': FREE,
    's3:signatureage': FREE,
    's3:signatureversion': FREE,
    's3:tlsversion': FREE,
    's3:x-amz-content-sha256': FREE,
    's3:accessgrantsinstancearn': FREE,
    's3:accessgrantslocationscope': FREE,
    's3:accessgrantscope': FREE,
  },
};

/** Keys of access points, absent where the request names the bucket. */
const ACCESS_POINT_KEYS = new Set([
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
  's3:accesspointnetworkorigin',
]);

/** Keys of S3 and STS that exist for other actions only. */
const OTHER_ACTIONS_KEYS: Readonly<Record<string, RegExp>> = {
  's3:getobject':
    /^s3:(prefix|delimiter|max-keys|versionid|requestobjecttag.*|x-amz-.*|object-lock-.*|locationconstraint|if-match|if-none-match|jobsuspendedcause|requestjob.*|existingjob.*|objectcreationoperation|inventoryaccessibleoptionalfields|destinationregion|sourcebucketarn)$/,
  'sts:assumerole':
    /^sts:(awsservicename|identitytokenaudience|requestcontext.*|requestcontextproviders|durationseconds|signingalgorithm|authorizerarn|roleauthorizedbyidp|taskpolicyarn)$/,
  'iam:passrole':
    /^iam:(awsservicename|organizationspolicyid|permissionsboundary|policyarn|fido.*|registersecuritykey|servicespecificcredential.*)$/,
};

interface RequestKind {
  /** Lower case. */
  action: string;
  viaAccessPoint: boolean;
}

export class KeyDomains {
  constructor(
    readonly principal: Principal,
    readonly regime: Regime,
    readonly request: RequestKind,
    /** Keys held to one value, lower case. */
    private readonly fixed: ReadonlyMap<string, KeyValue> = new Map(),
  ) {}

  /** @param key lower case. */
  domainOf(key: string): Domain {
    if (this.fixed.has(key)) return only(this.fixed.get(key));
    const { principal, regime, request } = this;
    switch (key) {
      case 'aws:principalaccount':
        return only(principal.account);
      case 'aws:principalarn':
        return only(principal.roleArn);
      case 'aws:currenttime':
        return only(principal.now.toISOString());
      case 'aws:epochtime':
        return only(String(Math.floor(principal.now.getTime() / 1000)));
      case 'aws:principalorgid':
        return only(principal.organization?.id);
      case 'aws:principalorgpaths':
        return this.pathsOf(principal.organization);
      case 'aws:resourceaccount':
        return only(regime.account);
      case 's3:resourceaccount':
        return request.action.startsWith('s3:') ? only(regime.account) : ABSENT;
      case 'aws:resourceorgid':
        return { kind: 'values', options: regime.organizations };
      case 'aws:resourceorgpaths':
        return this.resourcePaths();
      case 'aws:multifactorauthpresent':
        return this.mfa(['true'], [undefined, 'false']);
      case 'aws:multifactorauthage':
        return this.mfaAge();
      case 'aws:userid':
        return { kind: 'unknown', why: '`aws:userid` of the role' };
    }
    return this.tagDomain(key) ?? GLOBAL_KEYS[key] ?? this.serviceDomain(key);
  }

  private pathsOf(organization: Principal['organization']): Domain {
    if (!organization) return ABSENT;
    if (organization.path === undefined) return { kind: 'unknown', why: 'the account’s path in its organization' };
    return only([organization.path]);
  }

  private resourcePaths(): Domain {
    if (this.regime.owner === 'own') return this.pathsOf(this.principal.organization);
    return { kind: 'values', options: this.regime.organizations.map((id) => id && [`${id}/r-zq7q/ou-zq7q/`]) };
  }

  private mfa(withMfa: readonly string[], without: readonly KeyValue[]): Domain {
    const { assumedBy } = this.principal;
    if (assumedBy === 'services') return { kind: 'values', options: without };
    if (assumedBy === 'others') return { kind: 'values', options: [...without, ...withMfa] };
    return { kind: 'values', options: without, perhaps: withMfa };
  }

  private mfaAge(): Domain {
    if (this.principal.assumedBy === 'services') return ABSENT;
    return this.principal.assumedBy === 'others'
      ? FREE
      : { kind: 'unknown', why: '`aws:MultiFactorAuthAge` without the trust policy' };
  }

  private tagDomain(key: string): Domain | undefined {
    const slash = key.indexOf('/');
    if (slash < 0) return undefined;
    const family = key.slice(0, slash);
    if (family === 'aws:principaltag') {
      if (!this.principal.tags) return { kind: 'unknown', why: `role tag \`${key.slice(slash + 1)}\`` };
      return only(this.principal.tags.get(key.slice(slash + 1)));
    }
    if (family === 'aws:requesttag') return this.request.action === 'sts:assumerole' ? FREE : ABSENT;
    const service = this.request.action.slice(0, this.request.action.indexOf(':'));
    const isResourceTag =
      family === 'aws:resourcetag' ||
      (family === 'iam:resourcetag' && (service === 'iam' || service === 'sts')) ||
      ((family === 's3:existingobjecttag' || family === 's3:buckettag') && service === 's3');
    if (!isResourceTag) return undefined;
    if (this.request.action === 'iam:passrole')
      // "You cannot limit permissions to pass a role based on tags": AWS does not say what such a condition does.
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
      return { kind: 'unknown', why: `\`${key}\` on iam:PassRole` };
    return this.regime.tags === 'free' ? FREE : ABSENT;
  }

  private serviceDomain(key: string): Domain {
    const { action, viaAccessPoint } = this.request;
    const service = action.slice(0, action.indexOf(':') + 1);
    const own = ACTION_KEYS[action]?.[key];
    if (own) return own;
    if (key === 'aws:tagkeys') return ABSENT;
    if (key.startsWith('aws:')) return { kind: 'unknown', why: `condition key \`${key}\`` };
    if (!key.startsWith(service)) return ABSENT;
    if (ACCESS_POINT_KEYS.has(key)) return viaAccessPoint ? FREE : ABSENT;
    if (OTHER_ACTIONS_KEYS[action]?.test(key)) return ABSENT;
    // Keys of IAM's own write actions are up to whoever calls them.
    if (service === 'iam:' && action !== 'iam:passrole') return FREE;
    return { kind: 'unknown', why: `condition key \`${key}\` on ${action}` };
  }

  resolve = (key: string): VariableValue => {
    const domain = this.domainOf(key);
    if (domain.kind === 'unknown') return { state: 'unknown', why: `policy variable: ${domain.why}` };
    const [value, ...others] = domain.kind === 'values' && !domain.perhaps ? domain.options : [null, null];
    if (others.length > 0 || Array.isArray(value) || value === null)
      return { state: 'unknown', why: `policy variable \`\${${key}}\` without one known value` };
    return value === undefined ? { state: 'absent' } : { state: 'known', value: String(value) };
  };
}
