import { draw } from '../element.js';

const width = 320;
const height = 190;
const floor = 168;
const roof = 20;

/** Upright bars with their number above them. The table beside them says the same, so readers of screens skip them. */
export function bars(figures, title) {
  const most = Math.max(1, ...figures.map(({ value }) => value ?? 0));
  const step = width / Math.max(1, figures.length);
  const bar = ({ value, label }, n) => {
    const tall = ((value ?? 0) / most) * (floor - roof);
    const middle = step * (n + 0.5);
    return [
      draw(
        'rect',
        {
          class: 'bar',
          x: step * n + step * 0.2,
          y: floor - tall,
          width: step * 0.6,
          height: Math.max(tall, 1),
          rx: 2,
        },
        draw('title', {}, `${label}: ${value ?? 0}`),
      ),
      draw('text', { class: 'value', x: middle, y: floor - tall - 5 }, String(value ?? 0)),
      draw('text', { x: middle, y: height - 6 }, short(label)),
    ];
  };
  return draw(
    'svg',
    {
      class: 'bars',
      viewBox: `0 0 ${width} ${height}`,
      'aria-hidden': 'true',
      'data-title': title,
    },
    draw('line', { x1: 0, x2: width, y1: floor, y2: floor }),
    ...figures.map(bar),
  );
}

/** What fits below a bar: "0-7" of "0-7 days", "04" of "2026-04", "Not…" of longer words. */
function short(label) {
  const month = /^\d{4}-(\d\d)$/.exec(label)?.[1];
  const first = label.split(' ')[0];
  return month ?? (first.length > 6 ? `${first.slice(0, 5)}…` : first);
}
