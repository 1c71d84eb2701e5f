import { type LookupAllOptions, type LookupOptions, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { EwsError } from '../domain/errors.ts';

/** A host that the operator lets this node ask. */
export interface AllowedHost {
  /** A name or an address, in small letters; IPv6 without brackets. */
  readonly host: string;
  /** Absent: the port of the scheme, 443 or 80. */
  readonly port?: number | undefined;
  /** Whether it may lie in this network: loopback, private, link-local and all other addresses that are not public. */
  readonly private?: boolean | undefined;
  /** Whether it may be asked without TLS. */
  readonly http?: boolean | undefined;
}

/**
 * Refuses an address that is not on the list. Where the host is a name, whether it leads into a private network is
 * seen when it is resolved: see `guardedLookup`.
 * @throws EwsError `source_forbidden`
 */
export function requireAllowedHost(text: string | URL, allow: readonly AllowedHost[]): void {
  const url = URL.parse(text);
  if (url === null) throw forbidden(String(text), 'is no address');
  const shown = `${url.origin}${url.pathname}`;
  if (url.username !== '' || url.password !== '') throw forbidden(shown, 'holds a name or a password');
  const entry = allow.find((candidate) => isEntryOf(candidate, url));
  if (entry === undefined) throw forbidden(shown, 'is not in sources.allow of config/node.yaml');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && entry.http === true)) {
    throw forbidden(shown, 'is not https, which sources.allow demands unless the host has http: true');
  }
  const host = hostOf(url);
  if (isIP(host) !== 0 && !isPublic(host) && entry.private !== true) throw forbidden(shown, notPublic(host));
}

/**
 * Resolves names for connections. What it answers is what is connected to: a name that is resolved anew in between
 * cannot lead elsewhere. Addresses that are not public are refused unless the name has `private` on the list.
 */
export function guardedLookup(allow: readonly AllowedHost[]): LookupFunction {
  const isPrivate = (host: string) => allow.some((entry) => entry.host === host && entry.private === true);
  return (hostname, options, callback) => {
    const all = { ...(options as LookupOptions), all: true } as LookupAllOptions;
    lookup(hostname, all, (error, addresses) => {
      if (error !== null) return callback(error, '');
      const usable = isPrivate(hostname) ? addresses : addresses.filter(({ address }) => isPublic(address));
      const [first] = usable;
      if (first === undefined) {
        const why = notPublic(addresses.map(({ address }) => address).join(', '));
        return callback(forbidden(hostname, why), '');
      }
      if (options.all) return callback(null, usable);
      return callback(null, first.address, first.family);
    });
  };
}

function isEntryOf({ host, port }: AllowedHost, url: URL): boolean {
  const standard = url.protocol === 'http:' ? 80 : 443;
  const asked = url.port === '' ? standard : Number(url.port);
  return host === hostOf(url) && asked === (port ?? standard);
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Whether anybody on the internet would reach the same machine by this address. */
function isPublic(address: string): boolean {
  // An IPv4 address in the clothes of an IPv6 one is judged as what it is; what cannot be read is not public.
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

function notPublic(addresses: string): string {
  return `leads to ${addresses}, which is not public; allow it with private: true in sources.allow if you mean it`;
}

function forbidden(address: string, why: string): EwsError {
  return new EwsError('source_forbidden', `${address} is not asked: it ${why}.`, { address });
}
