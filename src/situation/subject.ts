import { hash } from 'node:crypto';
import type { Sector } from '../domain/indicator.ts';

/**
 * What a situation is about: an item of the supply map; goods of the Harmonized System; what has a name and neither of
 * these; or a whole sector, where nothing is named.
 */
export type Subject =
  | { readonly kind: 'item'; readonly item: string }
  | { readonly kind: 'goods'; readonly code: string }
  | { readonly kind: 'name'; readonly sector: Sector; readonly name: string }
  | { readonly kind: 'sector'; readonly sector: Sector };

/**
 * One text for one subject, the same on every day and on every node with the same map: `item-photoresist`,
 * `goods-310210`, `name-finance-0123456789abcdef` (of the SHA-256 of the name as it is compared), `sector-logistics`.
 */
export function subjectId(subject: Subject): string {
  switch (subject.kind) {
    case 'item':
      return `item-${subject.item}`;
    case 'goods':
      return `goods-${subject.code}`;
    case 'name':
      return `name-${subject.sector}-${hash('sha256', subject.name, 'hex').slice(0, 16)}`;
    case 'sector':
      return `sector-${subject.sector}`;
  }
}
