import type { Server, Socket } from 'node:net';

/** Counts what goes in and out of the connections that a listener has taken. */
export function countBytes(server: Server): () => number {
  const open = new Set<Socket>();
  let closed = 0;
  const bytesOf = ({ bytesRead, bytesWritten }: Socket) => bytesRead + bytesWritten;
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      closed += bytesOf(socket);
    });
  });
  return () => [...open].reduce((sum, socket) => sum + bytesOf(socket), closed);
}
