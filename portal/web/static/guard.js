// The guard: what people type in a form[data-guard] is kept in this browser until the server has it, and offered again.
// Nothing depends on it. What the server says and is sent is in templates/README.md; why, in docs/adr/0017.
"use strict";
import {drop, entries, fitting, isSettled, nameOf, pairsOf, shortest, within, write} from "./kept.js";

export const say = document.getElementById("guard").dataset;
export const {lang} = document.documentElement;
const WAIT = 600, LONGEST = 2500, AGAIN = 5000, PATIENCE = 20000, ROOM = 64000, HIDDEN = 1e9;
export const storage = (() => { try { return localStorage; } catch { return null; } })();
export const main = document.getElementById("content");
export const all = new Map(); // form → Guarded
let down = !navigator.onLine;
let flying = 0; // bytes of requests that may outlive this page

export const make = (tag, kind, ...content) => {
  const one = document.createElement(tag);
  if (kind) one.className = kind;
  one.append(...content);
  return one;
};
const clock = (iso) => new Date(iso).toLocaleTimeString(`${lang}-u-nu-latn`, {hour: "2-digit", minute: "2-digit", hourCycle: "h23"});
export const token = () => document.querySelector("input[name=csrf_token]")?.value || "";
export const json = (values) => JSON.stringify(values);
export const isMine = (store) => within(store, say.account);
export const words = (node) => (node?.textContent ?? "").replace(/\s+/g, " ").trim();

// Controls: every kind but files, passwords, buttons and what only the server writes.
const KINDS = /^(text|textarea|select-one|select-multiple|radio|checkbox|date|email|number|url|tel|search|month|time|datetime-local)$/;
export const isTick = (control) => control.type === "radio" || control.type === "checkbox";
const isKept = (control) => control.name && !control.readOnly && KINDS.test(control.type);
const valuesOf = (controls) => controls.reduce((found, control) => {
  const values = found[control.name] ??= [];
  if (isTick(control)) { if (control.checked) values.push(control.value); }
  else if (control.options) values.push(...[...control.selectedOptions].map((one) => one.value));
  else values.push(control.value);
  return found;
}, {});
export const fill = (controls, values) => controls.forEach((control) => {
  const [wanted, first] = [values[control.name], controls.filter((one) => one.name === control.name).indexOf(control)];
  if (!wanted) return;
  if (isTick(control)) control.checked = wanted.includes(control.value);
  else if (control.options) [...control.options].forEach((one) => { one.selected = wanted.includes(one.value); });
  else control.value = wanted[first] ?? "";
});
const asDrawn = (controls) => controls.forEach((control) => {
  if (isTick(control)) control.checked = control.defaultChecked;
  else if (control.options) {
    const chosen = [...control.options].filter((one) => one.defaultSelected);
    if (chosen.length) [...control.options].forEach((one) => { one.selected = one.defaultSelected; });
    else control.selectedIndex = control.multiple ? -1 : 0;
  } else if (control.value !== control.defaultValue) control.value = control.defaultValue;
});

class Block {
  constructor(guarded, key, node, control) {
    Object.assign(this, {guarded, key, node, single: control.name, safe: true});
    const found = this.controls;
    const typed = json(this.values);
    asDrawn(found);
    this.saved = json(this.values);
    if (typed !== this.saved) {
      const [arrival] = performance.getEntriesByType("navigation");
      if (/back|reload/.test(arrival?.type)) this.restored = JSON.parse(typed); // the browser's doing, not the person's
      else fill(found, JSON.parse(typed)); // typed before this script came
    }
  }

