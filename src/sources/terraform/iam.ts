import type { Resource, Tag } from '../../model/resource.ts';
import { isUnknown, type Unknown, unknown } from '../../model/value.ts';
import { own, textOf } from '../json.ts';
import { type Identities, isManagedPolicy, isRole } from './identities.ts';
import type { Instance } from './instance.ts';
import { child, itemsOf, knownAfterApply, type Node } from './node.ts';
import type { Places } from './places.ts';
import type { Plan } from './plan.ts';
import { type DocumentParts, documentAt } from './policy-document.ts';

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: string | Unknown;
}

interface Attachment {
  readonly PolicyName: string;
  readonly PolicyArn: string | Unknown;
}

interface RoleParts {
  readonly inline: InlinePolicy[];
  readonly attached: Attachment[];
}

export interface IamInput {
  readonly plan: Plan;
  readonly places: Places;
  readonly identities: Identities;
  tagsOf(instance: Instance): readonly Tag[] | Unknown;
  originOf(instance: Instance): Resource['origin'];
  /** Nested blocks that the sources, where they are at hand, make with `dynamic`. */
  dynamicBlocksOf(instance: Instance): ReadonlySet<string>;
}

/** Puts the roles and managed policies of a plan together from all the resource types that hold parts of them. */
export class Iam {
  readonly #input: IamInput;
  readonly #roles: readonly Instance[];
  readonly #policies: readonly Instance[];
  readonly #parts = new Map<Instance, RoleParts>();

  constructor(input: IamInput) {
    this.#input = input;
    const { instances } = input.plan;
    this.#roles = instances.filter(isRole);
    this.#policies = instances.filter(isManagedPolicy);
    for (const role of this.#roles) this.#parts.set(role, { inline: [], attached: [] });
    for (const role of this.#roles) this.#readRole(role);
    for (const instance of instances) if (instance.mode === 'managed') this.#readOther(instance);
  }

  *resources(): Generator<Resource> {
    for (const policy of this.#policies) yield this.#managedPolicy(policy);
    for (const role of this.#roles) yield this.#role(role);
  }

  #role(instance: Instance): Resource {
    const { identities, plan, places, tagsOf, originOf } = this.#input;
    const { inline, attached } = this.#parts.get(instance) as RoleParts;
    const name = identities.nameOf(instance);
    const arn = identities.iamArnOf(instance);
    const trust = documentAt(
      child(instance.root, instance.type === 'awscc_iam_role' ? 'assume_role_policy_document' : 'assume_role_policy'),
      plan,
      instance,
    );
    const boundary = this.#policyArn(child(instance.root, 'permissions_boundary'), instance);
    return {
      type: 'AWS::IAM::Role',
      arn,
      name,
      accountId: places.placeOf(instance).accountId,
      region: '',
      tags: tagsOf(instance),
      properties: {
        RoleName: name,
        Arn: arn,
        Path: textOf(own(instance.root.value, 'path')) ?? '/',
        // The two parts of a document in which something is not known are one document here.
        ...(trust.length === 0 ? {} : { AssumeRolePolicyDocument: trust.find(isUnknown) ?? trust[0] }),
        RolePolicyList: inline,
        AttachedManagedPolicies: attached,
        ...(boundary === undefined
          ? {}
          : { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary } }),
      },
      origin: originOf(instance),
    };
  }

  #managedPolicy(instance: Instance): Resource {
    const { identities, places, tagsOf, originOf } = this.#input;
    const arn = identities.iamArnOf(instance);
    const argument = instance.type === 'aws_iam_policy' ? 'policy' : 'policy_document';
    const parts = this.#document(child(instance.root, argument), instance);
    return {
      type: 'AWS::IAM::ManagedPolicy',
      arn,
      name: identities.nameOf(instance),
      accountId: places.placeOf(instance).accountId,
      region: '',
      tags: tagsOf(instance),
      properties: {
        PolicyName: identities.nameOf(instance),
        Arn: arn,
        Path: textOf(own(instance.root.value, 'path')) ?? '/',
        DefaultVersionId: 'v1',
        PolicyVersionList: [
          {
            VersionId: 'v1',
            IsDefaultVersion: true,
            Document: parts.find(isUnknown) ?? parts[0] ?? unknown('not in the plan'),
          },
        ],
      },
      origin: originOf(instance),
    };
  }

  #readRole(role: Instance): void {
    const { root, type } = role;
    const isAwscc = type === 'awscc_iam_role';
    const blocks = child(root, isAwscc ? 'policies' : 'inline_policy');
    // The provider fills this block in, so that it is unknown in every new role whose configuration does not have it.
    const isLeftOut = blocks.expression === null && !this.#input.dynamicBlocksOf(role).has('inline_policy');
    const items = blocks.unknown === true && isLeftOut ? [] : itemsOf(blocks);
    const roles = { roles: [role], isSure: true };
    if (isUnknown(items)) this.#addInline(roles, role.address, [items]);
    else {
      for (const item of items) {
        const name = textOf(own(item.value, isAwscc ? 'policy_name' : 'name'));
        const parts = this.#document(child(item, isAwscc ? 'policy_document' : 'policy'), role);
        if (name !== undefined || parts.length > 0) this.#addInline(roles, name ?? item.path, parts);
      }
    }
    this.#addAttachments(roles, this.#policyArns(child(root, 'managed_policy_arns'), role));
  }

