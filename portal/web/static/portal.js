// Small helps on every page: times of this place, words left, how numbers were read. Nothing depends on them. What is typed is kept by guard.js.
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

  // Heard at the document: questions may come later.
  document.addEventListener("input", ({target: area}) => {
    const line = area.dataset.words && document.getElementById(`${area.id}-count`);
    if (!line) return;
    const left = area.dataset.words - count(area.value, area.lang || root.lang);
    line.classList.toggle("over", left < 0);
    line.textContent = (left < 0 ? line.dataset.over : line.dataset.left).replace("{n}", Math.abs(left));
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
