/**
 * Makes an element. A function is a listener for the event its name ends with (`onclick`), `true` an empty attribute,
 * and anything else that is there an attribute. Words become text, never markup.
 */
export function make(tag, given = {}, ...children) {
  return filled(document.createElement(tag), given, children);
}

/** The same for a drawing. */
export function draw(tag, given = {}, ...children) {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), given, children);
}

function filled(node, given, children) {
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== undefined && value !== null && name !== 'value')
      node.setAttribute(name, value);
  }
  node.append(
    ...children.flat(2).filter((one) => one !== null && one !== undefined && one !== false),
  );
  // After its options are there, and for fields that have no such attribute.
  if (given.value !== undefined) node.value = given.value;
  return node;
}

/** A link that looks like a link. */
export function link(href, ...children) {
  return make('a', { href }, ...children);
}

export function button(words, onclick, given = {}) {
  return make('button', { type: 'button', class: 'button', onclick, ...given }, words);
}

/** A field with its label above it. */
export function field(label, control, hint) {
  const id = control.id || `field-${Math.random().toString(36).slice(2)}`;
  control.id = id;
  if (hint) control.setAttribute('aria-describedby', `${id}-hint`);
  return make(
    'div',
    { class: 'field' },
    make('label', { for: id }, label),
    control,
    hint && make('small', { id: `${id}-hint` }, hint),
  );
}

export function select(options, given = {}) {
  const { value, ...others } = given;
  return make(
    'select',
    value === undefined ? others : { ...others, value },
    ...options.map(([key, words]) => make('option', { value: key }, words)),
  );
}
