// What the guard keeps in the browser: names, values and sizes. Pure: the storage is passed in, no page is touched.
"use strict";
const MARK = "portal-kept";

// One entry a block of a drawn page: two pages open at once never overwrite each other's text.
export const nameOf = (store, page, key) => [MARK, store, page, key].join(":");

export const write = (storage, name, entry) => {
  try {
    const text = JSON.stringify(entry);
    storage.setItem(name, text);
    return storage.getItem(name) === text;
  } catch { return false; } // full or forbidden
};

export const drop = (storage, name) => { try { storage.removeItem(name); } catch { /* forbidden */ } };

export const read = (storage, name) => {
  try {
    const [mark, store, page, ...key] = name.split(":");
    if (mark !== MARK) return null;
    const text = storage.getItem(name);
    const entry = JSON.parse(text);
    return entry?.values ? {...entry, name, store, page, key: key.join(":"), text} : null;
  } catch { return null; }
};

// Every entry whose store passes, the oldest first.
export const entries = (storage, passes) => {
  try {
    return Object.keys(storage).map((name) => read(storage, name))
      .filter((entry) => entry && passes(entry.store)).sort((one, other) => (one.time < other.time ? -1 : 1));
  } catch { return []; }
};

// The store of an account or of something of it: "a12" holds "a12.report.7" and not "a123.report.7".
export const within = (store, whole) => Boolean(whole) && (store === whole || store.startsWith(`${whole}.`));

const said = (values) => values.some((value) => value.trim());

// Names whose kept values are not those that stand on the page; a name that is not there counts if it says something.
export const differing = (kept, there) => Object.keys(kept).filter((name) =>
  there[name] ? JSON.stringify(kept[name]) !== JSON.stringify(there[name]) : said(kept[name]));

export const missing = (kept, there) => Object.keys(kept).filter((name) => !there[name] && said(kept[name]));

export const pairsOf = (entry) => [...entry.hidden,
  ...Object.entries(entry.values).flatMap(([name, values]) => values.map((value) => [name, value]))];

// Whether a settled post carried this version of the text: its page, its turn or a later one, not one it could not read.
export const isSettled = (entry, settled) => settled.some(([page, turn, unread]) =>
  entry.page === page && entry.turn <= turn && !unread.includes(entry.key));

const bytes = (text) => new TextEncoder().encode(text).length;
const PART = 120; // bytes of a multipart boundary with its header, rounded up

// The shorter of the two ways to send pairs of name and value, and its size in bytes, rounded up.
export const shortest = (pairs) => {
  const encoded = new URLSearchParams(pairs);
  const size = encoded.toString().length;
  const parts = pairs.reduce((sum, [name, value]) =>
    sum + PART + bytes(name) + bytes(value) + value.split("\n").length, PART);
  if (size <= parts) return {body: encoded, size};
  const form = new FormData();
  pairs.forEach(([name, value]) => form.append(name, value));
  return {body: form, size: parts};
};

// As many blocks as the room for requests that outlive their page allows, the smallest first.
export const fitting = (blocks, room, always) => {
  const taken = [];
  const weigh = (one) => shortest(one.pairs).size;
  for (const block of [...blocks].sort((one, other) => weigh(one) - weigh(other))) {
    const size = shortest([...always, ...taken.flatMap((one) => one.pairs), ...block.pairs]).size;
    if (size <= room) taken.push(block);
  }
  return taken;
};