  get controls() {
    return [...this.guarded.form.elements].filter((one) => isKept(one)
      && (this.node ? this.node.contains(one) : one.name === this.single && !one.closest("[data-key]")));
  }
  get values() { return valuesOf(this.controls); }
  get slot() { return nameOf(this.guarded.store, this.guarded.page, this.key); }
  get hidden() { return Boolean(this.node?.hidden); }
  get isUnsaved() { return json(this.values) !== this.saved; }
  get isDue() { return !this.hidden && this.isUnsaved && json(this.values) !== this.refused; }
  get anchor() { return this.node?.id || this.controls[0]?.id || ""; }
  get label() {
    const [first] = this.controls;
    return words(document.getElementById(`${this.key}-label`)) || words(isTick(first) && first.closest("fieldset")?.querySelector("legend"))
      || words(first.labels?.[0]) || first.ariaLabel || "";
  }
  get place() {
    const [first] = this.controls;
    return first.closest(".choices, .rating, .row-cards, .date-parts, .unit-row") || first.closest("label") || first;
  }
  get entry() {
    const {form, turn, isAuto} = this.guarded;
    const known = say.account ? {url: location.pathname + location.search, action: form.action} : {};
    return {
      values: this.values, hidden: [...this.node?.querySelectorAll("input[type=hidden][name]") || []].map((one) => [one.name, one.value]),
      label: this.label, anchor: this.anchor, title: words(document.querySelector("h1")), lang, time: new Date().toISOString(),
      isAuto, turn: this.hidden ? HIDDEN : turn + 1, ...known,
    };
  }

  keep(more) { this.safe = write(storage, this.slot, {...this.entry, ...more}); }
  tell(sentence, unsaved) {
    let line = this.node?.querySelector("[data-save]") || this.line;
    if (!line) {
      if (!sentence) return;
      line = this.line = make("p", "save-state quiet-text");
      this.place.after(line);
    }
    line.textContent = sentence;
    line.classList.toggle("unsaved", unsaved);
  }
  tellKept() { this.tell(this.safe ? say.kept : say.lost, true); }

  typed(isChoice) {
    if (!this.isUnsaved) {
      drop(storage, this.slot);
      this.tell("", false);
      return;
    }
    this.keep();
    if (!this.guarded.isAuto || down) this.tellKept();
    else if (json(this.values) !== this.refused) this.tell(say.saving, false);
    if (this.guarded.isAuto) this.guarded.later(down ? AGAIN : isChoice ? 0 : WAIT);
  }

  // What was drawn as typed is not with the server: it counts as unsaved, and goes again when it is changed.
  unread() {
    this.refused = this.saved;
    this.saved = "";
    this.keep();
  }

  // Exactly this version is with the server; what was typed since is not.
  acknowledged(version, sentence, unsaved) {
    this.saved = version;
    if (this.isUnsaved) { this.keep(); return; }
    drop(storage, this.slot);
    this.tell(sentence, unsaved);
  }
}

const questions = () => import("./questions.js");

class Guarded {
  constructor(form) {
    const value = (name) => form.querySelector(`input[name="${name}"]`)?.value;
    Object.assign(this, {form, store: form.dataset.guard, isAuto: "autosave" in form.dataset, blocks: new Map(), offers: new Map()});
    this.page = value("~page") || [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(36)).join("");
    this.turn = Number(value("~turn")) || 0;
    this.adopt(form.elements);
  }

  adopt(controls) { [...controls].filter(isKept).forEach((control) => this.blockOf(control)); }
  blockOf(control) {
    const node = control.closest("[data-key]");
    const key = node?.dataset.key ?? control.name;
    if (!this.blocks.has(key)) this.blocks.set(key, new Block(this, key, node, control));
    return this.blocks.get(key);
  }
  get due() { return [...this.blocks.values()].filter((block) => block.isDue); }
  get unsaved() { return [...this.blocks.values()].filter((block) => block.isUnsaved); }

  // The page and the turn travel in hidden fields, made here where the server drew none.
  raise() {
    this.turn += 1;
    [["~page", this.page], ["~turn", this.turn]].forEach(([name, value]) => {
      const field = this.form.querySelector(`input[name="${name}"]`) || this.form.appendChild(Object.assign(make("input"), {type: "hidden", name}));
      field.value = value;
    });
    return this.turn;
  }
  get always() {
    const shown = [...this.form.querySelectorAll("[data-key]")].filter((one) => !one.hidden).map((one) => one.dataset.key);
    return [["csrf_token", token()], ["~page", this.page], ["~turn", String(this.raise())], ["~shown", shown.join(" ")]];
  }

