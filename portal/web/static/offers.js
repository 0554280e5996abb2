// What is kept and not saved: offered at its field, named at the top, sent at last. Loaded only where something is kept.
"use strict";
import {all, ask, fill, isMine, isTick, json, lang, main, make, say, storage, token, words} from "./guard.js";
import {differing, drop, entries, missing, pairsOf, shortest, write} from "./kept.js";

const YOUNG = 60000; // milliseconds after which a text that a page sent while it was left counts as not arrived
const homes = () => [...all.values()];
const isOpen = (entry) => homes().some((one) => one.store === entry.store && one.page === entry.page);
const homeOf = (entry) => homes().find((one) => one.store === entry.store);
const known = () => entries(storage, (store) => isMine(store) || homes().some((one) => one.store === store)).filter((one) => !isOpen(one));

const button = (label, act) => {
  const one = make("button", "button small", label);
  one.type = "button";
  one.addEventListener("click", act);
  return one;
};
const quote = (text) => Object.assign(make("p", "narrative", text), {dir: "auto"});

// Values in words: what stands beside a choice instead of its code.
const inWords = (controls, values) => values.map((value) => {
  const ticked = controls.find((one) => isTick(one) && one.value === value);
  const chosen = controls.flatMap((one) => [...one.options || []]).find((one) => one.value === value);
  return words(ticked?.labels[0]) || words(chosen) || value;
}).filter(Boolean).join("\n") || say.empty;
const labelOf = (controls) => words(controls[0]?.closest("fieldset.cell")?.querySelector("legend"))
  || words(!isTick(controls[0] || {}) && controls[0]?.labels?.[0]);

