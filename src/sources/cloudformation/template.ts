import type { Position } from '../../model/resource.ts';
import { InputError } from '../file-source.ts';
import { concatenate, eitherOf, isSet, toJson } from './combine.ts';
import { identityOf, standInOf } from './identity.ts';
import { expandLoops, isLoop } from './loops.ts';
import {
  absent,
  type Entry,
  entryOf,
  type MapNode,
  mapOf,
  moved,
  type Node,
  nameTextOf,
  scalar,
  textOf,
  unknownNode,
  wordOf,
} from './node.ts';
import { parameterNode } from './parameters.ts';
import type { ParsedFile } from './parse.ts';
import { type Environment, type Place, placeOf } from './place.ts';

/** Yes, no, or why it cannot be decided. */
export type Truth = boolean | { readonly reason: string };

/** A resource of a template, its functions not resolved yet. */
export interface TemplateResource {
  readonly template: Template;
  readonly logicalId: string;
  readonly type: string;
  readonly at: number;
  readonly body: MapNode;
  /** Why it may not exist: its condition, or that of its stack, cannot be decided. */
  readonly conditional?: string;
}

export interface TemplateSettings {
  /** As findings name the file. */
  readonly file: string;
  /** What the user or the parent stack gives. */
  readonly parameters: ReadonlyMap<string, Node>;
  readonly environment: Environment;
  /** Stands before logical ids where these become names, so that two stacks of one input stay apart. */
  readonly namePrefix: string;
  /** What another template of the same input exports. */
  readonly exported: (name: string) => Node | undefined;
  /** An output of a nested stack. */
  readonly nestedOutput: (template: Template, logicalId: string, output: string) => Node | undefined;
  readonly conditional?: string;
  /** Without resources it is a template all the same. */
  readonly mayBeEmpty?: boolean;
}

/** Transforms that leave resources as they are written, but for their own functions. */
const harmlessTransforms =
  /^AWS::(?:Serverless-2016-10-31|LanguageExtensions|CodeDeployBlueGreen|SecretsManager-\d{4}-\d{2}-\d{2}|CodeStar)$/;

/** References lead from one resource to the next; a chain longer than this is given up. */
const maxSteps = 400;

/**
 * A template with its parameters: resolves every value once, so that the cost grows with the size of the template.
 */
export class Template {
  readonly settings: TemplateSettings;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  /** Why properties may be there that the file does not show. */
  readonly unread: string | undefined;
  readonly #file: ParsedFile;
  readonly #place: Place;
  readonly #sections = new Map<string, MapNode>();
  readonly #expansions = new Map<MapNode, MapNode>();
  readonly #resolved = new Map<Node, Node>();
  readonly #conditions = new Map<string, Truth>();
  readonly #underway = new Set<string>();
  readonly #parameters = new Map<string, Node>();
  #steps = 0;

  /** @throws InputError when it has no resources, or its loops do not end */
  constructor(file: ParsedFile, settings: TemplateSettings) {
    this.#file = file;
    this.settings = settings;
    this.#place = placeOf(settings.environment);
    this.unread = this.#macro();
    const listed = mapOf(entryOf(file.root, 'Resources'));
    if (listed === undefined && settings.mayBeEmpty !== true) {
      throw new InputError(`cannot read \`${settings.file}\`: it has no \`Resources\``);
    }
    this.resources = listed === undefined ? new Map() : this.#readResources(listed);
  }

  positionOf(offset: number): Position {
    return this.#file.positionOf(offset);
  }

