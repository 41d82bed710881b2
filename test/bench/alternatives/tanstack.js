import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import { html, render } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';

export function mount(host, rows) {
  const list = document.createElement('div');
  list.className = 'fill scrolled';
  const inner = document.createElement('div');
  list.append(inner);
  host.append(list);
  const draw = (virtualizer) => {
    inner.style.cssText = `position:relative;height:${virtualizer.getTotalSize()}px`;
    render(
      virtualizer.getVirtualItems().map(({ index, start }) => {
        const one = rows[index];
        const place = { position: 'absolute', top: `${start}px`, width: '100%' };
        return html`<div class="two-line" style=${styleMap(place)}><b>${one.name}</b><span>${one.what}</span><span>${one.due}</span></div>`;
      }),
      inner,
    );
  };
  const virtualizer = new Virtualizer({
    count: rows.length,
    getScrollElement: () => list,
    estimateSize: () => 60,
    overscan: 5,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: draw,
  });
  virtualizer._didMount();
  virtualizer._willUpdate();
  draw(virtualizer);
}

export const row = '.two-line';
export const scroller = '.scrolled';