  #readOther(instance: Instance): void {
    const { root } = instance;
    switch (instance.type) {
      case 'aws_iam_role_policy':
        this.#readInline(instance, { role: 'role', name: 'name', document: 'policy' });
        return;
      case 'awscc_iam_role_policy':
        this.#readInline(instance, { role: 'role_name', name: 'policy_name', document: 'policy_document' });
        return;
      case 'aws_iam_role_policies_exclusive':
        this.#readNames(instance);
        return;
      case 'aws_iam_role_policy_attachment':
        this.#addAttachments(this.#rolesAt(child(root, 'role'), instance), [
          this.#policyArn(child(root, 'policy_arn'), instance) ?? unknown(knownAfterApply),
        ]);
        return;
      case 'aws_iam_role_policy_attachments_exclusive':
        this.#addAttachments(
          this.#rolesAt(child(root, 'role_name'), instance),
          this.#policyArns(child(root, 'policy_arns'), instance),
        );
        return;
      case 'aws_iam_policy_attachment':
        for (const targets of this.#rolesIn(child(root, 'roles'), instance)) {
          const arn = this.#policyArn(child(root, 'policy_arn'), instance) ?? unknown(knownAfterApply);
          this.#addAttachments(targets, [arn]);
        }
        return;
      case 'awscc_iam_managed_policy':
        for (const targets of this.#rolesIn(child(root, 'roles'), instance)) {
          this.#addAttachments(targets, [this.#input.identities.iamArnOf(instance)]);
        }
        return;
      default:
    }
  }

  #readInline(instance: Instance, argument: { role: string; name: string; document: string }): void {
    const { root } = instance;
    const name = textOf(own(root.value, argument.name)) ?? instance.address;
    const parts = this.#document(child(root, argument.document), instance);
    this.#addInline(this.#rolesAt(child(root, argument.role), instance), name, parts);
  }

  /** The policies that a role has and no others: those whose documents are not here stay unread. */
  #readNames(instance: Instance): void {
    const names = child(instance.root, 'policy_names');
    const { roles, isSure } = this.#rolesAt(child(instance.root, 'role_name'), instance);
    for (const role of roles) {
      const here = new Set(this.#parts.get(role)?.inline.map(({ PolicyName }) => PolicyName));
      for (const name of Array.isArray(names.value) ? names.value : []) {
        if (typeof name !== 'string' || here.has(name) || this.#willAdd(name)) continue;
        this.#addInline({ roles: [role], isSure }, name, [unknown('it is defined outside this plan')]);
      }
    }
  }

  #willAdd(name: string): boolean {
    return this.#input.plan.instances.some(
      ({ type, root, mode }) =>
        mode === 'managed' &&
        own(root.value, type === 'aws_iam_role_policy' ? 'name' : 'policy_name') === name &&
        (type === 'aws_iam_role_policy' || type === 'awscc_iam_role_policy'),
    );
  }

  /** The roles of the plan that an argument means, or may mean where that is not known. */
  #rolesAt(node: Node, instance: Instance): Targets {
    const { plan, identities } = this.#input;
    if (node.unknown !== true) {
      const name = textOf(node.value);
      const isMeant = (role: Instance) => identities.nameOf(role) === name || identities.arnOf(role) === name;
      return { roles: this.#roles.filter(isMeant), isSure: true };
    }
    const sources = plan.sourcesOf(node, instance);
    return { roles: (sources ?? this.#roles).filter(isRole), isSure: sources?.length === 1 };
  }

  #rolesIn(node: Node, instance: Instance): Targets[] {
    if (node.unknown === true) return node.expression === null ? [] : [this.#rolesAt(node, instance)];
    const values: readonly unknown[] = Array.isArray(node.value) ? node.value : [];
    const hasUnknown = Array.isArray(node.unknown) && node.unknown.includes(true);
    return [
      ...(hasUnknown ? [this.#rolesAt({ ...node, unknown: true }, instance)] : []),
      ...values.map((value) => this.#rolesAt({ ...node, value, unknown: false }, instance)),
    ];
  }

  #policyArn(node: Node, instance: Instance): string | Unknown | undefined {
    const { plan, identities } = this.#input;
    if (node.unknown !== true) return textOf(node.value);
    const source = plan.sourceOf(node, instance);
    if (source !== undefined && isManagedPolicy(source)) return identities.iamArnOf(source);
    return plan.unknownAt(node, instance);
  }

  #policyArns(node: Node, instance: Instance): (string | Unknown)[] {
    const { plan, identities } = this.#input;
    if (node.unknown === true && node.expression === null) return [];
    const values: readonly unknown[] = Array.isArray(node.value) ? node.value : [];
    const known = values.filter((value): value is string => typeof value === 'string' && value !== '');
    const marks = Array.isArray(node.unknown) ? node.unknown : [];
    const open = node.unknown === true ? undefined : marks.filter((mark) => mark === true).length;
    if (open === 0) return known;
    const sources = (plan.sourcesOf(node, instance) ?? []).filter(isManagedPolicy);
    const arns = sources.map((source) => identities.iamArnOf(source));
    // A set with an unknown member is unknown as a whole: literal members of it are hidden too.
    return open === arns.length ? [...known, ...arns] : [...known, ...arns, unknown(knownAfterApply)];
  }

  /** Whether ARNs in a document are the account's own cannot be said where the account is not known. */
  #document(node: Node, instance: Instance): DocumentParts {
    const parts = documentAt(node, this.#input.plan, instance);
    if (this.#input.places.placeOf(instance).accountId !== '') return parts;
    return parts.map((part) =>
      typeof part === 'string' && /:(?:iam|sts)::\d{12}:/.test(part)
        ? unknown('it names an account by number, and the plan does not tell its own account')
        : part,
    );
  }

  #addInline({ roles, isSure }: Targets, name: string, parts: DocumentParts): void {
    const documents = isSure ? parts : [unknown(mayBelong)];
    for (const role of roles) {
      const { inline } = this.#parts.get(role) as RoleParts;
      // The provider reads policies back into the role that another resource puts there: the other resource tells more.
      const others = inline.filter(({ PolicyName }) => PolicyName !== name);
      inline.splice(0, inline.length, ...others);
      inline.push(...documents.map((PolicyDocument) => ({ PolicyName: name, PolicyDocument })));
    }
  }

  #addAttachments({ roles, isSure }: Targets, arns: readonly (string | Unknown)[]): void {
    for (const role of roles) {
      const { attached } = this.#parts.get(role) as RoleParts;
      for (const arn of isSure ? arns : [unknown(mayBelong)]) {
        if (attached.some(({ PolicyArn }) => PolicyArn === arn)) continue;
        const PolicyName = typeof arn === 'string' ? arn.slice(arn.lastIndexOf('/') + 1) : 'a policy';
        attached.push({ PolicyName, PolicyArn: arn });
      }
    }
  }
}

/** Roles that a policy belongs to, or may belong to. */
interface Targets {
  readonly roles: readonly Instance[];
  readonly isSure: boolean;
}

const mayBelong = 'which role it belongs to is known after apply';
