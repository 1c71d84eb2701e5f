import { z } from 'zod';
import { BulletinContent, BulletinReference } from '../../domain/bulletin.ts';
import { Evidence } from '../../domain/evidence.ts';
import { Indicator, LocalisedText } from '../../domain/indicator.ts';
import { Report, ReportContent } from '../../domain/report.ts';
import { Signal } from '../../domain/signal.ts';

/**
 * Schemas that have a name of their own in the OpenAPI document; all others stand where they are used. It is
 * zod's global registry, where descriptions are kept too.
 */
export const schemas = z.globalRegistry;

schemas.add(Indicator, { id: 'Indicator' });
schemas.add(LocalisedText, { id: 'LocalisedText' });
schemas.add(Evidence, { id: 'Evidence' });
schemas.add(Signal, { id: 'Signal' });
schemas.add(ReportContent, { id: 'ReportContent' });
schemas.add(Report, { id: 'Report' });
schemas.add(BulletinReference, { id: 'BulletinReference' });
schemas.add(BulletinContent, { id: 'BulletinContent' });
