import type { Control } from '../model/control.ts';
import { type Resource, resourceId, type Tag } from '../model/resource.ts';
import type { SnapshotHeader } from '../model/snapshot.ts';
import {
  type FindingWaiver,
  inlineWaiver,
  type Waiver,
  type WaiverClaim,
  type WaiverState,
  type WaiverUse,
} from '../model/waiver.ts';
import { firstIssue, problemOf } from '../model/words.ts';
import { controlsNamed, SelectionError } from './select.ts';

/** Which waivers hold in an evaluation. */
export interface WaiverRules {
  readonly waivers: readonly Waiver[];
  /** The controls that their names may mean, run or not. */
  readonly known: readonly Control[];
  /** By which it is told whether a waiver has expired. */
  readonly now: Date;
  /** Whether waivers count that stand at the resources themselves. */
  readonly inline: boolean;
}

/** What the waivers say of one failure. */
export interface WaiverAnswer {
  readonly waiver?: FindingWaiver;
  /** A waiver covered it, and does not any more. */
  readonly expired?: Waiver;
}

const day = 24 * 60 * 60 * 1000;
/** A waiver that ends within so many days is told. */
const soon = 14 * day;

/** Finds the waiver of a failure without trying every waiver: by control, then by the resource's own names. */
export class WaiverBook {
  readonly #rules: WaiverRules;
  readonly #shelves = new Map<string, Shelf>();
  readonly #entries: Entry[] = [];
  readonly #ids = new Map<string, ReadonlySet<string>>();
  /** Waivers at resources, by what they say: equal ones are one. */
  readonly #claims = new Map<string, Entry | undefined>();
  readonly #invalid = new Map<string, WaiverUse>();

  /** @throws SelectionError for a waiver whose control there is not */
  constructor(rules: WaiverRules) {
    this.#rules = rules;
    for (const waiver of rules.waivers) this.#shelve(this.#enter(waiver));
  }

  /** Notes the waivers that stand at a resource, so that those which nothing needs are told too. */
  see(resource: Resource): void {
    if (this.#rules.inline) this.#claimsOf(resource);
  }

  /** What the waivers say of a failure, and counts it. */
  answer(control: Control, resource: Resource): WaiverAnswer {
    const shelf = this.#shelves.get(control.id);
    const covering = shelf === undefined ? [] : shelf.covering(resource);
    const claimed = this.#rules.inline ? this.#claimsOf(resource).filter(({ ids }) => ids.has(control.id)) : [];
    let chosen: Entry | undefined;
    for (const entry of [...covering, ...claimed]) {
      entry.findings += 1;
      if (chosen === undefined || (chosen.expired && !entry.expired)) chosen = entry;
    }
    if (chosen === undefined) return {};
    return chosen.expired ? { expired: chosen.waiver } : { waiver: chosen.told };
  }

  /** What became of the waivers, those to look at first. */
  uses(run: readonly Control[], headers: readonly SnapshotHeader[]): WaiverUse[] {
    const ids = new Set(run.map(({ id }) => id));
    const accounts = new Set(headers.flatMap((header) => header.accounts));
    const regions = new Set(headers.flatMap((header) => header.regions));
    const uses = this.#entries
      .filter((entry) => entry.findings > 0 || [...entry.ids].some((id) => ids.has(id)))
      .filter((entry) => entry.findings > 0 || entry.mayBeIn(accounts, regions))
      .map((entry) => ({ state: this.#stateOf(entry), waiver: entry.waiver, findings: entry.findings }));
    return [...this.#invalid.values(), ...uses].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  }

  #stateOf({ expired, findings, end }: Entry): WaiverState {
    if (expired) return 'expired';
    if (findings === 0) return 'unused';
    return end !== undefined && end - this.#rules.now.getTime() <= soon ? 'expiring' : 'active';
  }

  #enter(waiver: Waiver): Entry {
    const ids = this.#idsOf(waiver.control);
    const entry = new Entry(waiver, ids, this.#rules.now);
    this.#entries.push(entry);
    return entry;
  }

  #idsOf(name: string): ReadonlySet<string> {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const ids = new Set(controlsNamed(this.#rules.known, name).map(({ id }) => id));
    this.#ids.set(name, ids);
    return ids;
  }

  #shelve(entry: Entry): void {
    for (const id of entry.ids) {
      const shelf = this.#shelves.get(id) ?? new Shelf();
      this.#shelves.set(id, shelf);
      shelf.add(entry);
    }
  }

  #claimsOf(resource: Resource): Entry[] {
    const { tags, waivers = [] } = resource;
    const tagged = Array.isArray(tags) ? claimsInTags(tags as readonly Tag[]) : [];
    if (tagged.length === 0 && !isClaimed(waivers)) return [];
    return [...(isClaimed(waivers) ? waivers : []), ...tagged].flatMap(({ source, claim, problem }: WaiverClaim) => {
      const key = JSON.stringify([source, claim]);
      if (!this.#claims.has(key)) this.#claims.set(key, this.#claim(source, claim, problem));
      return this.#claims.get(key) ?? [];
    });
  }

  /** What somebody wrote at a resource may be anything: it waives when it is whole, and is told when it is not. */
  #claim(source: string, claim: unknown, problem: string | undefined): Entry | undefined {
    if (problem !== undefined) {
      this.#refuse(source, claim, problem);
      return undefined;
    }
    const { success, data, error } = inlineWaiver.safeParse(claim);
    try {
      if (success) return this.#enter({ ...data, source });
      this.#refuse(source, claim, problemOf(firstIssue(error), claim));
    } catch (refused) {
      if (!(refused instanceof SelectionError)) throw refused;
      this.#refuse(source, claim, [refused.message, refused.help].filter(Boolean).join(', '));
    }
    return undefined;
  }

  #refuse(source: string, claim: unknown, problem: string): void {
    const said = (typeof claim === 'object' && claim !== null ? claim : {}) as Readonly<Record<string, unknown>>;
    const word = (name: string) => (typeof said[name] === 'string' ? said[name] : '');
    const waiver = { control: word('control'), reason: word('reason'), owner: word('owner'), source };
    this.#invalid.set(JSON.stringify([source, claim]), { state: 'invalid', waiver, findings: 0, problem });
  }
}

const order: readonly WaiverState[] = ['invalid', 'expired', 'expiring', 'unused', 'active'];

function isClaimed(waivers: unknown): waivers is NonNullable<Resource['waivers']> {
  return Array.isArray(waivers) && waivers.length > 0 && waivers.every((waiver) => typeof waiver?.source === 'string');
}

/** AWS takes no semicolon and no comma in the value of a tag, so that spaces part the controls. */
function claimsInTags(tags: readonly Tag[]): WaiverClaim[] {
  if (!tags.some(({ Key }) => Key === 'sagevet:waive')) return [];
  const said = new Map(tags.map(({ Key, Value }) => [Key, Value]));
  const terms = ['reason', 'owner', 'ticket', 'expires'].flatMap((term) => {
    const value = said.get(`sagevet:waive-${term}`);
    return value === undefined ? [] : [[term, value] as const];
  });
  return String(said.get('sagevet:waive') ?? '')
    .split(/[\s;,]+/)
    .filter((word) => word !== '')
    .map((control) => ({ source: 'tag `sagevet:waive`', claim: { control, ...Object.fromEntries(terms) } }));
}

/** The waivers of one control. */
class Shelf {
  readonly #byName = new Map<string, Entry[]>();
  readonly #others: Entry[] = [];