  // Continuous typing does not put sending off for ever.
  later(wait) {
    const now = Date.now();
    this.since ??= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), Math.max(0, Math.min(wait, this.since + (down ? AGAIN : LONGEST) - now)));
  }

  // Sends what is due, or nothing, to see whether the line is up; one request at a time. Returns what became of it.
  async send(isProbe) {
    while (this.busy) await this.busy;
    clearTimeout(this.timer);
    this.since = undefined;
    const sent = this.due.map((block) => ({block, version: json(block.values), pairs: pairsOf(block.entry)}));
    if (!sent.length && !isProbe) return "ok";
    this.busy = this.carry(sent);
    const outcome = await this.busy;
    this.busy = this.sending = undefined;
    if (this.due.length) this.later(outcome === "ok" ? WAIT : AGAIN);
    return outcome;
  }

  async carry(sent) {
    try {
      const {body, size} = shortest([...this.always, ...sent.flatMap((one) => one.pairs)]);
      const outlives = flying + size <= ROOM;
      if (outlives) this.sending = new Map(sent.map((one) => [one.block, one.version]));
      const answer = await ask(this.form.action, body, outlives ? size : 0);
      await this.settle(answer, sent);
      return "ok";
    } catch (fault) {
      sent.forEach(({block}) => (fault.message === "signed out" ? block.tell(block.safe ? say.signedOut : say.lost, true) : block.tellKept()));
      return fault.message;
    }
  }

  async settle(answer, sent) {
    Object.entries(answer.hidden || {}).forEach(([name, value]) => {
      const field = this.form.querySelector(`input[type=hidden][name="${CSS.escape(name)}"]`);
      if (field) field.value = value;
    });
    const {saved = {}, conflicts = [], problems = {}} = answer;
    sent.forEach(({block, version}) => {
      const {key} = block;
      if (key in saved) block.acknowledged(version, say.saved.replace("{t}", clock(saved[key])), false);
      else if (conflicts.includes(key)) block.acknowledged(version, answer.editable === false ? say.closed : say.conflict, true);
      else {
        block.refused = version;
        if (problems[key] && json(block.values) === version) block.tell(say.problem.replace("{p}", problems[key]), true);
        else block.tellKept();
      }
    });
    if (answer.questions?.length || answer.gone?.length) await (await questions()).show(this, answer);
    this.form.dispatchEvent(new CustomEvent("guard:answer", {detail: answer}));
  }

  // Before a form is submitted: is the line up, and does what was typed bring up more questions?
  async ready() {
    this.revealed = [];
    const outcome = this.isAuto ? await this.send(true) : await reach();
    if (outcome === "down") return tellDown(this.unsaved.every((block) => block.safe));
    return this.revealed.length ? (await questions()).tellMore(this) : true;
  }
  // The page is left: what is due goes along, as far as the room reaches; the next page sees to the rest.
  leave() {
    if (!this.isAuto || this.submitted) return;
    if (down) return; // what could not be sent is offered when the page comes back
    const due = this.due.filter((block) => this.sending?.get(block) !== json(block.values));
    this.due.forEach((block) => block.keep({left: Date.now()}));
    const parts = due.map((block) => ({block, version: json(block.values), pairs: pairsOf(block.entry)}));
    const always = parts.length ? this.always : [];
    const sent = fitting(parts, ROOM - flying, always);
    if (!sent.length) return;
    const {body, size} = shortest([...always, ...sent.flatMap((one) => one.pairs)]);
    this.sending = new Map(sent.map((one) => [one.block, one.version]));
    ask(this.form.action, body, size).then((answer) => this.settle(answer, sent), () => {});
  }
}

