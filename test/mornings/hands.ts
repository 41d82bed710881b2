import type { Locator, Page } from 'playwright-core';

/** How someone works a page: with the mouse, or with the keyboard and nothing else. A morning is told once for both. */
export interface Hands {
  readonly page: Page;
  /** A button, a link or a tab. */
  press(target: Locator): Promise<void>;
  tick(target: Locator): Promise<void>;
  /** Puts words into a field in place of what is there. */
  write(target: Locator, words: string): Promise<void>;
  /** Chooses in a list by the words of the choice. */
  choose(target: Locator, words: string): Promise<void>;
  /** `on`: yyyy-mm-dd */
  setDate(target: Locator, on: string): Promise<void>;
  /** Takes a slider to its least. */
  slideToStart(target: Locator): Promise<void>;
  /** One of several tabs, of which one is open. */
  tab(target: Locator): Promise<void>;
  /** What has both a key and a button: each takes their own way. */
  keyOr(key: string, target: Locator): Promise<void>;
  /** Brings a row of a list to hand and opens it. */
  openRow(target: Locator): Promise<void>;
  /** Marks rows of a list among others. */
  mark(targets: readonly Locator[]): Promise<void>;
}

export const ways = { 'by mouse': mouse, 'by keyboard alone': keyboard } as const;

function mouse(page: Page): Hands {
  const press = (target: Locator): Promise<void> => target.click();
  return {
    page,
    press,
    tick: (target) => target.check(),
    write: async (target, words) => {
      await target.click({ clickCount: 3 });
      await page.keyboard.type(words);
    },
    choose: async (target, words) => void (await target.selectOption({ label: words })),
    setDate: (target, on) => target.fill(on),
    slideToStart: (target) => target.click({ position: { x: 2, y: 5 } }),
    tab: press,
    keyOr: (_, target) => press(target),
    openRow: press,
    mark: async (targets) => {
      for (const target of targets) await target.click({ modifiers: ['Control'] });
    },
  };
}

/** As many stops as the fullest page has, and then some: what takes more cannot be reached. */
const mostStops = 160;
const mostRows = 60;

function keyboard(page: Page): Hands {
  const { keyboard: keys } = page;
  const reach = async (target: Locator): Promise<void> => {
    await target.waitFor();
    for (let stops = 0; stops < mostStops; stops++) {
      if (await hasFocus(target)) return;
      await keys.press('Tab');
    }
    throw new Error(`Tab does not reach ${target}`);
  };
  /** Moves along until the target has the focus. */
  const move = async (target: Locator, key: string): Promise<void> => {
    for (let moves = 0; moves < mostRows; moves++) {
      if (await hasFocus(target)) return;
      await keys.press(key);
    }
    throw new Error(`${key} does not reach ${target}`);
  };
  /** Where there are many rows one of them is a stop: from there the arrow keys go on. */
  const toRow = async (target: Locator): Promise<void> => {
    const at = (row: number): Locator =>
      page.locator(`him-queue .row:focus[aria-rowindex="${row}"]`);
    await reach(page.locator('him-queue .row[tabindex="0"]'));
    await keys.press('Home');
    for (let row = 1; row < mostRows; row++) {
      await at(row).waitFor();
      // Of a long list only what is in sight is there.
      if ((await target.and(at(row)).count()) > 0) return;
      await keys.press('ArrowDown');
    }
    throw new Error(`No arrow reaches ${target}`);
  };
  return {
    page,
    press: async (target) => {
      await reach(target);
      await keys.press('Enter');
    },
    tick: async (target) => {
      await reach(target);
      await keys.press('Space');
    },
    write: async (target, words) => {
      await reach(target);
      await keys.press('Control+A');
      await keys.type(words);
    },
    choose: async (target, words) => {
      await reach(target);
      await chooseByTyping(target, words);
    },
    setDate: async (target, on) => {
      await reach(target);
      const [year, month, day] = on.split('-');
      // Which comes first is the browser's own language: what is typed is read, as by a person.
      for (const typed of [`${month}${day}${year}`, `${day}${month}${year}`]) {
        await keys.press('ArrowLeft');
        await keys.press('ArrowLeft');
        await keys.type(typed);
        if ((await target.inputValue()) === on) return;
      }
      throw new Error(`${on} cannot be typed into ${target}`);
    },
    slideToStart: async (target) => {
      await reach(target);
      await keys.press('Home');
    },
    tab: async (target) => {
      await reach(target.page().locator('[role="tab"][tabindex="0"]').and(siblingsOf(target)));
      await move(target, 'ArrowRight');
    },
    keyOr: (key) => keys.press(key),
    openRow: async (target) => {
      await toRow(target);
      await keys.press('Enter');
    },
    mark: async (targets) => {
      for (const target of targets) {
        await toRow(target);
        await keys.press('x');
      }
    },
  };

  /** A closed list follows the word that is typed; where that stops short of the choice, arrows go on. */
  async function chooseByTyping(target: Locator, words: string): Promise<void> {
    await keys.type(words.split(' ')[0] ?? '');
    for (let steps = 0; steps < mostRows; steps++) {
      if ((await chosen(target)) === words) return;
      await keys.press('ArrowDown');
    }
    throw new Error(`${words} is not to be chosen`);
  }
}

function siblingsOf(target: Locator): Locator {
  return target.locator('..').locator('> *');
}

function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => {
    const root = element.getRootNode() as Document | ShadowRoot;
    return root.activeElement === element;
  });
}

function chosen(target: Locator): Promise<string> {
  return target.evaluate((element) => {
    const option = (element as HTMLSelectElement).selectedOptions[0];
    return option?.label ?? option?.textContent?.trim() ?? '';
  });
}