  add(entry: Entry): void {
    if (entry.name === undefined) {
      this.#others.push(entry);
      return;
    }
    const alike = this.#byName.get(entry.name);
    if (alike === undefined) this.#byName.set(entry.name, [entry]);
    else alike.push(entry);
  }

  covering(resource: Resource): Entry[] {
    const names = namesOf(resource);
    const named = names.flatMap((name) => this.#byName.get(name) ?? []);
    return [...named, ...this.#others.filter((entry) => entry.isAbout(names))].filter((entry) =>
      entry.covers(resource),
    );
  }
}

function namesOf(resource: Resource): string[] {
  const { name, arn, origin } = resource;
  const names = arn === undefined ? [name] : [name, arn];
  if (origin.kind !== 'file') return names;
  return [...new Set([...names, origin.address, resourceId(resource)])];
}

type Matcher = (value: string) => boolean;

class Entry {
  findings = 0;
  readonly waiver: Waiver;
  readonly told: FindingWaiver;
  /** The controls that it waives. */
  readonly ids: ReadonlySet<string>;
  /** The first moment at which it does not hold any more. */
  readonly end: number | undefined;
  readonly expired: boolean;
  /** The one name of the resources that it is about; left out for a glob. */
  readonly name: string | undefined;
  readonly #resource: Matcher;
  readonly #account: Matcher;
  readonly #region: Matcher;
  readonly #tags: readonly (readonly [key: string, matches: Matcher])[];

  constructor(waiver: Waiver, ids: ReadonlySet<string>, now: Date) {
    const { control: _, resource, account, region, tags = {}, ...told } = waiver;
    this.waiver = waiver;
    this.told = told;
    this.ids = ids;
    this.end = waiver.expires === undefined ? undefined : Date.parse(waiver.expires) + day;
    this.expired = this.end !== undefined && now.getTime() >= this.end;
    this.name = resource !== undefined && !resource.includes('*') ? resource : undefined;
    this.#resource = matcherOf(resource);
    this.#account = matcherOf(account);
    this.#region = matcherOf(region);
    this.#tags = Object.entries(tags).map(([key, value]) => [key, matcherOf(value)]);
  }

  isAbout(names: readonly string[]): boolean {
    return names.some(this.#resource);
  }

  covers({ accountId, region, tags }: Resource): boolean {
    if (!this.#account(accountId) || !this.#region(region)) return false;
    if (this.#tags.length === 0) return true;
    // Tags that are not known might be others.
    if (!Array.isArray(tags)) return false;
    return this.#tags.every(([key, matches]) =>
      (tags as readonly Tag[]).some(({ Key, Value }) => Key === key && matches(Value)),
    );
  }

  /** Whether there was anything that it could have been about: one list of waivers may serve many scans. */
  mayBeIn(accounts: ReadonlySet<string>, regions: ReadonlySet<string>): boolean {
    return isIn(accounts, this.#account) && isIn(regions, this.#region);
  }
}

function isIn(places: ReadonlySet<string>, matches: Matcher): boolean {
  return places.size === 0 || [...places].some(matches);
}

/**
 * A star stands for anything, slashes too, for AWS's names hold them anywhere. No other character has a meaning, since
 * addresses of Terraform are full of brackets and quotes.
 */
function matcherOf(pattern: string | undefined): Matcher {
  if (pattern === undefined) return () => true;
  const [start = '', ...parts] = pattern.split('*');
  const end = parts.pop();
  if (end === undefined) return (value) => value === pattern;
  return (value) => {
    const limit = value.length - end.length;
    if (limit < start.length || !value.startsWith(start) || !value.endsWith(end)) return false;
    let at = start.length;
    for (const part of parts) {
      const found = value.indexOf(part, at);
      if (found === -1 || found + part.length > limit) return false;
      at = found + part.length;
    }
    return true;
  };
}