const offer = (block, entry) => {
  const {controls, guarded} = block;
  const there = block.values;
  const names = differing(entry.values, there);
  const lost = missing(entry.values, there);
  const note = make("div", "kept", make("p", "", entry.restored ? say.restored : say.found));
  if (entry.lang && entry.lang !== lang) {
    const language = new Intl.DisplayNames(lang, {type: "language"}).of(entry.lang);
    note.append(make("p", "", say.written.replace("{language}", language)));
  }
  names.forEach((name) => {
    const own = controls.filter((one) => one.name === name);
    const label = Object.keys(entry.values).length > 1 && labelOf(own);
    note.append(...label ? [make("p", "cell-label", label)] : [], quote(inWords(own, entry.values[name])));
  });
  if (lost.length) note.append(make("p", "", say.gone));
  const end = () => { note.remove(); guarded.offers.delete(note); drawUnsent(); };
  const use = () => {
    fill(controls, entry.values);
    block.typed(true);
    if (entry.name && lost.length) write(storage, entry.name, {...JSON.parse(entry.text), values: Object.fromEntries(lost.map((name) => [name, entry.values[name]]))});
    else if (entry.name && (block.safe || !block.isUnsaved)) drop(storage, entry.name);
    end();
    (controls.find((one) => names.includes(one.name)) || controls[0]).focus();
  };
  const discard = () => {
    if (entry.name) drop(storage, entry.name);
    end();
    controls[0]?.focus();
  };
  const actions = make("p", "");
  if (names.length > lost.length) actions.append(button(say.use, use), " ");
  actions.append(button(say.drop, discard));
  note.append(actions);
  block.place.before(note);
  for (let box = note.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  guarded.offers.set(note, {...entry, url: "", label: block.label, anchor: block.anchor});
};

// At the top: what is kept on this page, and on other pages of this account. Texts of steps are told on desks alone.
let unsentNote, signNote;
const drawUnsent = () => {
  const here = homes().flatMap((one) => [...one.offers.values()]);
  const names = new Set(here.map((one) => one.name));
  const isHome = document.querySelector("[data-unsent]");
  const others = known().filter((one) => !names.has(one.name) && (one.isAuto || isHome || homeOf(one)));
  unsentNote?.remove();
  signNote?.remove();
  if (!here.length && !others.length) return;
  const list = make("ul");
  [...here, ...others].forEach((one) => list.append(line(one, !here.includes(one) && homeOf(one))));
  unsentNote = make("section", "notice notice-attention unsent", make("div", "", make("p", "notice-title", say.unsent), list));
  unsentNote.ariaLabel = say.unsent;
  main.prepend(unsentNote);
  // Beside the button that signs as well: it stands far below.
  const sign = document.querySelector("form[action$='/sign'] :is(.actions, .button)");
  if (!sign) return;
  unsentNote.id = "unsent";
  signNote = make("p", "field-warning unsent-here", Object.assign(make("a", "", say.unsent), {href: "#unsent"}));
  sign.before(signNote);
};
const line = (entry, isStray) => {
  const title = words(document.querySelector("h1"));
  const link = make("a", "", entry.url && entry.title !== title ? `${entry.title}: ${entry.label}` : entry.label);
  link.href = `${entry.url || ""}#${entry.anchor}`;
  if (!isStray) return make("li", "", link);
  // Its page is here and its field is not: the text itself, to copy.
  const act = () => { drop(storage, entry.name); drawUnsent(); };
  return make("li", "", make("p", "", entry.label), make("p", "", say.gone), quote(Object.values(entry.values).flat().filter(Boolean).join("\n")), button(say.drop, act));
};

// Sends entries of pages that are not open any more as those pages would have; drops exactly what arrived.
const sendKept = async (list) => {
  const pages = new Map();
  list.forEach((one) => pages.set(`${one.page} ${one.action}`, [...pages.get(`${one.page} ${one.action}`) || [], one]));
  for (const group of pages.values()) {
    const [{page}] = group;
    const turn = Math.max(...group.map((one) => one.turn));
    const pairs = [["csrf_token", token()], ["~page", page], ["~turn", String(turn)], ...group.flatMap(pairsOf)];
    try {
      const answer = await ask(group[0].action || homeOf(group[0]).form.action, shortest(pairs).body, 0);
      group.forEach((one) => arrived(one, answer));
    } catch { /* it stays kept, and is told */ }
  }
};
const arrived = (entry, {saved = {}, conflicts = [], hidden}) => {
  if (!(entry.key in saved) && !conflicts.includes(entry.key)) return;
  if (storage.getItem(entry.name) === entry.text) drop(storage, entry.name);
  const home = homeOf(entry);
  const block = home?.blocks.get(entry.key);
  if (!block || block.isUnsaved || !(entry.key in saved)) return;
  fill(block.controls, entry.values); // the page was drawn while the text was still under way
  home.settle({hidden, saved}, [{block, version: json(block.values)}]);
};

export const meet = async () => {
  await sendKept(known().filter((one) => one.isAuto && Date.now() - one.left < YOUNG && navigator.onLine));
  known().forEach((entry) => {
    const block = homeOf(entry)?.blocks.get(entry.key);
    if (!block) return;
    if (differing(entry.values, block.values).length) { offer(block, entry); return; }
    drop(storage, entry.name);
    // Drawn as typed because it was not taken: it stays kept, as a text of this page.
    if ("posted" in block.guarded.form.dataset) block.unread();
  });
  homes().forEach((one) => one.blocks.forEach((block) => {
    const twice = [...one.offers.values()].some((entry) => json(entry.values) === json(block.restored));
    if (block.restored && !twice && differing(block.restored, block.values).length) offer(block, {values: block.restored, restored: true});
  }));
  drawUnsent();
};

addEventListener("storage", (event) => {
  if (event.newValue !== null) return;
  homes().forEach((one) => one.offers.forEach((entry, note) => {
    if (entry.name !== event.key) return;
    note.remove();
    one.offers.delete(note);
  }));
  drawUnsent();
});

// Before signing out: sends what can be sent, names the rest in the browser's own question, then clears this account.
export const sendOrDiscard = async () => {
  for (const one of homes()) if (one.isAuto && one.due.length) await one.send();
  await sendKept(known().filter((one) => one.isAuto && one.action));
  const left = entries(storage, isMine);
  const unkept = homes().flatMap((one) => one.unsaved.filter((block) => !block.safe).map((block) => block.entry));
  const list = [...left, ...unkept].map((one) => `– ${one.title}: ${one.label}`);
  if (list.length && !confirm([say.leave, ...list, "", say.discard].join("\n"))) return false;
  left.forEach((one) => drop(storage, one.name));
  homes().forEach((one) => { one.submitted = true; });
  return true;
};
