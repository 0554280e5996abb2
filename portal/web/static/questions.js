// Questions that appear and disappear as answers make them apply. Loaded with the first of them; what is typed stays.
"use strict";
import {lang, make, say} from "./guard.js";

const turn = (guarded, node, hidden) => {
  node.hidden = hidden;
  node.querySelectorAll("[name]").forEach((one) => { one.disabled = hidden; }); // a hidden question is not sent
  const block = guarded.blocks.get(node.dataset.key);
  if (block?.isUnsaved) block.keep();
};

export const show = (guarded, {questions = [], gone = []}) => {
  const {form} = guarded;
  const find = (key) => form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  gone.map(find).filter((node) => node && !node.hidden).forEach((node) => turn(guarded, node, true));
  questions.forEach(({key, after, html}) => {
    let node = find(key);
    if (node && !node.hidden) return;
    if (node) turn(guarded, node, false);
    else {
      const holder = make("template");
      holder.innerHTML = html;
      node = holder.content.querySelector("[data-key]");
      const before = after && find(after);
      if (before) before.after(node);
      else form.querySelector("[data-key], .actions").before(node);
      guarded.adopt(node.querySelectorAll("[name]"));
      form.dispatchEvent(new CustomEvent("guard:block", {detail: node}));
    }
    (guarded.revealed ??= []).push(node);
  });
};

// Save brought up questions: says how many, by the buttons, with a link to the first. True where none is left to say.
export const tellMore = (guarded) => {
  const {form} = guarded;
  const found = guarded.revealed.filter((node) => !node.hidden);
  if (!found.length) return true;
  const sentences = JSON.parse(say.more);
  const sentence = sentences[new Intl.PluralRules(lang).select(found.length)] || sentences.other;
  const first = [...form.querySelectorAll("[data-key]")].find((node) => found.includes(node));
  const link = make("a", "", sentence.replace("{n}", found.length));
  link.href = `#${first.id}`;
  guarded.more?.remove();
  guarded.more = make("p", "notice notice-attention", link);
  guarded.more.role = "status";
  form.querySelector(".actions").before(guarded.more);
  link.focus();
  return false;
};
