import { z } from 'zod';
import { bulletinText } from '../domain/bulletin.ts';

/** Path of a bulletin in the API. Its id has slashes, which would part the path. */
export function bulletinPath(id: string): string {
  return `/bulletins/${encodeURIComponent(id)}`;
}

/** Any of the parts that an analyst writes. */
export const BulletinParts = z.strictObject(bulletinText).partial();
