// Elements are made of text and attributes only: nothing that came from Redis is ever parsed as markup.

// A narrow page lays tables out as lists; said outright, their roles stay what they are.
const ROLES = { table: 'table', thead: 'rowgroup', tbody: 'rowgroup', tr: 'row', td: 'cell' };

export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  const role = tag === 'th' ? (attributes.scope === 'row' ? 'rowheader' : 'columnheader') : ROLES[tag];
  if (role) node.setAttribute('role', role);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') node.className = value;
    else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(name, value);
  node.append(...children.flat().filter(Boolean));
  return node;
}

// Touches the page only where something is different.
export function text(node, value) {
  const wanted = value === undefined || value === null ? '' : String(value);
  if (node.textContent !== wanted) node.textContent = wanted;
  return node;
}

export function attr(node, name, value) {
  if (value === undefined || value === null || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

export function data(node, name, value) {
  const wanted = value === undefined ? '' : String(value);
  if (node.dataset[name] !== wanted) node.dataset[name] = wanted;
}

export function show(node, visible) {
  if (node.hidden === visible) node.hidden = !visible;
}

export function place(node, property, value) {
  if (node.style.getPropertyValue(property) !== value) node.style.setProperty(property, value);
}

// Keeps one child for each key, in order; make(key) gives {el, update(row)}.
export function keyed(parent, make) {
  const items = new Map();
  return {
    items,
    update(keys, rowOf) {
      const wanted = new Set(keys);
      for (const [key, item] of items) {
        if (!wanted.has(key)) {
          item.el.remove();
          items.delete(key);
        }
      }
      let before = parent.firstChild;
      for (const key of keys) {
        let item = items.get(key);
        if (!item) {
          item = make(key);
          items.set(key, item);
        }
        const row = rowOf(key);
        if (item.row !== row) {
          const here = item.el === before;
          item.row = row;
          item.update(row); // may put another element in its place
          if (here) before = item.el;
        }
        if (item.el === before) before = before.nextSibling;
        else parent.insertBefore(item.el, before);
      }
    },
  };
}

// What a page shows while it has nothing to show.
export function blank(title, hint, kind = 'empty') {
  return h('div', { class: `blank blank-${kind}`, 'data-blank': kind },
    h('p', { class: 'blank-title' }, title), hint && h('p', { class: 'blank-hint' }, hint));
}
