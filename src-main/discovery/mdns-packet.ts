import * as v from 'valibot';
import { isHostIp, isLoopbackIpv4, isPrivateIpv4 } from '#shared/discovery/ip-address.ts';
import { parseServerTxt } from '#shared/discovery/server-record.ts';
import type { Goodbye, Sighting } from '#shared/discovery/server-table.ts';
import type { Sender } from './mdns-link.ts';
import { serviceName } from './mdns-records.ts';

/** What a decoded packet says that matters here; everything else in it is passed over. */
export interface MdnsPacket {
  readonly questions: readonly MdnsQuestion[];
  readonly sightings: readonly Sighting[];
  readonly goodbyes: readonly Goodbye[];
  /** Instances it names without saying where they are: worth a question. */
  readonly unresolved: readonly string[];
}

export interface MdnsQuestion {
  readonly name: string;
  readonly type: string;
}

const mdnsPort = 5353;
const maxQuestions = 32;
const maxRecords = 128;
const maxInstances = 8;
const maxTxtPairs = 16;

const common = { name: v.string(), ttl: v.number() };
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const recordSchema = v.variant('type', [
  v.object({ ...common, type: v.literal('PTR'), data: v.string() }),
  v.object({ ...common, type: v.literal('SRV'), data: v.object({ port, target: v.string() }) }),
  v.object({ ...common, type: v.literal('TXT'), data: v.array(v.instance(Uint8Array)) }),
  v.object({ ...common, type: v.literal('A'), data: v.string() }),
]);
const packetSchema = v.object({
  type: v.picklist(['query', 'response']),
  questions: v.array(v.object({ name: v.string(), type: v.string() })),
  answers: v.array(v.unknown()),
  additionals: v.array(v.unknown()),
});

type DnsRecord = v.InferOutput<typeof recordSchema>;
type RecordOf<Type extends DnsRecord['type']> = Extract<DnsRecord, { type: Type }>;

const nothing: MdnsPacket = { questions: [], sightings: [], goodbyes: [], unresolved: [] };

/** Reads a packet as the DNS codec leaves it: a value from a stranger, of any shape. Answers from another port than 5353 are none (RFC 6762 section 6). */
export function readMdnsPacket(decoded: unknown, sender: Sender): MdnsPacket {
  const packet = v.safeParse(packetSchema, decoded);
  if (!packet.success) return nothing;
  const { type, questions, answers, additionals } = packet.output;
  if (type === 'query') return { ...nothing, questions: questions.slice(0, maxQuestions) };
  if (sender.port !== mdnsPort) return nothing;
  const records = [...answers, ...additionals].slice(0, maxRecords).flatMap(readRecord);
  const instances = [...new Set(records.flatMap(instanceOf))].slice(0, maxInstances);
  const read = instances.map((instance) => readInstance(instance, records, sender.address));
  return {
    ...nothing,
    sightings: read.flatMap(({ sighting }) => sighting ?? []),
    goodbyes: read.flatMap(({ goodbye }) => goodbye ?? []),
    unresolved: read.flatMap(({ unresolved }) => unresolved ?? []),
  };
}

function readRecord(raw: unknown): DnsRecord[] {
  const record = v.safeParse(recordSchema, raw);
  return record.success ? [{ ...record.output, name: record.output.name.toLowerCase() }] : [];
}

function instanceOf(record: DnsRecord): string[] {
  const name = record.type === 'PTR' && record.name === serviceName ? record.data.toLowerCase() : record.name;
  return name.endsWith(`.${serviceName}`) ? [name] : [];
}

interface Instance {
  readonly sighting?: Sighting;
  readonly goodbye?: Goodbye;
  readonly unresolved?: string;
}

function readInstance(instance: string, records: readonly DnsRecord[], source: string): Instance {
  const ofInstance = records.filter((record) => instanceOf(record).includes(instance));
  if (ofInstance.some((record) => record.ttl === 0)) return { goodbye: { source, instance } };
  const server = ofInstance.find((record): record is RecordOf<'SRV'> => record.type === 'SRV');
  const txt = ofInstance.find((record): record is RecordOf<'TXT'> => record.type === 'TXT');
  if (server === undefined || txt === undefined) return { unresolved: instance };
  const parsed = parseServerTxt(txtPairs(txt.data));
  if (!parsed.ok) return {};
  const hosts = addressesOf(server.data.target.toLowerCase(), records, source);
  const addresses = hosts.map((host) => ({ host, port: server.data.port }));
  return { sighting: { record: parsed.value, addresses, source, instance } };
}

/** Keys count in lower case, the first of two equal ones (RFC 6763 section 6.4). */
function txtPairs(strings: readonly Uint8Array[]): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const bytes of strings.slice(0, maxTxtPairs)) {
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(new TextDecoder().decode(bytes)) ?? [];
    if (!pairs.has(key.toLowerCase())) pairs.set(key.toLowerCase(), value);
  }
  return pairs;
}

/** Only addresses that stay on this network, so that no forged record sends a client elsewhere; else the sender's own. */
function addressesOf(target: string, records: readonly DnsRecord[], source: string): string[] {
  const told = records.flatMap((record) => (record.type === 'A' && record.name === target ? [record.data] : []));
  const isNear = (host: string) =>
    host === source || isPrivateIpv4(host) || (isLoopbackIpv4(host) && isLoopbackIpv4(source));
  const hosts = [...new Set(told.filter((host) => isHostIp(host) && isNear(host)))];
  return hosts.length === 0 ? [source] : hosts;
}
