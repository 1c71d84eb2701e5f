import { mkdirSync } from 'node:fs';
import { run } from './network.ts';

/** Room for what two hundred kills leave behind. Memory is taken as it is filled. */
export const DISK_BYTES = 2 * 1024 ** 3;

/** A file system of its own for the folder of a node, so that it can be full. */
export function mountDisk(directory: string): void {
  mkdirSync(directory, { recursive: true });
  run('mount', '-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', directory);
}

export function resizeDisk(directory: string, bytes: number): void {
  run('mount', '-o', `remount,size=${bytes}`, directory);
}

export function unmountDisk(directory: string): void {
  run('umount', '-l', directory);
}
