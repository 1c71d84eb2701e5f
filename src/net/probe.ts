import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { EwsError } from '../domain/errors.ts';

/** The first steps of a connection, each alone, for whoever wants to know at which one it ends. */
export interface Probe {
  /** Addresses of a host; none for one that is an address itself. @throws EwsError `peer_unreachable` */
  resolve(host: string): Promise<string[]>;
  /** Opens a TCP connection and closes it. Returns the address. @throws EwsError `peer_unreachable`, `peer_timeout` */
  connect(host: string, port: number): Promise<string>;
  /** A TLS handshake, as strict as for requests. @throws EwsError `peer_unreachable`, `peer_timeout` */
  handshake(host: string, port: number): Promise<Certificate>;
}

/** What a server showed of itself. */
export interface Certificate {
  readonly protocol: string;
  readonly issuer: string;
  /** As OpenSSL writes it, e.g. `Oct 11 00:00:00 2027 GMT`. */
  readonly validTo: string;
}

const CONNECT_MS = 5_000;

export const probe: Probe = {
  async resolve(host) {
    if (isIP(host) !== 0) return [];
    try {
      return (await lookup(host, { all: true })).map(({ address }) => address);
    } catch (cause) {
      throw unreachable(host, cause);
    }
  },

  connect: (host, port) =>
    opened(connect({ host, port }), 'connect', host, (socket) => socket.remoteAddress ?? host),

  handshake: (host, port) => {
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket = connectTls({ host, port, ...servername });
    return opened(socket, 'secureConnect', host, () => {
      const { issuer, valid_to } = socket.getPeerCertificate();
      const name = issuer?.O ?? issuer?.CN;
      return {
        protocol: socket.getProtocol() ?? 'TLS',
        issuer: [name].flat().join(', '),
        validTo: valid_to,
      };
    });
  },
};

/** Waits for a socket to be open, looks at it, and closes it. */
function opened<S extends Socket, T>(
  socket: S,
  event: string,
  host: string,
  look: (socket: S) => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      act();
      socket.destroy();
    };
    socket.setTimeout(CONNECT_MS, () =>
      settle(() => reject(new EwsError('peer_timeout', `${host} did not answer in time.`, { host }))),
    );
    socket.once('error', (cause) => settle(() => reject(unreachable(host, cause))));
    socket.once(event, () => settle(() => resolve(look(socket))));
  });
}

function unreachable(host: string, cause: unknown): EwsError {
  const { code, message, name } = cause as NodeJS.ErrnoException;
  return new EwsError(
    'peer_unreachable',
    `${host} cannot be reached: ${message || code}.`,
    { host, reason: code ?? name },
    { cause },
  );
}
