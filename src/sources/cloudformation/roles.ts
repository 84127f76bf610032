import type { Position, Resource } from '../../model/resource.ts';
import { isUnknown, type Unknown, unknown } from '../../model/value.ts';
import { entryOf, type Node, nameTextOf, textOf } from './node.ts';
import { documentText, itemsOf } from './policy.ts';
import type { Template, TemplateResource } from './template.ts';

/** A role, with everything that the template attaches to it. */
interface RoleParts {
  readonly inline: { PolicyName: string; PolicyDocument: string | Unknown }[];
  readonly attached: { PolicyName: string; PolicyArn: string | Unknown }[];
  /** Why there may be more. */
  open?: Unknown;
  readonly positions: Record<string, Position>;
}

interface Attachable {
  readonly name: string;
  readonly document: Node;
  readonly doubt?: string;
  /** Left out when it is in another file than the role. */
  readonly place?: Position;
}

const policyTypes = new Set(['AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy']);

/** The roles and customer managed policies of a template, in the shape of `iam:GetAccountAuthorizationDetails`. */
export function mapIam(
  template: Template,
  file: string,
  addressOf: (resource: TemplateResource) => string,
  attachments: Attachments,
): Resource[] {
  const all = [...template.resources.values()];
  const roles = all.filter(({ type }) => type === 'AWS::IAM::Role');
  const managed = all.filter(({ type }) => type === 'AWS::IAM::ManagedPolicy');
  const builder = new RoleBuilder(template, attachments);
  const originOf = (resource: TemplateResource, positions: Readonly<Record<string, Position>> = {}) => ({
    kind: 'file' as const,
    file,
    address: addressOf(resource),
    position: template.positionOf(resource.at),
    properties: positions,
    ...(resource.conditional === undefined ? {} : { conditional: resource.conditional }),
  });
  const place = { accountId: template.settings.environment.accountId, region: '' };
  return [
    ...managed.map(
      (policy): Resource => ({
        type: 'AWS::IAM::ManagedPolicy',
        arn: template.arnOf(policy),
        name: template.nameOf(policy),
        ...place,
        properties: builder.managedPolicy(policy),
        origin: originOf(policy),
      }),
    ),
    ...roles.map((role): Resource => {
      const { properties, positions } = builder.role(role);
      return {
        type: 'AWS::IAM::Role',
        arn: template.arnOf(role),
        name: template.nameOf(role),
        ...place,
        properties,
        origin: originOf(role, positions),
        ...(template.unread === undefined ? {} : { unread: template.unread }),
      };
    }),
  ];
}

/** The policies of templates that are deployed together: those of one stack may be attached to the roles of another. */
export class Attachments {
  readonly #managed = new Map<string, TemplateResource>();
  /** By the names of roles; a policy that names what is not known stands under `anyName`. */
  readonly #byRole = new Map<string, TemplateResource[]>();

  constructor(templates: readonly Template[]) {
    for (const template of templates) {
      for (const resource of template.resources.values()) if (policyTypes.has(resource.type)) this.#add(resource);
    }
  }

  managed(arn: string): TemplateResource | undefined {
    return this.#managed.get(arn);
  }

  /** The policies that may be attached to a role of this name, each once. */
  candidates(roleName: string): ReadonlySet<TemplateResource> {
    return new Set([roleName, anyName].flatMap((name) => this.#byRole.get(name) ?? []));
  }

  #add(policy: TemplateResource): void {
    if (policy.type === 'AWS::IAM::ManagedPolicy') this.#managed.set(policy.template.arnOf(policy), policy);
    for (const name of namesIn(rolesOf(policy))) {
      const policies = this.#byRole.get(name);
      if (policies === undefined) this.#byRole.set(name, [policy]);
      else policies.push(policy);
    }
  }
}

class RoleBuilder {
  readonly #template: Template;
  readonly #attachments: Attachments;
  readonly #accountKnown: boolean;

  constructor(template: Template, attachments: Attachments) {
    this.#template = template;
    this.#attachments = attachments;
    this.#accountKnown = template.settings.environment.accountId !== '';
  }

