// Small helps on every page: times of this place, words and characters left, characters that nobody sees, how numbers were
// read. Nothing depends on them. What is typed is kept by guard.js.
"use strict";
(() => {
  const root = document.documentElement;
  const say = document.currentScript.dataset;
  const clock = (iso) => new Date(iso).toLocaleTimeString(`${root.lang}-u-nu-latn`, {hour: "2-digit", minute: "2-digit", hourCycle: "h23"});
  document.querySelectorAll("time[data-local]").forEach((time) => { time.textContent = clock(time.dateTime); });

  // Words as the server counts them: runs that hold a letter or digit; in Chinese, signs but spaces and punctuation.
  const count = (text, lang) => lang === "zh"
    ? (text.match(/[^\s\p{P}]/gu) || []).length
    : text.split(/\s+/u).filter((run) => /[\p{L}\p{N}]/u.test(run)).length;

  // A field with data-words or data-limit has a counter; any other text gets one shortly before the bound of all texts.
  const told = document.getElementById("guard")?.dataset || {};
  const isText = (one) => one.name && !one.readOnly && /^(textarea|text|tel)$/.test(one.type);
  const counter = (area) => document.getElementById(`${area.id}-count`);
  const tellLeft = (area) => {
    const {words, limit} = area.dataset;
    const signs = [...area.value].length;
    const isNear = signs > told.longest * .9;
    if (!words && !limit && !isNear) { if (area.id) counter(area)?.remove(); return; }
    let line = counter(area);
    if (!line && area.id) {
      line = Object.assign(document.createElement("p"), {id: `${area.id}-count`, className: "counter"});
      area.after(line);
    }
    if (!line) return;
    const most = isNear ? told.longest : words || limit;
    const left = most - (words && !isNear ? count(area.value, area.lang || root.lang) : signs);
    const [few, over] = words && !isNear ? [line.dataset.left, line.dataset.over] : [told.characters, told.tooMany];
    line.classList.toggle("over", left < 0);
    line.textContent = (left < 0 ? over : few).replace("{n}", Math.abs(left)).replace("{m}", most);
  };

  // Characters that nobody sees are named beside their text, and taken out by one press.
  const unseen = (() => { try { return told.signs && new RegExp(told.signs, "gu"); } catch { return null; } })();
  const notes = new WeakMap();
  const nameOf = (sign) => {
    const code = sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    const kind = /\p{Cc}/u.test(sign) ? "control" : /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(sign) ? "direction" : "widthless";
    return told[kind].replace("{c}", `U+${code}`);
  };
  const tellUnseen = (area) => {
    const found = [...new Set(area.value.match(unseen))];
    notes.get(area)?.remove();
    if (!found.length) return;
    const list = new Intl.ListFormat(root.lang, {type: "unit"}).format(found.map(nameOf));
    const note = Object.assign(document.createElement("p"), {className: "field-warning unseen-signs", textContent: told.unseen.replace("{l}", list)});
    const button = Object.assign(document.createElement("button"), {type: "button", className: "button small", textContent: told.clean});
    button.addEventListener("click", () => {
      area.value = area.value.replace(unseen, "");
      area.dispatchEvent(new Event("input", {bubbles: true}));
      area.focus();
    });
    note.append(" ", button);
    (counter(area) || area).after(note);
    notes.set(area, note);
  };
  if (unseen) {
    document.querySelectorAll(".unseen-signs").forEach((note) => note.remove()); // drawn for pages without a script
    document.querySelectorAll("form[method=post] :is(textarea, input)").forEach((area) => { if (isText(area)) tellUnseen(area); });
  }
  // Heard at the document: questions may come later.
  document.addEventListener("input", ({target: area}) => {
    if (!isText(area)) return;
    tellLeft(area);
    if (unseen) tellUnseen(area);
  });

  // How a number or date was understood, beside its field: nothing while it is typed, told by the answer to its save.
  const reading = (name) => document.querySelector(`[data-read="${CSS.escape(name)}"]`);
  document.addEventListener("input", ({target: {name}}) => {
    const place = name && reading(name);
    if (place) place.textContent = "";
  });
  document.querySelectorAll("form[data-autosave]").forEach((form) => form.addEventListener("guard:answer", ({detail}) => {
    Object.entries(detail.read || {}).forEach(([name, text]) => {
      const place = reading(name);
      if (place) place.textContent = text && say.readAs.replace("{v}", text);
    });
  }));
})();
