import { nothing, type TemplateResult } from 'lit';
import { adopt } from './adopt.ts';
import type { App } from './app-context.ts';
import type { KeyEditorOptions } from './key-editor.ts';

export interface KeyDialogOptions extends Pick<KeyEditorOptions, 'groups' | 'alike'> {
  readonly app: App;
}

export interface KeyDialog {
  render(): TemplateResult | typeof nothing;
  open(options: KeyDialogOptions): Promise<void>;
}

/** The sheet of keys of an element; its code comes when it is first asked for. */
export function createKeyDialog(element: {
  readonly renderRoot: ParentNode;
  requestUpdate(): void;
  readonly updateComplete: Promise<boolean>;
}): KeyDialog {
  let draw: (() => TemplateResult) | undefined;
  return {
    render: () => draw?.() ?? nothing,
    async open({ app, groups, alike }): Promise<void> {
      const { createKeyEditor, keyEditorStyles } = await import('./key-editor.ts');
      adopt(element.renderRoot as ShadowRoot, keyEditorStyles);
      const redraw = (): void => element.requestUpdate();
      const { keymap } = app;
      draw = createKeyEditor({ groups, keymap, redraw, ...(alike ? { alike } : {}) }).render;
      redraw();
      await element.updateComplete;
      const dialog = element.renderRoot.querySelector<HTMLDialogElement>('#keys');
      if (dialog?.isConnected && !dialog.open) dialog.showModal();
    },
  };
}
