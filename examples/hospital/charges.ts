import { dayMs } from './calendar.ts';
import { ft1 } from './hl7.ts';
import { chanceOf } from './random.ts';
import type { Stay } from './stay.ts';

/** NUBC revenue codes; prices in US dollars, invented. */
const roomCodes: Readonly<Record<string, readonly [string, string, number]>> = {
  PSY: ['0124', 'Room and board, psychiatric', 1890],
  NBN: ['0170', 'Nursery', 980],
  OBS: ['0122', 'Room and board, obstetric', 2140],
  PED: ['0123', 'Room and board, pediatric', 2260],
  ONC: ['0127', 'Room and board, oncology', 2410],
};

/** What the stay cost by revenue code, one FT1 for each. */
export function chargesOf(stay: Stay): string[] {
  const { visit, story, operation, admittedAt, dischargedAt } = stay;
  const chance = chanceOf(`charges/${visit}`);
  const days = Math.max(1, Math.round((dischargedAt - admittedAt) / dayMs));
  const [room, name, price] = roomCodes[story.service] ?? [
    '0120',
    'Room and board, semiprivate',
    2050,
  ];
  const lines: readonly (readonly [string, string, number, number])[] = [
    [room, name, days, price],
    ['0250', 'Pharmacy', 1, days * chance.int(90, 340)],
    ['0300', 'Laboratory', 1, days * chance.int(70, 210)],
    ...(story.imaging === undefined
      ? []
      : [['0320', 'Radiology, diagnostic', 1, chance.int(280, 1900)] as const]),
    ...(story.admission === 'emergency'
      ? [['0450', 'Emergency room', 1, chance.int(900, 2600)] as const]
      : []),
    ...(operation === null
      ? []
      : ([
          [
            '0360',
            'Operating room services',
            Math.ceil((operation.endedAt - operation.startedAt) / 900_000),
            chance.int(620, 980),
          ],
          ['0370', 'Anesthesia', 1, chance.int(600, 1900)],
          ['0710', 'Recovery room', 1, chance.int(500, 1400)],
        ] as const)),
  ];
  return lines.map(([code, words, quantity, each], n) =>
    ft1(n + 1, `${visit}.c`, { code, name: words, at: dischargedAt, quantity, price: each }),
  );
}