  get parameterNames(): string[] {
    return [...(mapOf(entryOf(this.#file.root, 'Parameters'))?.entries.keys() ?? [])];
  }

  get place(): Place {
    return this.#place;
  }

  section(name: string): MapNode | undefined {
    const known = this.#sections.get(name);
    if (known !== undefined) return known;
    const section = mapOf(entryOf(this.#file.root, name));
    if (section === undefined) return undefined;
    const expanded = this.#expanded(section);
    this.#sections.set(name, expanded);
    return expanded;
  }

  /** An output, resolved; `undefined` when there is none of this name. */
  output(name: string): Node | undefined {
    return this.#once(`output ${name}`, () => {
      const output = this.#outputs().get(name)?.value;
      const value = entryOf(output, 'Value');
      return value === undefined ? undefined : this.resolve(value);
    });
  }

  /** The outputs that other stacks import, by export name. */
  exports(): Map<string, string> {
    const exports = new Map<string, string>();
    for (const [output, { value }] of this.#outputs()) {
      const name = entryOf(entryOf(value, 'Export'), 'Name');
      const text = name === undefined ? undefined : nameTextOf(this.resolve(name));
      if (text !== undefined) exports.set(text, output);
    }
    return exports;
  }

  /** The name of a resource: its own, or what stands for the one that CloudFormation will generate. */
  nameOf(resource: TemplateResource): string {
    const property = identityOf(resource.type)?.name;
    const given = property === undefined ? undefined : this.#named(resource, property);
    return (given === undefined ? undefined : nameTextOf(given)) || `${this.settings.namePrefix}${resource.logicalId}`;
  }

  arnOf(resource: TemplateResource): string {
    const path = this.#named(resource, 'Path');
    const arn = identityOf(resource.type)?.arn(this.nameOf(resource), this.#place, nameTextOf(path) || '/');
    return arn ?? this.nameOf(resource);
  }

  propertiesOf({ body }: TemplateResource): Node {
    const properties = entryOf(body, 'Properties');
    return properties === undefined ? { kind: 'map', entries: new Map(), at: body.at } : this.resolve(properties);
  }

  /** Replaces functions by what they yield. */
  resolve(node: Node): Node {
    if (node.kind === 'scalar') return this.#scalar(node);
    if (node.kind === 'absent' || node.kind === 'unknown') return node;
    const known = this.#resolved.get(node);
    if (known !== undefined) return known;
    if (this.#steps >= maxSteps) return unknownNode(node.at, 'the references behind it go on too long');
    this.#steps += 1;
    const resolved = node.kind === 'list' ? this.#list(node.items, node.at) : this.#map(node);
    this.#steps -= 1;
    this.#resolved.set(node, resolved);
    return resolved;
  }

  decide(name: string): Truth {
    const known = this.#conditions.get(name);
    if (known !== undefined) return known;
    const node = this.section('Conditions')?.entries.get(name)?.value;
    if (node === undefined) return { reason: `condition \`${name}\` is not in the template` };
    if (this.#steps >= maxSteps) return { reason: `condition \`${name}\` hangs on too many others` };
    this.#steps += 1;
    const truth = this.#once(`condition ${name}`, () => this.#truthOf(node)) ?? {
      reason: `condition \`${name}\` refers to itself`,
    };
    this.#steps -= 1;
    const told =
      typeof truth === 'boolean' || truth.reason.startsWith('condition ') ? truth : because(name, truth.reason);
    this.#conditions.set(name, told);
    return told;
  }

  #outputs(): ReadonlyMap<string, Entry> {
    return this.section('Outputs')?.entries ?? new Map();
  }

  #macro(): string | undefined {
    const transforms = entryOf(this.#file.root, 'Transform');
    const names = transforms?.kind === 'list' ? transforms.items : transforms === undefined ? [] : [transforms];
    const unknown = names
      .map((name) => textOf(name) ?? textOf(entryOf(name, 'Name')) ?? '')
      .find((name) => !harmlessTransforms.test(name));
    return unknown === undefined ? undefined : `the transform \`${unknown}\` may add to this template`;
  }

  #readResources(listed: MapNode): Map<string, TemplateResource> {
    const resources = new Map<string, TemplateResource>();
    for (const [logicalId, { at, value }] of this.#expanded(listed).entries) {
      const type = textOf(entryOf(value, 'Type'));
      if (value.kind !== 'map' || type === undefined) continue;
      const condition = wordOf(entryOf(value, 'Condition'));
      const truth = condition === undefined ? true : this.decide(condition);
      if (truth === false) continue;
      const conditional = truth === true ? this.settings.conditional : truth.reason;
      resources.set(logicalId, {
        template: this,
        logicalId,
        type,
        at,
        body: value,
        ...(conditional === undefined ? {} : { conditional }),
      });
    }
    return resources;
  }

  /** A mapping with its `Fn::ForEach` written out. */
  #expanded(map: MapNode): MapNode {
    if (![...map.entries.keys()].some(isLoop)) return map;
    let expanded = this.#expansions.get(map);
    if (expanded === undefined) {
      expanded = expandLoops(map, (collection) => this.resolve(collection), this.settings.file);
      this.#expansions.set(map, expanded);
    }
    return expanded;
  }

  /** `undefined` when it is asked for while it is being answered: a reference in a circle. */
  #once<T>(what: string, answer: () => T): T | undefined {
    if (this.#underway.has(what)) return undefined;
    this.#underway.add(what);
    try {
      return answer();
    } finally {
      this.#underway.delete(what);
    }
  }

  #named({ logicalId, body }: TemplateResource, property: string): Node | undefined {
    const node = entryOf(entryOf(body, 'Properties'), property);
    return node === undefined ? undefined : this.#once(`${property} of ${logicalId}`, () => this.resolve(node));
  }

  #scalar(node: Extract<Node, { kind: 'scalar' }>): Node {
    if (typeof node.value !== 'string' || !node.value.includes('{{resolve:')) return node;
    return unknownNode(node.at, 'a dynamic reference, resolved at deployment', { isSet: true });
  }

  #list(items: readonly Node[], at: number): Node {
    return { kind: 'list', at, items: items.map((item) => this.resolve(item)).filter(({ kind }) => kind !== 'absent') };
  }

