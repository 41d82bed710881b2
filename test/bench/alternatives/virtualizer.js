import { virtualize } from '@lit-labs/virtualizer/virtualize.js';
import { html, render } from 'lit';

export function mount(host, rows) {
  const list = document.createElement('div');
  list.className = 'fill scrolled';
  host.append(list);
  const renderItem = (one) =>
    html`<div class="two-line"><b>${one.name}</b><span>${one.what}</span><span>${one.due}</span></div>`;
  render(html`${virtualize({ items: rows, renderItem, scroller: true })}`, list);
}

export const row = '.two-line';
export const scroller = '.scrolled';
