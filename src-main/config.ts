import { canonicalIp, isHostIp } from '#shared/discovery/ip-address.ts';
import { parseNetworkPolicy, type NetworkPolicy, type NetworkPolicyProblem } from '#shared/discovery/network-policy.ts';
import { defaultPort } from '#shared/discovery/address.ts';
import { doorSchema, type Door } from '#shared/domain/door.ts';
import { parseName, type Name, type NameProblem } from '#shared/domain/name.ts';
import { limits as defaultLimits, type Limits } from '#shared/protocol/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import * as v from 'valibot';
import { brokenBound, type LimitBound } from './limit-bounds.ts';

/** What `serve` was asked for, read once. */
export interface ServeConfig {
  readonly dataFolder: string;
  readonly name: Name;
  readonly port: number;
  /** Whom it lets in from this start on (T7); null: as it is, or what a new server begins with. */
  readonly door: Door | null;
  /** Addresses to listen on. */
  readonly hosts: readonly string[];
  /** Of the networks of its machine, those it is there for (T11). */
  readonly networks: NetworkPolicy;
  readonly isAdvertised: boolean;
  /** Port on loopback for metrics; null: none. */
  readonly metricsPort: number | null;
  readonly limits: Limits;
  /** Whether the data folder may lie on a network or in a synced folder. */
  readonly isAnyFolder: boolean;
  /** Room that is kept for when the disk is full; 0: none. */
  readonly ballastBytes: number;
  /** Whether standard output is for a program: one JSON object a line. */
  readonly isJson: boolean;
}

/** The command line as it was typed. */
export interface ServeArguments {
  readonly data: string;
  readonly name: string;
  readonly port?: string;
  readonly door?: string;
  readonly host?: readonly string[];
  readonly networks?: string;
  readonly discovery: boolean;
  readonly metricsPort?: string;
  readonly limit?: readonly string[];
  readonly ballast?: string;
  readonly anyFolder?: boolean;
  readonly json?: boolean;
}

export type ConfigProblem =
  | { readonly type: 'folder_not_named' }
  /** Nobody gave one, and the folder holds none. */
  | { readonly type: 'name_missing'; readonly folder: string }
  | { readonly type: 'name_invalid'; readonly problem: NameProblem }
  | { readonly type: 'port_invalid'; readonly option: string; readonly typed: string }
  | { readonly type: 'door_invalid'; readonly typed: string; readonly doors: readonly Door[] }
  | HostProblem
  | NetworkPolicyProblem
  | { readonly type: 'limit_unknown'; readonly typed: string; readonly names: readonly string[] }
  | { readonly type: 'limit_invalid'; readonly typed: string }
  /** Every client may count on more, or holds servers to less. */
  | LimitBound
  | { readonly type: 'ballast_invalid'; readonly typed: string };

/** What was typed is no address to listen on. */
export interface HostProblem {
  readonly type: 'host_invalid';
  readonly typed: string;
}

const everyAddress = ['0.0.0.0', '::'];
const maxPort = 65_535;
const defaultBallastMegabytes = '16';
const bytesPerMegabyte = 1 << 20;

/** Reads the options of `serve`; the first that makes no sense is told. */
export function parseServeArguments(typed: ServeArguments): Result<ServeConfig, ConfigProblem> {
  if (typed.data.trim() === '') return err({ type: 'folder_not_named' });
  const name = parseName(typed.name);
  if (!name.ok) return err({ type: 'name_invalid', problem: name.error });
  const port = parsePort('--port', typed.port ?? String(defaultPort));
  if (!port.ok) return port;
  const metricsPort = typed.metricsPort === undefined ? ok(null) : parsePort('--metrics-port', typed.metricsPort);
  if (!metricsPort.ok) return metricsPort;
  const door = parseDoor(typed.door);
  if (!door.ok) return door;
  const hosts = parseHosts(typed.host ?? []);
  if (!hosts.ok) return hosts;
  const networks = parseNetworkPolicy(typed.networks ?? 'private');
  if (!networks.ok) return networks;
  const limits = parseLimits(typed.limit ?? []);
  if (!limits.ok) return limits;
  const ballast = parseBallast(typed.ballast ?? defaultBallastMegabytes);
  if (!ballast.ok) return ballast;
  return ok({
    dataFolder: typed.data,
    name: name.value,
    port: port.value,
    door: door.value,
    hosts: hosts.value.length === 0 ? everyAddress : hosts.value,
    networks: networks.value,
    isAdvertised: typed.discovery,
    metricsPort: metricsPort.value,
    limits: limits.value,
    isAnyFolder: typed.anyFolder === true,
    ballastBytes: ballast.value,
    isJson: typed.json === true,
  });
}

/** 0 lets the operating system choose. */
function parsePort(option: string, typed: string): Result<number, ConfigProblem> {
  const port = /^\d{1,5}$/.test(typed) ? Number(typed) : maxPort + 1;
  return port <= maxPort ? ok(port) : err({ type: 'port_invalid', option, typed });
}

function parseDoor(typed: string | undefined): Result<Door | null, ConfigProblem> {
  if (typed === undefined) return ok(null);
  const door = v.safeParse(doorSchema, typed);
  return door.success ? ok(door.output) : err({ type: 'door_invalid', typed, doors: doorSchema.options });
}

/** Addresses to listen on, each once and in its canonical form. */
export function parseHosts(typed: readonly string[]): Result<string[], HostProblem> {
  const hosts: string[] = [];
  for (const text of typed) {
    const host = canonicalIp(text);
    if (host === null || !(isHostIp(host) || everyAddress.includes(host)))
      return err({ type: 'host_invalid', typed: text });
    if (!hosts.includes(host)) hosts.push(host);
  }
  return ok(hosts);
}

function parseLimits(typed: readonly string[]): Result<Limits, ConfigProblem> {
  const limits: Record<keyof Limits, number> = { ...defaultLimits };
  for (const text of typed) {
    const [, name = '', digits = ''] = /^([^=]*)=?(.*)$/s.exec(text) ?? [];
    if (!isLimit(name)) return err({ type: 'limit_unknown', typed: text, names: Object.keys(defaultLimits) });
    if (!/^[1-9]\d{0,14}$/.test(digits)) return err({ type: 'limit_invalid', typed: text });
    const broken = brokenBound(name, Number(digits), text);
    if (broken !== null) return err(broken);
    limits[name] = Number(digits);
  }
  return ok(limits);
}

function parseBallast(typed: string): Result<number, ConfigProblem> {
  return /^\d{1,5}$/.test(typed) ? ok(Number(typed) * bytesPerMegabyte) : err({ type: 'ballast_invalid', typed });
}

function isLimit(name: string): name is keyof Limits {
  return Object.hasOwn(defaultLimits, name);
}