  #map(node: MapNode): Node {
    const { entries, at } = this.#expanded(node);
    const [only] = entries.keys();
    if (entries.size === 1 && only !== undefined && (only === 'Ref' || only.startsWith('Fn::'))) {
      return this.#call(only, (entries.get(only) as Entry).value, at);
    }
    const resolved = new Map<string, Entry>();
    for (const [key, entry] of entries) {
      if (key.startsWith('Fn::')) return unknownNode(at, `\`${key}\` may add to it`);
      const value = this.resolve(entry.value);
      if (value.kind !== 'absent') resolved.set(key, { at: entry.at, value });
    }
    return { kind: 'map', entries: resolved, at };
  }

  #call(name: string, argument: Node, at: number): Node {
    switch (name) {
      case 'Ref':
        return this.#ref(wordOf(this.resolve(argument)) ?? '', at);
      case 'Fn::GetAtt':
        return this.#getAtt(argument, at);
      case 'Fn::Sub':
        return this.#sub(argument, at);
      case 'Fn::If':
        return this.#if(argument, at);
      case 'Fn::Join':
        return this.#join(argument, at);
      case 'Fn::Select':
        return this.#select(argument, at);
      case 'Fn::Split':
        return this.#split(argument, at);
      case 'Fn::FindInMap':
        return this.#findInMap(argument, at);
      case 'Fn::Base64':
        return this.#base64(argument, at);
      case 'Fn::Length':
        return this.#length(argument, at);
      case 'Fn::ToJsonString':
        return this.#toJsonString(argument, at);
      case 'Fn::ImportValue':
        return this.#importValue(argument, at);
      case 'Fn::GetAZs':
      case 'Fn::Cidr':
        return unknownNode(at, `\`${name}\` is known at deployment`, { isSet: true, itemsAreSet: true });
      case 'Fn::And':
      case 'Fn::Or':
      case 'Fn::Not':
      case 'Fn::Equals': {
        const truth = this.#truthOf({ kind: 'map', at, entries: new Map([[name, { at, value: argument }]]) });
        return typeof truth === 'boolean' ? scalar(truth, at) : unknownNode(at, truth.reason);
      }
      default:
        return unknownNode(at, `\`${name}\` is resolved at deployment`);
    }
  }

  #ref(name: string, at: number): Node {
    if (name.startsWith('AWS::')) return this.#pseudo(name, at);
    const declared = entryOf(entryOf(this.#file.root, 'Parameters'), name);
    if (declared === undefined) return this.#reference(name, undefined, at);
    let value = this.#parameters.get(name);
    if (value === undefined) {
      value = parameterNode(name, declared, this.settings.parameters.get(name));
      this.#parameters.set(name, value);
    }
    return moved(value, at);
  }

  #pseudo(name: string, at: number): Node {
    const given = this.settings.parameters.get(name);
    if (given !== undefined) return moved(given, at);
    const { environment } = this.settings;
    const later = (standIn: string) => unknownNode(at, `\`${name}\` is known at deployment`, { isSet: true, standIn });
    const told = (value: string, standIn: string) => (value === '' ? later(standIn) : scalar(value, at));
    switch (name) {
      case 'AWS::NoValue':
        return absent(at);
      case 'AWS::AccountId':
        return told(environment.accountId, this.#place.accountId);
      case 'AWS::Region':
        return told(environment.region, this.#place.region);
      case 'AWS::Partition':
        return told(environment.region === '' ? '' : this.#place.partition, this.#place.partition);
      case 'AWS::URLSuffix':
        return told(
          environment.region === '' ? '' : urlSuffix(this.#place.partition),
          urlSuffix(this.#place.partition),
        );
      case 'AWS::StackName':
        return told(environment.stackName, 'StackName');
      case 'AWS::StackId':
        return later(
          `arn:${this.#place.partition}:cloudformation:${this.#place.region}:${this.#place.accountId}:stack/StackName/id`,
        );
      default:
        return unknownNode(at, `\`${name}\` is known at deployment`);
    }
  }

  #getAtt(argument: Node, at: number): Node {
    const parts =
      argument.kind === 'list' ? argument.items.map((item) => this.resolve(item)) : [this.resolve(argument)];
    const texts = parts.map((part) => wordOf(part));
    const missing = parts.find((part) => part.kind === 'unknown');
    if (missing?.kind === 'unknown') return unknownNode(at, missing.reason);
    const [logicalId = '', ...attribute] = texts.join('.').split('.');
    return this.#reference(logicalId, attribute.join('.'), at);
  }

  /** What `Ref` (no attribute) and `Fn::GetAtt` give of a resource. */
  #reference(logicalId: string, attribute: string | undefined, at: number): Node {
    const resource = this.resources?.get(logicalId);
    if (resource === undefined) return this.#missing(logicalId, at);
    if (attribute?.startsWith('Outputs.')) {
      const output = this.settings.nestedOutput(this, logicalId, attribute.slice('Outputs.'.length));
      return output === undefined
        ? unknownNode(at, `\`${logicalId}.${attribute}\` is known when the nested stack is deployed`)
        : moved(output, at);
    }
    const reason = `known when \`${logicalId}\` is deployed`;
    const identity = identityOf(resource.type);
    if (identity === undefined) {
      const stand = standInOf(resource.type, attribute, `${this.settings.namePrefix}${logicalId}`, this.#place);
      return unknownNode(at, reason, stand === undefined ? {} : { isSet: true, ...stand });
    }
    const isName = attribute === undefined ? identity.ref === 'name' : isNameAttribute(identity, attribute);
    if (isName) {
      const given = this.#named(resource, identity.name);
      if (given?.kind === 'scalar' && given.value !== '') return moved(given, at);
      return unknownNode(at, reason, { isSet: true, standIn: this.nameOf(resource) });
    }
    const isArn = attribute === undefined || /arn$/i.test(attribute);
    return unknownNode(at, reason, { isSet: true, ...(isArn ? { standIn: this.arnOf(resource) } : {}) });
  }

  #missing(logicalId: string, at: number): Node {
    // SAM makes roles, permissions and more, under names that begin with that of the resource they are for.
    const maker = [...(this.resources?.values() ?? [])].find(
      ({ type, logicalId: id }) => type.startsWith('AWS::Serverless::') && logicalId.startsWith(id),
    );
    return maker === undefined
      ? unknownNode(at, `\`${logicalId}\` is no parameter and no resource of this template`)
      : unknownNode(at, `\`${logicalId}\` is made by the transform of \`${maker.logicalId}\``, { isSet: true });
  }

  #sub(argument: Node, at: number): Node {
    const [template, values] = argument.kind === 'list' ? argument.items : [argument];
    const text = textOf(template);
    if (text === undefined) return unknownNode(at, '`Fn::Sub` takes a text');
    const parts: Node[] = [];
    let end = 0;
    for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
      parts.push(this.resolve(scalar(text.slice(end, match.index), at)));
      parts.push(this.#variable((match[1] ?? '').trim(), values, at));
      end = match.index + match[0].length;
    }
    return concatenate([...parts, this.resolve(scalar(text.slice(end), at))], at);
  }

  #variable(name: string, values: Node | undefined, at: number): Node {
    if (name.startsWith('!')) return scalar(`\${${name.slice(1)}}`, at);
    const own = entryOf(values, name);
    if (own !== undefined) return this.resolve(own);
    const dot = name.indexOf('.');
    return dot === -1 ? this.#ref(name, at) : this.#reference(name.slice(0, dot), name.slice(dot + 1), at);
  }

  #if(argument: Node, at: number): Node {
    const [condition, whenTrue, whenFalse] = argument.kind === 'list' ? argument.items : [];
    const name = wordOf(condition);
    if (name === undefined || whenTrue === undefined || whenFalse === undefined) {
      return unknownNode(at, '`Fn::If` takes a condition and two values');
    }
    const truth = this.decide(name);
    if (truth === true) return this.resolve(whenTrue);
    if (truth === false) return this.resolve(whenFalse);
    return eitherOf(this.resolve(whenTrue), this.resolve(whenFalse), truth.reason, at);
  }

  #truthOf(node: Node): Truth {
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
    if (node.kind === 'scalar' && /^(?:true|false)$/.test(String(node.value))) return node.value === 'true';
    if (node.kind !== 'map') return { reason: 'a condition is expected' };
    const [[name, argument] = ['', undefined]] = node.entries;
    const items = argument?.value.kind === 'list' ? argument.value.items : [];
    switch (name) {
      case 'Condition':
        return this.decide(wordOf(argument?.value) ?? '');
      case 'Fn::Not':
        return opposite(items[0] === undefined ? { reason: '`Fn::Not` takes a condition' } : this.#truthOf(items[0]));
      case 'Fn::And':
        return this.#until(items, false);
      case 'Fn::Or':
        return this.#until(items, true);
      case 'Fn::Equals':
        return this.#equal(items);
      default:
        return { reason: `\`${name}\` is no condition that can be decided here` };
    }
  }

  /** One item that is `decisive` decides all; otherwise one that is unknown keeps it open. */
  #until(items: readonly Node[], decisive: boolean): Truth {
    let open: Truth | undefined;
    for (const item of items) {
      const truth = this.#truthOf(item);
      if (truth === decisive) return decisive;
      if (typeof truth !== 'boolean') open ??= truth;
    }
    return open ?? !decisive;
  }

  #equal(items: readonly Node[]): Truth {
    const [a, b] = items.map((item) => this.resolve(item));
    if (a === undefined || b === undefined) return { reason: '`Fn::Equals` takes two values' };
    if (a.kind === 'scalar' && b.kind === 'scalar') return String(a.value) === String(b.value);
    // Nothing that is surely set equals the empty text: the usual test of an optional parameter.
    if ((textOf(a) === '' && isSet(b)) || (textOf(b) === '' && isSet(a))) return false;
    const hidden = [a, b].find(({ kind }) => kind === 'unknown');
    if (hidden?.kind === 'unknown') return { reason: hidden.reason };
    const unknownPart = () => ({ unknown: true });
    const texts = [a, b].map((node) => JSON.stringify(toJson(node, unknownPart)));
    if (texts.some((text) => text?.includes('"unknown":true'))) return { reason: 'a part of a list is not known' };
    return texts[0] === texts[1];
  }

  #join(argument: Node, at: number): Node {
    const [delimiter, listed] = argument.kind === 'list' ? argument.items : [];
    const between = textOf(delimiter);
    if (between === undefined || listed === undefined)
      return unknownNode(at, '`Fn::Join` takes a delimiter and a list');
    const list = this.resolve(listed);
    if (list.kind === 'unknown')
      return unknownNode(at, list.reason, list.isSet && list.itemsAreSet ? { isSet: true } : {});
    if (list.kind !== 'list') return unknownNode(at, '`Fn::Join` takes a list');
    return concatenate(
      list.items.flatMap((item, index) => (index === 0 ? [item] : [scalar(between, at), item])),
      at,
    );
  }

  #select(argument: Node, at: number): Node {
    const [position, listed] = argument.kind === 'list' ? argument.items : [];
    if (position === undefined || listed === undefined)
      return unknownNode(at, '`Fn::Select` takes an index and a list');
    const index = this.resolve(position);
    const list = this.resolve(listed);
    if (list.kind === 'unknown') return unknownNode(at, list.reason, list.itemsAreSet ? { isSet: true } : {});
    if (index.kind === 'unknown') return unknownNode(at, index.reason);
    if (list.kind !== 'list') return unknownNode(at, '`Fn::Select` takes a list');
    const end = Number(textOf(index));
    const shifting = list.items.slice(0, end + 1).find((item) => item.kind === 'unknown' && item.alternatives);
    if (shifting?.kind === 'unknown') return unknownNode(at, shifting.reason);
    return list.items[end] ?? unknownNode(at, '`Fn::Select` reaches past the end of its list');
  }

  #split(argument: Node, at: number): Node {
    const [delimiter, source] = argument.kind === 'list' ? argument.items : [];
    const between = textOf(delimiter);
    if (between === undefined || between === '' || source === undefined) {
      return unknownNode(at, '`Fn::Split` takes a delimiter and a text');
    }
    const text = this.resolve(source);
    const known = textOf(text);
    if (known !== undefined) return { kind: 'list', at, items: known.split(between).map((part) => scalar(part, at)) };
    if (text.kind !== 'unknown') return unknownNode(at, '`Fn::Split` takes a text');
    if (text.standIn === undefined) return unknownNode(at, text.reason);
    const parts = text.standIn.split(between);
    return { kind: 'list', at, items: parts.map((standIn) => unknownNode(at, text.reason, { standIn })) };
  }

  #findInMap(argument: Node, at: number): Node {
    const [first, second, third, options] = argument.kind === 'list' ? argument.items : [];
    const keys = [first, second, third].map((key) => (key === undefined ? undefined : this.resolve(key)));
    const [map, top, inner] = keys.map((key) => textOf(key));
    const hidden = keys.find((key) => key?.kind === 'unknown');
    const found = map === undefined ? undefined : mapOf(entryOf(entryOf(this.#file.root, 'Mappings'), map));
    if (hidden?.kind === 'unknown') return this.#anyOf(found, top, inner, hidden.reason, at);
    const value = entryOf(entryOf(found, top ?? ''), inner ?? '');
    if (value !== undefined) return moved(value, at);
    const fallback = entryOf(options, 'DefaultValue');
    if (fallback !== undefined) return this.resolve(fallback);
    return unknownNode(at, `\`Fn::FindInMap\` finds nothing at \`${[map, top, inner].join('.')}\``);
  }

  /** Some key is not known: only what every key leads to is. */
  #anyOf(
    map: MapNode | undefined,
    top: string | undefined,
    inner: string | undefined,
    reason: string,
    at: number,
  ): Node {
    const tops = top === undefined ? [...(map?.entries.values() ?? [])].map(({ value }) => value) : [entryOf(map, top)];
    const values = tops.flatMap((node) =>
      inner === undefined
        ? [...(mapOf(node)?.entries.values() ?? [])].map(({ value }) => value)
        : [entryOf(node, inner)],
    );
    const [first, ...rest] = values.filter((value) => value !== undefined);
    if (first === undefined) return unknownNode(at, reason);
    return rest.reduce(
      (all: Node, value) => {
        const either = eitherOf(all, value, reason, at);
        // A thousand regions would nest a thousand alternatives.
        return either.kind === 'unknown' ? unknownNode(at, reason, either.isSet ? { isSet: true } : {}) : either;
      },
      moved(first, at),
    );
  }

  #base64(argument: Node, at: number): Node {
    const value = this.resolve(argument);
    const text = textOf(value);
    if (text !== undefined) return scalar(Buffer.from(text).toString('base64'), at);
    return unknownNode(
      at,
      value.kind === 'unknown' ? value.reason : '`Fn::Base64` takes a text',
      isSet(value) ? { isSet: true } : {},
    );
  }

  #length(argument: Node, at: number): Node {
    const list = this.resolve(argument);
    if (list.kind === 'unknown') return unknownNode(at, list.reason, { isSet: true });
    if (list.kind !== 'list') return unknownNode(at, '`Fn::Length` takes a list', { isSet: true });
    const open = list.items.find((item) => item.kind === 'unknown' && item.alternatives);
    return open?.kind === 'unknown' ? unknownNode(at, open.reason, { isSet: true }) : scalar(list.items.length, at);
  }

  #toJsonString(argument: Node, at: number): Node {
    let hidden: string | undefined;
    const json = toJson(this.resolve(argument), ({ reason }) => {
      hidden ??= reason;
      return null;
    });
    return hidden === undefined ? scalar(JSON.stringify(json) ?? '', at) : unknownNode(at, hidden, { isSet: true });
  }

  #importValue(argument: Node, at: number): Node {
    const name = nameTextOf(this.resolve(argument));
    const found = name === undefined ? undefined : this.settings.exported(name);
    if (found !== undefined) return moved(found, at);
    const what = name === undefined ? 'an export' : `\`${name}\``;
    return unknownNode(at, `\`Fn::ImportValue\` of ${what}, which another stack exports`);
  }
}

function because(condition: string, reason: string): Truth {
  return { reason: `condition \`${condition}\` cannot be decided: ${reason}` };
}

function opposite(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth;
}

function isNameAttribute(
  { name, nameAttributes = [] }: { name: string; nameAttributes?: readonly string[] },
  attribute: string,
): boolean {
  return attribute === name || nameAttributes.includes(attribute);
}

function urlSuffix(partition: string): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}