  role(role: TemplateResource) {
    const properties = this.#template.propertiesOf(role);
    const parts: RoleParts = { inline: [], attached: [], positions: {} };
    const trust = entryOf(properties, 'AssumeRolePolicyDocument');
    const boundary = entryOf(properties, 'PermissionsBoundary');
    this.#addInline(parts, entryOf(properties, 'Policies'));
    this.#addArns(parts, entryOf(properties, 'ManagedPolicyArns'));
    for (const policy of this.#attachments.candidates(this.#template.nameOf(role))) this.#addFrom(parts, policy, role);
    if (this.#template.unread !== undefined) this.#addHidden(parts, 'transform', this.#template.unread);

    const arn = this.#template.arnOf(role);
    const name = this.#template.nameOf(role);
    const whole = properties.kind === 'unknown' ? unknown(properties.reason) : undefined;
    return {
      positions: parts.positions,
      properties: {
        RoleName: name,
        Arn: arn,
        ...textMember('Path', entryOf(properties, 'Path')),
        ...(trust === undefined ? {} : { AssumeRolePolicyDocument: documentText(trust, this.#accountKnown) }),
        RolePolicyList: whole ?? parts.inline,
        AttachedManagedPolicies: whole ?? parts.open ?? parts.attached,
        ...(boundary === undefined ? {} : { PermissionsBoundary: boundaryOf(boundary) }),
        Tags: tagsOf(entryOf(properties, 'Tags')),
      },
    };
  }

  managedPolicy(policy: TemplateResource): Readonly<Record<string, unknown>> {
    const properties = policy.template.propertiesOf(policy);
    const document = entryOf(properties, 'PolicyDocument');
    const reason = properties.kind === 'unknown' ? properties.reason : 'the policy has no document';
    return {
      PolicyName: policy.template.nameOf(policy),
      Arn: policy.template.arnOf(policy),
      ...textMember('Path', entryOf(properties, 'Path')),
      DefaultVersionId: 'v1',
      PolicyVersionList: [
        {
          VersionId: 'v1',
          IsDefaultVersion: true,
          Document:
            document === undefined ? unknown(reason) : documentText(document, this.#accountKnown, policy.conditional),
        },
      ],
    };
  }

  #addInline(parts: RoleParts, listed: Node | undefined): void {
    const items = itemsOf(listed);
    if (isUnknown(items)) {
      this.#addHidden(parts, 'Policies', items.$unknown);
      return;
    }
    for (const item of items) this.#addInlineItem(parts, item, undefined);
  }

  #addInlineItem(parts: RoleParts, item: Node, doubt: string | undefined): void {
    if (item.kind === 'list') {
      for (const one of item.items) this.#addInlineItem(parts, one, doubt);
      return;
    }
    if (item.kind === 'unknown' && item.alternatives !== undefined) {
      for (const alternative of item.alternatives) this.#addInlineItem(parts, alternative, doubt ?? item.reason);
      return;
    }
    if (item.kind === 'absent') return;
    const document = entryOf(item, 'PolicyDocument');
    const name = nameTextOf(entryOf(item, 'PolicyName')) ?? 'inline';
    if (document === undefined) {
      this.#addHidden(parts, name, item.kind === 'unknown' ? item.reason : 'the policy has no document');
      return;
    }
    this.#attach(parts, { name, document, ...doubtOf(doubt), place: this.#template.positionOf(document.at) });
  }

  #attach(parts: RoleParts, { name, document, doubt, place }: Attachable): void {
    const path = `RolePolicyList[${parts.inline.length}]`;
    if (place !== undefined) {
      parts.positions[path] = place;
      parts.positions[`${path}.PolicyDocument`] = place;
    }
    parts.inline.push({ PolicyName: name, PolicyDocument: documentText(document, this.#accountKnown, doubt) });
  }

  #addHidden(parts: RoleParts, name: string, reason: string): void {
    parts.inline.push({ PolicyName: name, PolicyDocument: unknown(reason) });
  }

  #addArns(parts: RoleParts, listed: Node | undefined): void {
    const items = itemsOf(listed);
    if (isUnknown(items)) parts.open = items;
    else for (const item of items) this.#addArn(parts, item, undefined);
  }

  #addArn(parts: RoleParts, item: Node, doubt: string | undefined): void {
    if (item.kind === 'absent') return;
    if (item.kind === 'list') {
      for (const one of item.items) this.#addArn(parts, one, doubt);
      return;
    }
    if (item.kind === 'unknown' && item.standIn === undefined && item.alternatives !== undefined) {
      for (const alternative of item.alternatives) this.#addArn(parts, alternative, doubt ?? item.reason);
      return;
    }
    const arn = nameTextOf(item);
    const policy = arn === undefined ? undefined : this.#attachments.managed(arn);
    const why = doubt ?? policy?.conditional;
    if (policy !== undefined && why !== undefined) {
      this.#attachManaged(parts, policy, why);
      return;
    }
    const path = `AttachedManagedPolicies[${parts.attached.length}]`;
    parts.positions[path] = this.#template.positionOf(item.at);
    parts.positions[`${path}.PolicyArn`] = this.#template.positionOf(item.at);
    const hidden = why ?? (item.kind === 'unknown' && arn === undefined ? item.reason : undefined);
    parts.attached.push({
      PolicyName: arn?.split('/').at(-1) ?? 'managed policy',
      PolicyArn: hidden === undefined ? (arn ?? '') : unknown(hidden),
    });
  }

  /** A managed policy that may not be attached is told as an inline one, whose statements can carry the doubt. */
  #attachManaged(parts: RoleParts, policy: TemplateResource, doubt: string): void {
    const document = entryOf(policy.template.propertiesOf(policy), 'PolicyDocument');
    const name = policy.template.nameOf(policy);
    if (document === undefined) {
      this.#addHidden(parts, name, doubt);
      return;
    }
    this.#attach(parts, { name, document, doubt, ...this.#placeOf(policy) });
  }

  /** A policy that names the roles it is attached to. */
  #addFrom(parts: RoleParts, policy: TemplateResource, role: TemplateResource): void {
    const properties = policy.template.propertiesOf(policy);
    const attached = this.#names(rolesOf(policy), this.#template.nameOf(role), role);
    if (attached === false) return;
    const doubt = attached === true ? policy.conditional : attached;
    if (policy.type === 'AWS::IAM::ManagedPolicy') {
      if (doubt !== undefined) this.#attachManaged(parts, policy, doubt);
      else this.#addAttached(parts, policy);
      return;
    }
    const document = entryOf(properties, 'PolicyDocument');
    const name = nameTextOf(entryOf(properties, 'PolicyName')) ?? policy.logicalId;
    if (document === undefined) {
      this.#addHidden(parts, name, 'the policy has no document');
      return;
    }
    this.#attach(parts, { name, document, ...doubtOf(doubt), ...this.#placeOf(policy) });
  }

  #placeOf(policy: TemplateResource): { place?: Position } {
    return policy.template === this.#template ? { place: this.#template.positionOf(policy.at) } : {};
  }