// Posts to the server. Throws "signed out"; "down" where nothing arrived; "refused" where it was not taken.
export const ask = async (address, body, size) => {
  flying += size;
  try {
    const response = await fetch(address, {method: "POST", body, headers: {"X-Autosave": "1"}, keepalive: size > 0, signal: AbortSignal.timeout?.(PATIENCE)})
      .catch(() => { throw lineIs(true); });
    if (response.status >= 500) throw lineIs(true);
    lineIs(false);
    if (response.status === 401) throw new Error("signed out");
    if (!response.ok || !/json/.test(response.headers.get("Content-Type"))) throw new Error("refused");
    return await response.json();
  } finally { flying -= size; }
};
const lineIs = (broken) => {
  if (!broken && down) { downNote?.remove(); again(); }
  down = broken;
  return new Error("down");
};
const again = () => setTimeout(() => all.forEach((one) => { if (one.isAuto && one.due.length) one.later(WAIT); }));
const reach = () => fetch(import.meta.url, {method: "HEAD", cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE)})
  .then(() => { lineIs(false); return "ok"; }, () => lineIs(true).message);

let downNote;
const tellDown = (isSafe) => {
  downNote?.remove();
  downNote = make("div", "notice notice-error", make("p", "notice-title", isSafe ? say.down : say.downLost));
  downNote.role = "alert";
  downNote.tabIndex = -1;
  main.prepend(downNote);
  downNote.focus();
  return false;
};

document.querySelectorAll("form[data-guard]").forEach((form) => all.set(form, new Guarded(form)));
const onInput = (event) => {
  const one = all.get(event.target.form);
  if (one && isKept(event.target)) one.blockOf(event.target).typed(isTick(event.target) || Boolean(event.target.options));
};
document.addEventListener("input", onInput);
document.addEventListener("submit", async (event) => {
  const one = all.get(event.target);
  if (!one || one.passes) return;
  event.preventDefault();
  if (one.waits) return;
  one.waits = true;
  const goes = await one.ready();
  one.waits = false;
  if (!goes) return;
  one.passes = one.submitted = true;
  one.raise();
  one.form.requestSubmit(event.submitter);
  one.passes = false;
});
const leave = () => all.forEach((one) => one.leave());
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); else again(); });
addEventListener("online", () => { downNote?.remove(); again(); });
addEventListener("offline", () => { down = true; });
addEventListener("pageshow", (event) => {
  if (!event.persisted || !all.size) return;
  all.forEach((one) => { one.submitted = false; });
  if ([...all.values()].every((one) => !one.unsaved.length)) location.reload();
  else again();
});
addEventListener("beforeunload", (event) => {
  if ([...all.values()].some((one) => !one.submitted && one.unsaved.some((block) => !block.safe && (down || !one.isAuto)))) event.preventDefault();
});

// Signing out: what is kept is sent first, and named if it cannot be; without anything kept it is the form's own post.
document.querySelectorAll("form[data-sign-out]").forEach((form) => form.addEventListener("submit", async (event) => {
  const unsaved = [...all.values()].some((one) => one.unsaved.length);
  if (form.dataset.signOut === "now" || (!unsaved && !entries(storage, isMine).length)) return;
  event.preventDefault();
  const offers = await import("./offers.js").catch(() => null);
  if (offers && !await offers.sendOrDiscard()) return;
  form.dataset.signOut = "now";
  form.requestSubmit();
}));

// At the start: what a post that arrived has settled goes; what is still kept, or was put back by the browser, is offered.
const here = [...all.values()];
const isKnown = (store) => isMine(store) || here.some((one) => one.store === store);
const settled = JSON.parse(say.settled || "[]");
const found = entries(storage, isKnown).filter((one) => !isSettled(one, settled) || drop(storage, one.name));
here.flatMap((one) => [...one.blocks.values()]).forEach((block) => { if (block.isUnsaved) block.typed(false); });
if (found.length || here.some((one) => [...one.blocks.values()].some((block) => block.restored))) import("./offers.js").then(({meet}) => meet());
