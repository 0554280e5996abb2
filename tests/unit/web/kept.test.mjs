// Tests of portal/web/static/kept.js in Node; run by test_kept_script.py, which puts a copy of it beside this file.
import assert from "node:assert/strict";
import {test} from "node:test";
import {differing, drop, entries, fitting, isSettled, missing, nameOf, pairsOf, read, shortest, within, write} from "./kept.mjs";

class Storage {
  constructor(room = 1e6) { Object.defineProperty(this, "room", {value: room}); }
  getItem(name) { return Object.hasOwn(this, name) ? this[name] : null; }
  setItem(name, text) {
    if (text.length > this.room) throw new Error("QuotaExceededError");
    this[name] = text;
  }
  removeItem(name) { delete this[name]; }
}
const entry = (values, more) => ({values, hidden: [], time: "2000-03-31T14:02:00Z", turn: 1, ...more});

test("what is written is read back with its store, page and key", () => {
  const storage = new Storage();
  const name = nameOf("a12.report.7", "p1", "VNR.12.A2@WSSD95:x");
  assert.equal(write(storage, name, entry({a: ["text"]})), true);
  const {store, page, key, values} = read(storage, name);
  assert.deepEqual([store, page, key, values], ["a12.report.7", "p1", "VNR.12.A2@WSSD95:x", {a: ["text"]}]);
  drop(storage, name);
  assert.equal(read(storage, name), null);
});

test("a full, a forbidden and a deaf storage all say that nothing is kept", () => {
  assert.equal(write(new Storage(3), nameOf("a1", "p", "k"), entry({a: ["text"]})), false);
  assert.equal(write(null, nameOf("a1", "p", "k"), entry({})), false);
  assert.equal(write({setItem() {}, getItem: () => null}, "x", entry({})), false);
  assert.deepEqual(entries(null, () => true), []);
  drop(null, "x");
});

test("what others keep in the same browser is not read", () => {
  const storage = new Storage();
  Object.assign(storage, {theme: "dark", "portal-kept:a1:p:k": "{broken", "portal-kept:a1:p:l": "null"});
  assert.deepEqual(entries(storage, () => true), []);
});

test("entries come oldest first and only from the stores asked for", () => {
  const storage = new Storage();
  write(storage, nameOf("a1.report.7", "p2", "k"), entry({k: ["later"]}, {time: "2000-04-01T00:00:00Z"}));
  write(storage, nameOf("a1.report.7", "p1", "k"), entry({k: ["earlier"]}));
  write(storage, nameOf("a12.report.7", "p1", "k"), entry({k: ["of another"]}));
  assert.deepEqual(entries(storage, (store) => within(store, "a1")).map((one) => one.values.k[0]), ["earlier", "later"]);
});

test("a store belongs to an account only with its whole number, and to nobody without one", () => {
  assert.equal(within("a12.report.7", "a12"), true);
  assert.equal(within("a12", "a12"), true);
  assert.equal(within("a123.report.7", "a12"), false);
  assert.equal(within("anybody.link.3", ""), false);
});

test("a value differs by any letter, and a field that is gone counts only if it says something", () => {
  const there = {a: ["same"], b: ["1,234"], c: []};
  assert.deepEqual(differing({a: ["same"], b: ["1234"], c: ["x"], d: [" "], e: ["lost"]}, there), ["b", "c", "e"]);
  assert.deepEqual(missing({a: ["same"], d: [""], e: ["lost"], f: []}, there), ["e"]);
});

test("only the version that a post carried is settled", () => {
  const settled = [["p1", 3, ["NUMBER"]]];
  assert.equal(isSettled({page: "p1", turn: 3, key: "TEXT"}, settled), true);
  assert.equal(isSettled({page: "p1", turn: 4, key: "TEXT"}, settled), false, "typed after the post went off");
  assert.equal(isSettled({page: "p2", turn: 1, key: "TEXT"}, settled), false, "of another page");
  assert.equal(isSettled({page: "p1", turn: 1, key: "NUMBER"}, settled), false, "could not be read");
});

test("pairs are sent with the hidden fields first, one for each value", () => {
  const kept = entry({choice: ["a", "b"], text: [""]}, {hidden: [["~keys", "K"], ["rev~K", "3.abc"]]});
  assert.deepEqual(pairsOf(kept), [["~keys", "K"], ["rev~K", "3.abc"], ["choice", "a"], ["choice", "b"], ["text", ""]]);
});

test("Latin text goes urlencoded, long Arabic text as parts, and the size is never told too small", async () => {
  const latin = shortest([["text", "A short text"]]);
  assert.ok(latin.body instanceof URLSearchParams);
  const arabic = shortest([["text", "التقرير\n".repeat(2000)]]);
  assert.ok(arabic.body instanceof FormData);
  for (const {body, size} of [latin, arabic]) assert.ok(new Blob([await new Response(body).arrayBuffer()]).size <= size);
  assert.ok(arabic.size < 34000, "two bytes a letter, not six");
});

test("what is sent at leaving fits into the room, the smallest first", () => {
  const block = (key, length) => ({key, pairs: [[key, "x".repeat(length)]]});
  const taken = fitting([block("large", 70000), block("middle", 40000), block("small", 10)], 64000, [["csrf_token", "t"]]);
  assert.deepEqual(taken.map((one) => one.key), ["small", "middle"]);
  assert.deepEqual(fitting([block("small", 10)], 5, []), []);
});