  #addAttached(parts: RoleParts, policy: TemplateResource): void {
    const arn = policy.template.arnOf(policy);
    if (parts.attached.some(({ PolicyArn }) => PolicyArn === arn)) return;
    parts.attached.push({ PolicyName: policy.template.nameOf(policy), PolicyArn: arn });
  }

  /** Is a role among those that a policy names? The reason where nobody can tell. */
  #names(listed: Node | undefined, roleName: string, role: TemplateResource): boolean | string {
    const items = itemsOf(listed);
    // Nobody outside knows a name that CloudFormation generates: only a role with a name of its own can be meant.
    const canBeMeant = entryOf(entryOf(role.body, 'Properties'), 'RoleName') !== undefined;
    if (isUnknown(items)) return canBeMeant ? items.$unknown : false;
    return firstOf(items.map((item) => mentions(item, roleName, canBeMeant)));
  }
}

/** No role can have this name. */
const anyName = '';

function rolesOf(policy: TemplateResource): Node | undefined {
  const properties = policy.template.propertiesOf(policy);
  return entryOf(properties, policy.type === 'AWS::IAM::RolePolicy' ? 'RoleName' : 'Roles');
}

/** Every name that stands in a list of roles, or under one of its conditions. */
function namesIn(node: Node | undefined): string[] {
  const name = nameTextOf(node);
  if (name !== undefined) return [name];
  if (node?.kind === 'list') return node.items.flatMap(namesIn);
  if (node?.kind !== 'unknown') return [];
  return node.alternatives === undefined ? [anyName] : node.alternatives.flatMap(namesIn);
}

function mentions(item: Node, roleName: string, canBeMeant: boolean): boolean | string {
  const text = nameTextOf(item);
  if (text !== undefined) return text === roleName;
  if (item.kind === 'list') return firstOf(item.items.map((one) => mentions(one, roleName, canBeMeant)));
  if (item.kind !== 'unknown') return false;
  if (item.alternatives === undefined) return canBeMeant ? item.reason : false;
  const found = item.alternatives.map((alternative) => mentions(alternative, roleName, canBeMeant));
  return found.every((answer) => answer === false) ? false : item.reason;
}

/** Surely beats perhaps, which beats not at all. */
function firstOf(answers: readonly (boolean | string)[]): boolean | string {
  return answers.includes(true) || (answers.find((answer) => typeof answer === 'string') ?? false);
}

function doubtOf(doubt: string | undefined): { doubt?: string } {
  return doubt === undefined ? {} : { doubt };
}

function textMember(name: string, node: Node | undefined): Readonly<Record<string, unknown>> {
  if (node === undefined) return {};
  return { [name]: nameTextOf(node) ?? unknown(node.kind === 'unknown' ? node.reason : 'it is no text') };
}

function boundaryOf(node: Node): unknown {
  const arn = nameTextOf(node);
  if (arn === undefined) return unknown(node.kind === 'unknown' ? node.reason : 'it is no text');
  return { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: arn };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html */
export function tagsOf(node: Node | undefined): { Key: string; Value: string }[] | Unknown {
  if (node === undefined || node.kind === 'absent') return [];
  if (node.kind === 'unknown') return unknown(node.reason);
  const tags: { Key: string; Value: string }[] = [];
  for (const item of node.kind === 'list' ? node.items : []) {
    const key = entryOf(item, 'Key');
    if (item.kind === 'unknown' || key?.kind === 'unknown') {
      return unknown(item.kind === 'unknown' ? item.reason : (key as { reason: string }).reason);
    }
    if (key === undefined) continue;
    const value = entryOf(item, 'Value');
    tags.push({
      Key: textOf(key) ?? '',
      Value: textOf(value) ?? (value?.kind === 'unknown' ? 'known at deployment' : ''),
    });
  }
  return tags;
}
