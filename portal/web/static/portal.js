// Optional helps on forms: saves while you type, counts words, keeps texts in this browser when the line is down.
// Nothing depends on it: without it the section's own button saves. The contract is in templates/README.md.
"use strict";
(() => {
  const say = document.currentScript.dataset;
  const root = document.documentElement;
  const WAIT = 600;

  const clock = (iso) => new Date(iso).toLocaleTimeString(`${root.lang}-u-nu-latn`, {hour: "2-digit", minute: "2-digit", hourCycle: "h23"});
  document.querySelectorAll("time[data-local]").forEach((time) => { time.textContent = clock(time.dateTime); });

  // Words as the server counts them: runs that hold a letter or digit; in Chinese, signs but spaces and punctuation.
  const count = (text, lang) => lang === "zh"
    ? (text.match(/[^\s\p{P}]/gu) || []).length
    : text.split(/\s+/u).filter((run) => /[\p{L}\p{N}]/u.test(run)).length;

  document.querySelectorAll("textarea[data-words]").forEach((area) => area.addEventListener("input", () => {
    const line = document.getElementById(`${area.id}-count`);
    const left = area.dataset.words - count(area.value, area.lang || root.lang);
    line.classList.toggle("over", left < 0);
    line.textContent = (left < 0 ? line.dataset.over : line.dataset.left).replace("{n}", Math.abs(left));
  }));

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const dirty = new Map();
  let timer = 0;
  let busy = false;

  const slot = (name) => `portal:${form.dataset.store}:${name}`;
  const keep = (name, text) => { try { localStorage.setItem(slot(name), text); } catch { /* full or forbidden */ } };
  const kept = (name) => { try { return localStorage.getItem(slot(name)); } catch { return null; } };
  const forget = (name) => { try { localStorage.removeItem(slot(name)); } catch { /* forbidden */ } };
  const texts = (place) => place.querySelectorAll("textarea[name]:not([readonly]), input[type=text][name]:not([readonly])");
  const block = (key) => form.querySelector(`[data-key="${CSS.escape(key)}"]`);

  const tell = (key, sentence, unsaved) => {
    const line = block(key)?.querySelector("[data-save]");
    if (!line) return;
    line.textContent = sentence;
    line.classList.toggle("unsaved", unsaved);
  };

  const settle = (answer, sent) => {
    Object.entries(answer.hidden || {}).forEach(([name, value]) => {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    });
    Object.entries(answer.saved || {}).forEach(([key, time]) => {
      if (dirty.get(key) !== sent.get(key)) return;
      dirty.delete(key);
      tell(key, say.saved.replace("{t}", clock(time)), false);
      texts(block(key) || form).forEach((field) => forget(field.name));
    });
    (answer.conflicts || []).forEach((key) => { dirty.delete(key); tell(key, say.conflict, true); });
  };

  const save = async () => {
    if (busy || !dirty.size) return;
    busy = true;
    const sent = new Map(dirty);
    const body = new FormData(form);
    [...body.entries()].forEach(([name, value]) => { if (value instanceof File) body.delete(name); });
    try {
      const response = await fetch(form.action, {method: "POST", body, headers: {"X-Autosave": "1"}});
      if (response.status === 401) throw new Error(say.signedOut);
      if (!response.ok || !/json/.test(response.headers.get("Content-Type"))) throw new Error(say.kept);
      settle(await response.json(), sent);
    } catch (error) {
      const sentence = error.message === say.signedOut ? say.signedOut : say.kept;
      sent.forEach((_, key) => tell(key, sentence, true));
      setTimeout(later, 15000);
    }
    busy = false;
    if ([...dirty].some(([key, turn]) => turn !== sent.get(key))) later();
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(save, WAIT); };

  form.addEventListener("input", (event) => {
    const key = event.target.closest("[data-key]")?.dataset.key;
    if (!key || event.target.type === "file") return;
    dirty.set(key, (dirty.get(key) || 0) + 1);
    if (/^(textarea|text)$/.test(event.target.type)) keep(event.target.name, event.target.value);
    tell(key, say.saving, false);
    later();
  });
  window.addEventListener("online", later);
  form.addEventListener("submit", () => clearTimeout(timer));

  const button = (words, act) => {
    const one = document.createElement("button");
    one.type = "button";
    one.className = "button small";
    one.textContent = words;
    one.addEventListener("click", act);
    return one;
  };

  // A text that never reached the server is offered again, beside the one that did.
  texts(form).forEach((field) => {
    const text = kept(field.name);
    if (text === null) return;
    if (text === field.value) { forget(field.name); return; }
    const note = document.createElement("div");
    const quote = document.createElement("p");
    quote.className = "narrative";
    quote.dir = "auto";
    quote.textContent = text;
    note.className = "kept";
    note.append(say.found, quote,
      button(say.use, () => { field.value = text; note.remove(); field.dispatchEvent(new Event("input", {bubbles: true})); field.focus(); }),
      button(say.drop, () => { forget(field.name); note.remove(); field.focus(); }));
    field.before(note);
  });
})();
